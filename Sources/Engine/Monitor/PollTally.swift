import Logging
import Runs

/// What one poll brought so far, for the log.
struct PollTally: Hashable, Sendable {
    private var rows = 0
    private var added = 0
    private var changed = 0
    private var rejected = 0

    /// Counts in what one call brought, and what of it was new or different.
    mutating func add(_ delivery: Delivery, _ outcome: MergeOutcome) {
        rows += delivery.records.count
        rejected += delivery.rejected.count
        added += outcome.added.count
        changed += outcome.changed.count
    }

    /// The counts, and how the source fares after the poll.
    func details(_ health: SourceHealth, next: Timestamp) -> Logger.Metadata {
        var details: Logger.Metadata = [
            "rows": "\(rows)", "new": "\(added)", "changed": "\(changed)",
            "unreadable": "\(rejected)", "next": "\(next.rfc3339)",
        ]
        details["budget_left"] = health.budget?.remaining.map { "\($0)" }
        details["budget_until"] = health.budget?.resetsAt.map { "\($0.rfc3339)" }
        return details
    }
}
