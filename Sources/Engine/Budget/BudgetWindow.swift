import Runs

/// One window of a credential's budget, such as a day's or a minute's calls.
typealias BudgetWindow = CallLedgerEntry.Window

extension CallLedgerEntry.Window {
    /// The length of a window whose end no response tells, in milliseconds.
    private static let assumedLength = PollPlan.Window.hour.rawValue
    /// The furthest end of a window that is believed, in milliseconds.
    private static let longest = PollPlan.Window.day.rawValue
    /// How far apart two answers may put the same end, in milliseconds: some count in whole seconds
    /// from now.
    private static let sameMoment: Int64 = 2_000

    /// A call whose answer came, among all that were counted.
    struct Answered: Hashable, Sendable {
        let call: Int64
        let latest: Int64

        /// The calls that were made after it: whoever answered it may not have seen them.
        var unseen: Int { Int(max(0, latest - call)) }
    }

    /// Takes what a response said.
    ///
    /// - Returns: Nil where it does not say what is left.
    init?(_ budget: RateBudget, at now: Timestamp, to answered: Answered) {
        guard let remaining = budget.remaining else { return nil }
        self = BudgetWindow(
            limit: budget.limit, remaining: max(0, remaining - answered.unseen), said: remaining,
            began: now, reset: now, length: .minute, heard: answered.call)
        take(budget, at: now)
    }

    /// How many calls are kept for polls that a person asks for: a tenth.
    var kept: Int { max(0, limit ?? 0) / 10 }

    var spendable: Int { max(0, remaining - kept) }

    /// Takes in what a later response said of the same window.
    ///
    /// - Parameters:
    ///   - budget: What it said.
    ///   - now: When it came.
    ///   - inFlight: How many other calls may have been under way, whose responses may come in
    ///     another order than they were made in.
    ///   - answered: The call that it answers.
    mutating func hear(
        _ budget: RateBudget, at now: Timestamp, inFlight: Int, to answered: Answered
    ) {
        guard let left = budget.remaining else { return }
        guard answered.call >= heard else {
            // A later call was answered before: this one gives nothing back, and may speak of a
            // window that is over.
            let isSameWindow = budget.resetsAt.map { $0 >= reset } ?? false
            if isSameWindow { remaining = min(remaining, left) }
            return
        }
        heard = answered.call
        if left > said + inFlight || reset <= now { began = now }
        remaining = max(0, left - answered.unseen)
        said = left
        take(budget, at: now)
    }

    /// Whether another window is this one under another plan: both end together and last as long.
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
        // Near its end every window looks short.
        length = max(length, seen)
    }

    /// An hour from the window's beginning, so far as that is known.
    private mutating func assumedEnd(at now: Timestamp) -> Timestamp {
        let end = began.advanced(byMilliseconds: Self.assumedLength)
        // A clock that was set back makes it begin in the future: count anew.
        if end > now, end.milliseconds(since: now) <= Self.assumedLength { return end }
        began = now
        return now.advanced(byMilliseconds: Self.assumedLength)
    }
}
