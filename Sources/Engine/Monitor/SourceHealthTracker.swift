import Logging
import Runs
import RunTable

struct SourceHealthTracker: Sendable {
    static let gapCount = 20
    private static let rejectedCount = 10_000
    private static let eventTypeCount = 500

    private(set) var health: SourceHealth
    /// The most copies of each unreadable row on one page.
    private var rejected: [RejectedRow: Int] = [:]
    private var unreadableTimes: Set<UnreadableTime> = []
    private var refusals: [PipelineID: PipelineRefusal] = [:]

    init(_ source: MonitoredSource) {
        health = SourceHealth(name: source.name, provider: source.provider.kind)
    }

    /// Applies a checkpoint. Its problem is past; the next poll will show.
    mutating func resumes(from checkpoint: SourceCheckpoint) {
        health.follow(checkpoint)
        health.problem = nil
        health.nextPoll = nil
    }

    mutating func waits(until next: Timestamp) {
        health.activity = .waiting
        health.nextPoll = next
    }

    mutating func beginsPoll() {
        health.activity = .polling
        health.nextPoll = nil
        health.budgetOpens = nil
    }

    mutating func waitsForBudget(until opening: Timestamp?) { health.budgetOpens = opening }

    /// A row that returns poll after poll counts once, but its copies on one page count each.
    mutating func took(_ delivery: Batch) {
        health.budget = delivery.budget ?? health.budget
        if let types = delivery.eventTypes {
            health.eventTypes = Array(types.prefix(Self.eventTypeCount))
        }
        health.rows.lastRejected = delivery.rejected.last ?? health.rows.lastRejected
        for (row, count) in Dictionary(delivery.rejected.map { ($0, 1) }, uniquingKeysWith: +) {
            let before = rejected[row, default: 0]
            guard count > before, rejected.count < Self.rejectedCount else { continue }
            rejected[row] = count
            health.rows.rejected += count - before
        }
        for time in delivery.unreadableTimes {
            health.rows.lastUnreadableTime = time
            guard unreadableTimes.count < Self.rejectedCount else { break }
            unreadableTimes.insert(time)
        }
        health.rows.unreadableTimes = unreadableTimes.count
        for refusal in delivery.refusals { refusals[refusal.pipeline] = refusal }
        noteProgress(delivery)
        if let gap = delivery.gap, !health.gaps.contains(gap) {
            health.gaps = (health.gaps + [gap]).suffix(Self.gapCount)
        }
    }

    private mutating func noteProgress(_ delivery: Batch) {
        guard !health.isBackfilled, let wanted = delivery.wanted else { return }
        var progress =
            health.backfill
            ?? BackfillProgress(pages: 0, runs: 0, oldest: nil, wanted: wanted)
        progress.pages += 1
        progress.runs += delivery.records.count
        progress.oldest = [progress.oldest, delivery.oldest].compactMap(\.self).min()
        health.backfill = progress
    }

    mutating func carry(by step: Int64) {
        let carried = { (moment: Timestamp) in moment.advanced(byMilliseconds: step) }
        health.lastSuccess = health.lastSuccess.map(carried)
        health.nextPoll = health.nextPoll.map(carried)
        health.budgetOpens = health.budgetOpens.map(carried)
        health.problem = health.problem.map {
            SourceProblem(error: $0.error, since: carried($0.since), failures: $0.failures)
        }
    }

    mutating func plans(_ plan: PollPlan) { health.plan = plan }

    mutating func read(_ walked: SourceReader.Walked, at now: Timestamp) {
        health.problem = nil
        guard walked.isWhole else { return }
        health.refusals = refusals.values.sorted { $0.pipeline < $1.pipeline }
        refusals = [:]
        health.lastSuccess = now
        health.isBackfilled = true
    }

    mutating func failed(_ error: ProviderError, at now: Timestamp) {
        if case .refused(let problem) = error { health.budget = problem.budget ?? health.budget }
        let before = health.problem
        let isSame = before?.error.isAlike(error) ?? false
        health.problem = SourceProblem(
            error: error, since: isSame ? before?.since ?? now : now,
            failures: (before?.failures ?? 0) + 1)
    }

    mutating func stops() {
        health.activity = .stopped
        health.nextPoll = nil
        health.budgetOpens = nil
    }
}

extension ProviderError {
    /// Whether both are the same trouble, whatever differs between responses.
    fileprivate func isAlike(_ other: ProviderError) -> Bool {
        guard case .refused(let mine) = self, case .refused(let theirs) = other else {
            return self == other
        }
        return (mine.status, mine.code) == (theirs.status, theirs.code)
    }
}

struct PollTally: Hashable, Sendable {
    private(set) var rows = 0
    private var added = 0
    private var changed = 0
    private var rejected = 0

    mutating func add(_ delivery: Batch, _ outcome: MergeOutcome) {
        rows += delivery.records.count
        rejected += delivery.rejected.count
        added += outcome.added.count
        changed += outcome.changed.count
    }

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
