import Runs

/// One window of a credential's budget, such as a day's or a minute's calls.
struct BudgetWindow: Hashable, Sendable {
    /// The length of a window whose end no response tells, in milliseconds.
    private static let assumedLength = PollPlan.Window.hour.rawValue
    /// The furthest end of a window that is believed, in milliseconds.
    private static let longest = PollPlan.Window.day.rawValue

    /// The calls in the whole window, where that is told.
    let limit: Int?
    /// The calls that are left: as last said, less those made since.
    private(set) var remaining: Int
    /// When it ends.
    private(set) var reset: Timestamp
    /// How long it is.
    private(set) var length: PollPlan.Window

    /// What was said last, whatever was called since.
    private var said: Int
    private var began: Timestamp

    /// Takes what a response said.
    ///
    /// - Returns: Nil where it does not say what is left.
    init?(_ budget: RateBudget, at now: Timestamp) {
        guard let remaining = budget.remaining else { return nil }
        limit = budget.limit
        self.remaining = remaining
        said = remaining
        began = now
        reset = now
        length = .minute
        take(budget, at: now)
    }

    /// Takes over what another process, or an earlier one, knew.
    init(_ standing: CredentialStanding.Window) {
        limit = standing.limit
        remaining = standing.remaining
        reset = standing.reset
        length = standing.length
        said = standing.said
        began = standing.began
    }

    /// What other processes are to know.
    var standing: CredentialStanding.Window {
        CredentialStanding.Window(
            limit: limit, remaining: remaining, said: said, began: began, reset: reset,
            length: length)
    }

    /// How many calls are kept for polls that a person asks for: a tenth.
    var kept: Int { max(0, limit ?? 0) / 10 }

    /// The calls that polls may spend.
    var spendable: Int { max(0, remaining - kept) }

    /// Takes in what a later response said of the same window.
    ///
    /// - Parameters:
    ///   - budget: What it said.
    ///   - now: When it came.
    ///   - inFlight: How many other calls may have been under way, whose responses may come in
    ///     another order than they were made in.
    mutating func hear(_ budget: RateBudget, at now: Timestamp, inFlight: Int) {
        guard let left = budget.remaining else { return }
        if left > said + inFlight || reset <= now { began = now }
        remaining = left
        said = left
        take(budget, at: now)
    }

    /// Takes in that a call is made.
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
