import Runs

/// Spreads the calls that are left over the time until their budget is renewed.
///
/// A tenth of the budget is kept in reserve for polls that a person asks for.
struct BudgetPlan: Hashable, Sendable {
    /// The length of a window whose end no response tells, in milliseconds: an hour.
    private static let assumedWindow: Int64 = 3_600_000
    /// The furthest end of a window that is believed, in milliseconds: a day.
    private static let longestWindow: Int64 = 86_400_000

    /// What is left, as last said.
    private var left: Remainder?
    private var windowBegan: Timestamp?
    private var callsBefore: Int?

    private struct Remainder: Hashable, Sendable {
        let calls: Int
        let reserve: Int
        let reset: Timestamp
    }

    /// Finds the earliest moment for the next poll that lets the budget last.
    ///
    /// - Parameters:
    ///   - now: The present moment.
    ///   - budget: What the last response said.
    ///   - calls: How many calls the last poll took. The lesser of the last two counts, so that one
    ///     long walk is not taken for the rule.
    /// - Returns: That moment, `now` where the budget sets no bound.
    mutating func nextPoll(at now: Timestamp, budget: RateBudget?, calls: Int) -> Timestamp {
        let cost = max(1, min(calls, callsBefore ?? 1))
        callsBefore = calls
        guard let budget, let remaining = budget.remaining else { return now }
        let reset = end(of: budget, remaining: remaining, at: now)
        let reserve = budget.reserve
        left = Remainder(calls: remaining, reserve: reserve, reset: reset)
        let polls = Int64((remaining - reserve) / cost)
        guard polls > 0 else { return reset }
        return now.advanced(byMilliseconds: reset.milliseconds(since: now) / polls)
    }

    /// Tells why a poll that a person asks for cannot be paid for.
    func refusal(at now: Timestamp, reserve: ReserveUse) -> PollRefusal? {
        guard let left, left.reset > now else { return nil }
        if left.calls <= 0 { return .budgetSpent(until: left.reset) }
        guard left.calls <= left.reserve else { return nil }
        switch reserve {
        case .keep: return .reserve(remaining: left.calls, until: left.reset)
        case .spend: return nil
        }
    }

    private mutating func end(
        of budget: RateBudget, remaining: Int, at now: Timestamp
    ) -> Timestamp {
        let latest = now.advanced(byMilliseconds: Self.longestWindow)
        if let said = budget.resetsAt { return min(max(said, now), latest) }
        let isRenewed = left.map { remaining > $0.calls } ?? true
        if isRenewed { windowBegan = now }
        let assumed = (windowBegan ?? now).advanced(byMilliseconds: Self.assumedWindow)
        if assumed > now, assumed.milliseconds(since: now) <= Self.assumedWindow { return assumed }
        windowBegan = now
        return now.advanced(byMilliseconds: Self.assumedWindow)
    }
}

extension RateBudget {
    /// How many calls are kept for polls that a person asks for: a tenth.
    var reserve: Int { max(0, limit ?? 0) / 10 }

    /// Whether nothing but the reserve is left.
    var isDownToReserve: Bool { remaining.map { $0 <= reserve } ?? false }
}
