/// The call limits of a LeadLex account.
package struct LeadLexPlan: Sendable, Hashable {
    /// Calls per day; the day ends at midnight UTC.
    package var perDay: Int
    /// Calls per minute.
    package var perMinute: Int

    /// Creates a plan.
    package init(perDay: Int, perMinute: Int) {
        self.perDay = perDay
        self.perMinute = perMinute
    }

    /// The smallest plan.
    package static let starter = LeadLexPlan(perDay: 100, perMinute: 10)
    /// The middle plan. The page has calls per minute for the smallest plan only; they scale alike.
    package static let pro = LeadLexPlan(perDay: 1_000, perMinute: 100)
    /// The largest plan.
    package static let org = LeadLexPlan(perDay: 10_000, perMinute: 1_000)

    /// The plans for sale, by the words of `--plan`.
    package static let all: [(word: String, plan: LeadLexPlan)] = [
        ("starter", .starter), ("pro", .pro), ("org", .org),
    ]

    /// A plan without a practical limit, for worlds in which calls do not count.
    package static let generous = LeadLexPlan(perDay: 10_000_000, perMinute: 1_000_000)
}

struct LeadLexQuota: Sendable {
    private var day: Quota
    private var minute: Quota

    init(plan: LeadLexPlan) {
        day = Quota(limit: plan.perDay, perSeconds: 86_400)
        minute = Quota(limit: plan.perMinute, perSeconds: 60)
    }

    mutating func take(at now: Moment) -> Bool {
        minute.advance(to: now)
        return minute.remaining > 0 && day.take(at: now) && minute.take(at: now)
    }

    /// The day's header fields, or the minute's if that is spent first, or spent by a fault.
    func headers(spentFor seconds: Int?, at now: Moment) -> SimulatedResponse.Headers {
        if let seconds {
            return minute.headers(remaining: 0, reset: now.seconds + Int64(seconds))
        }
        let isMinuteSpent = minute.remaining == 0 && day.remaining > 0
        let reported = isMinuteSpent ? minute : day
        return reported.headers(reset: reported.reset)
    }
}
