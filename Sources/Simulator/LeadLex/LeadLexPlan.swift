/// What a LeadLex account has bought: how many calls it may make.
package struct LeadLexPlan: Sendable, Hashable {
    /// Calls a day; the day ends at midnight UTC.
    package var perDay: Int
    /// Calls a minute.
    package var perMinute: Int

    /// Creates a plan.
    package init(perDay: Int, perMinute: Int) {
        self.perDay = perDay
        self.perMinute = perMinute
    }

    /// The smallest plan.
    package static let starter = LeadLexPlan(perDay: 100, perMinute: 10)
    /// The middle one. The page gives calls a minute for the smallest plan only; they grow alike.
    package static let pro = LeadLexPlan(perDay: 1_000, perMinute: 100)
    /// The largest one.
    package static let org = LeadLexPlan(perDay: 10_000, perMinute: 1_000)

    /// The plans that can be bought, by the words of `--plan`.
    package static let all: [(word: String, plan: LeadLexPlan)] = [
        ("starter", .starter), ("pro", .pro), ("org", .org),
    ]

    /// A plan that nobody runs into, for worlds in which calls do not count.
    package static let generous = LeadLexPlan(perDay: 10_000_000, perMinute: 1_000_000)
}

/// Counts the calls of an account against its plan.
struct LeadLexQuota: Sendable {
    private var day: Quota
    private var minute: Quota

    init(plan: LeadLexPlan) {
        day = Quota(limit: plan.perDay, perSeconds: 86_400)
        minute = Quota(limit: plan.perMinute, perSeconds: 60)
    }

    /// Counts a call, where both the day and the minute have one left.
    ///
    /// - Returns: Whether it may be made.
    mutating func take(at now: Moment) -> Bool {
        minute.advance(to: now)
        return minute.remaining > 0 && day.take(at: now) && minute.take(at: now)
    }

    /// The header fields: those of the day, or of the minute where that is spent first, or is said
    /// to be spent for some seconds, as a `Retry-After` asks.
    func headers(spentFor seconds: Int?, at now: Moment) -> SimulatedResponse.Headers {
        if let seconds {
            return minute.headers(remaining: 0, reset: now.seconds + Int64(seconds))
        }
        let isMinuteSpent = minute.remaining == 0 && day.remaining > 0
        let told = isMinuteSpent ? minute : day
        return told.headers(reset: told.reset)
    }
}
