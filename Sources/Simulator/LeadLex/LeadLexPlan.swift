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
    private let plan: LeadLexPlan
    private var day = Window(microseconds: 86_400_000_000)
    private var minute = Window(microseconds: 60_000_000)

    init(plan: LeadLexPlan) { self.plan = plan }

    /// The calls of one stretch of time.
    private struct Window {
        let microseconds: Int64
        var number: Int64 = .min
        var calls = 0

        mutating func enter(_ now: Moment) {
            let current = now.microseconds / microseconds
            guard current != number else { return }
            number = current
            calls = 0
        }

        var endSeconds: Int64 { (number + 1) * microseconds / 1_000_000 }
    }

    /// Takes one call, where there is one left.
    ///
    /// - Returns: Whether it may be made.
    mutating func take(at now: Moment) -> Bool {
        day.enter(now)
        minute.enter(now)
        guard day.calls < plan.perDay, minute.calls < plan.perMinute else { return false }
        day.calls += 1
        minute.calls += 1
        return true
    }

    /// The header fields: those of the day, or of the minute where that is spent first.
    var headers: [(name: String, value: String)] {
        let isMinuteSpent = minute.calls >= plan.perMinute && day.calls < plan.perDay
        let (limit, window) = isMinuteSpent ? (plan.perMinute, minute) : (plan.perDay, day)
        return Self.headers(
            limit: limit, remaining: max(0, limit - window.calls), reset: window.endSeconds)
    }

    /// The header fields of a minute whose calls are spent, and that ends when it is said.
    func spentHeaders(until reset: Int64) -> [(name: String, value: String)] {
        Self.headers(limit: plan.perMinute, remaining: 0, reset: reset)
    }

    private static func headers(
        limit: Int, remaining: Int, reset: Int64
    ) -> [(name: String, value: String)] {
        [
            ("x-ratelimit-limit", String(limit)), ("x-ratelimit-remaining", String(remaining)),
            ("x-ratelimit-reset", String(reset)),
        ]
    }
}
