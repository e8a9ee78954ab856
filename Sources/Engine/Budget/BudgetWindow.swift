import Runs

typealias BudgetWindow = CallLedgerEntry.Window

extension CallLedgerEntry.Window {
    private static let assumedLength = PollPlan.Window.hour.rawValue
    private static let longest = PollPlan.Window.day.rawValue
    /// Two responses may report one end this far apart: some count in whole seconds.
    private static let sameMoment: Int64 = 2_000

    struct Answered: Hashable, Sendable {
        let call: Int64
        let latest: Int64

        /// The calls made after it, which its response may not include.
        var unseen: Int { Int(max(0, latest - call)) }
    }

    init?(_ budget: RateBudget, at now: Timestamp, to answered: Answered) {
        guard let remaining = budget.remaining else { return nil }
        self = BudgetWindow(
            limit: budget.limit, remaining: max(0, remaining - answered.unseen), said: remaining,
            times: (now, now), length: .minute, reported: answered.call)
        take(budget, at: now)
    }

    /// A tenth of the calls, reserved for polls that a person requests.
    var kept: Int { max(0, limit ?? 0) / 10 }

    var spendable: Int { max(0, remaining - kept) }

    /// Applies a later response about the same window. As many as `inFlight` other calls may be
    /// under way, and their responses may arrive out of order.
    mutating func record(
        _ budget: RateBudget, at now: Timestamp, inFlight: Int, to answered: Answered
    ) {
        guard let left = budget.remaining else { return }
        guard answered.call >= reported else {
            // A later call's response came first: this frees no calls, and its window may be past.
            let isSameWindow = budget.resetsAt.map { $0 >= reset } ?? false
            if isSameWindow { remaining = min(remaining, left) }
            return
        }
        reported = answered.call
        if left > said + inFlight || reset <= now { began = now }
        remaining = max(0, left - answered.unseen)
        said = left
        take(budget, at: now)
    }

    /// Whether another window replaces this one under a new plan: same end and same length.
    func isSucceeded(by other: BudgetWindow) -> Bool {
        limit != nil && other.limit != nil && length == other.length
            && abs(reset.milliseconds(since: other.reset)) <= Self.sameMoment
    }

    mutating func carry(by step: Int64) {
        reset = reset.advanced(byMilliseconds: step)
        began = began.advanced(byMilliseconds: step)
    }

    mutating func spend() { remaining = max(0, remaining - 1) }

    private mutating func take(_ budget: RateBudget, at now: Timestamp) {
        guard let end = budget.resetsAt else {
            length = .hour
            reset = assumedEnd(at: now)
            return
        }
        reset = min(max(end, now), now.advanced(byMilliseconds: Self.longest))
        let span = reset.milliseconds(since: now)
        let seen: PollPlan.Window =
            span <= PollPlan.Window.minute.rawValue
            ? .minute : span <= PollPlan.Window.hour.rawValue ? .hour : .day
        // Every window looks short near its end.
        length = max(length, seen)
    }

    private mutating func assumedEnd(at now: Timestamp) -> Timestamp {
        let end = began.advanced(byMilliseconds: Self.assumedLength)
        // After the clock was set back, the beginning lies in the future: start over.
        if end > now, end.milliseconds(since: now) <= Self.assumedLength { return end }
        began = now
        return now.advanced(byMilliseconds: Self.assumedLength)
    }
}
