import Engine
import Runs
import Testing

/// The pure plan of one credential's calls.
struct RateBudgetTests {
    private let one = SourceName("one")
    private let two = SourceName("two")

    /// What a response said, and the pause that follows, in seconds.
    struct Case: Sendable {
        var limit: Int? = 100
        var remaining: Int?
        var resetsIn: Double?
        var pause: Double
    }

    @Test(arguments: [
        // Plenty: the interval counts.
        Case(remaining: 100, resetsIn: 60, pause: 15),
        // 40 left, 10 of them the reserve: 30 polls in an hour.
        Case(remaining: 40, resetsIn: 3_600, pause: 120),
        // Down to the reserve, or below: not before the window ends.
        Case(remaining: 10, resetsIn: 3_600, pause: 3_600),
        Case(remaining: 3, resetsIn: 3_600, pause: 3_600),
        Case(remaining: 0, resetsIn: 3_600, pause: 3_600),
        // Nobody says when the window ends: an hour from its beginning.
        Case(remaining: 0, resetsIn: nil, pause: 3_600),
        Case(remaining: 40, resetsIn: nil, pause: 120),
        // No limit given: nothing is kept.
        Case(limit: nil, remaining: 30, resetsIn: 3_600, pause: 120),
        // Nothing said of what is left.
        Case(remaining: nil, resetsIn: 3_600, pause: 15),
        // An end that is past, and one that is absurd.
        Case(remaining: 0, resetsIn: -5, pause: 15),
        Case(remaining: 0, resetsIn: 1e9, pause: 86_400),
    ])
    func `polls are spread so that the budget lasts`(row: Case) {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(row.limit, row.remaining, in: row.resetsIn), at: .start)
        #expect(budget.plan(for: one, at: .start).notBefore == .at(row.pause))
    }

    @Test func `polls of many calls are spread further`() {
        var budget = CredentialBudget(sharedBy: one)
        for _ in 1...2 {
            budget.call(one, times: 10)
            budget.ended(one, isWhole: true, at: .start)
        }
        budget.record(.said(1_000, 400, in: 3_600), at: .start)
        #expect(budget.plan(for: one, at: .start).notBefore == .at(120))
    }

    @Test func `one long walk is not taken for the rule`() {
        var budget = CredentialBudget(sharedBy: one)
        for calls in [1, 50] {
            budget.call(one, times: calls)
            budget.ended(one, isWhole: true, at: .start)
        }
        budget.record(.said(100, 40, in: 3_600), at: .start)
        #expect(budget.plan(for: one, at: .start).notBefore == .at(120))
    }

    @Test func `an hourly window without an end is counted from its beginning`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 100, in: nil), at: .start)
        budget.record(.said(100, 0, in: nil), at: .at(3_000))
        #expect(budget.plan(for: one, at: .at(3_000)).notBefore == .at(3_600))
        // More is left than before: a new window began.
        budget.record(.said(100, 9, in: nil), at: .at(3_700))
        #expect(budget.plan(for: one, at: .at(3_700)).notBefore == .at(7_300))
    }

    // MARK: Sharing

    @Test(arguments: [1, 2, 5])
    func `sharers are polled so much the less often`(count: Int) {
        let sources = (1...count).map { SourceName("s\($0)") }
        var budget = CredentialBudget()
        for source in sources { budget.join(source, interval: .seconds(15)) }
        budget.record(.said(100, 40, in: 3_600), at: .start)
        for source in sources {
            let plan = budget.plan(for: source, at: .start)
            #expect(plan.notBefore == .at(Double(120 * count)))
            #expect(plan.plan.spending?.sharers == count)
        }
    }

    @Test func `a sharer that wants to be polled seldom leaves its part to the other`() {
        var budget = CredentialBudget()
        budget.join(one, interval: .seconds(15))
        budget.join(two, interval: .seconds(1_800))
        budget.record(.said(100, 40, in: 3_600), at: .start)
        #expect(budget.plan(for: two, at: .start).notBefore == .at(1_800))
        // 30 calls, of which two are the other's.
        let pause = budget.plan(for: one, at: .start).notBefore.milliseconds(since: .start)
        #expect(abs(pause - 3_600_000 / 28) <= 1)
    }

    @Test func `a refusal of one sharer blocks all, and no error shortens it`() {
        var budget = CredentialBudget(sharedBy: one, two)
        budget.record(.tooMany(retryAfter: 30), at: .start)
        budget.record(.tooMany(retryAfter: 5), at: .at(1))
        #expect(
            budget.admit(two, for: .listing, at: .at(29.999), reserve: .spend)
                == .wait(until: .at(30)))
        #expect(budget.admit(two, for: .listing, at: .at(30), reserve: .keep) == .go)
    }

    @Test(arguments: [nil, 0, -5, -1_000_000] as [Int64?])
    func `a refusal that names no time to come blocks nobody`(seconds: Int64?) {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.tooMany(retryAfter: seconds), at: .start)
        #expect(budget.admit(one, for: .listing, at: .start, reserve: .keep) == .go)
    }

    @Test(arguments: [86_401, 1_780_000_000, 9_000_000_000_000])
    func `an absurd wait is believed for a day`(seconds: Int64) {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.tooMany(retryAfter: seconds), at: .start)
        #expect(budget.opening(at: .start, reserve: .spend) == .at(86_400))
    }

    // MARK: The reserve

    @Test func `a refusal without calls left waits for the end of the window`() {
        var problem = APIProblem(status: 429)
        problem.budget = .said(100, 0, in: 600)
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.refused(problem), at: .start)
        #expect(budget.opening(at: .start, reserve: .spend) == .at(600))
        #expect(budget.refusal(at: .at(1), reserve: .spend) == .budgetSpent(until: .at(600)))
        #expect(budget.refusal(at: .at(600), reserve: .keep) == nil)
    }

    @Test func `the wait that was asked for is the end of a window that none is told of`() {
        var problem = APIProblem(status: 429)
        problem.retryAfter = 30_000
        problem.budget = .said(5_000, 0, in: nil)
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.refused(problem), at: .start)
        #expect(budget.refusal(at: .at(1), reserve: .spend) == .retryAfter(until: .at(30)))
        #expect(budget.opening(at: .at(31), reserve: .keep) == nil)
    }

    @Test func `a person is refused what a documented limit forbids`() {
        let limit = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(sharedBy: one, documented: limit)
        budget.call(one, times: 9)
        #expect(
            budget.refusal(at: .at(1), reserve: .keep) == .reserve(remaining: 1, until: .at(60)))
        #expect(budget.refusal(at: .at(1), reserve: .spend) == nil)
        budget.spend(at: .at(1))
        #expect(budget.refusal(at: .at(2), reserve: .spend) == .budgetSpent(until: .at(60)))
        #expect(budget.refusal(at: .at(61), reserve: .keep) == nil)
    }

    @Test func `the reserve is for a person who says so`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 7, in: 600), at: .start)
        #expect(
            budget.refusal(at: .at(1), reserve: .keep)
                == .reserve(remaining: 7, until: .at(600)))
        #expect(budget.refusal(at: .at(1), reserve: .spend) == nil)
        #expect(budget.admit(one, for: .listing, at: .at(1), reserve: .spend) == .go)
    }

    // MARK: Clocks

    @Test func `a clock that was set back lengthens no block`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.tooMany(retryAfter: 30), at: .start)
        #expect(budget.opening(at: .at(-3_600), reserve: .keep) == .at(-3_570))
        #expect(budget.opening(at: .at(-3_570), reserve: .keep) == nil)
    }

    @Test func `eight hours asleep leave nothing to wait for`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 0, in: 600), at: .start)
        #expect(budget.opening(at: .at(28_800), reserve: .keep) == nil)
        #expect(budget.plan(for: one, at: .at(28_800)).plan.interval == .seconds(15))
    }
}
