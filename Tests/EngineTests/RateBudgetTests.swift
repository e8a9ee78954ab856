import Engine
import Runs
import Testing

struct RateBudgetTests {
    private var schedule = PollSchedule(.init(interval: .seconds(15)), at: .start)

    /// What a response said, and the pause that follows, in seconds.
    struct Case: Sendable {
        var limit: Int? = 100
        var remaining: Int?
        var resetsIn: Double?
        var calls = 1
        var pause: Double
    }

    private static func budget(_ limit: Int?, _ remaining: Int?, in seconds: Double?) -> RateBudget
    {
        RateBudget(limit: limit, remaining: remaining, resetsAt: seconds.map { .at($0) })
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
        var schedule = schedule
        schedule.succeeded(
            at: .start, pace: .usual,
            budget: Self.budget(row.limit, row.remaining, in: row.resetsIn), calls: row.calls)
        #expect(schedule.nextPoll == .at(row.pause))
    }

    @Test mutating func `polls of many calls are spread further`() {
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(1_000, 1_000, in: 3_600), calls: 10)
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(1_000, 400, in: 3_600), calls: 10)
        #expect(schedule.nextPoll == .at(120))
    }

    @Test mutating func `one long walk is not taken for the rule`() {
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(100, 90, in: 60), calls: 1)
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(100, 40, in: 3_600), calls: 50)
        #expect(schedule.nextPoll == .at(120))
    }

    @Test mutating func `an hourly window without an end is counted from its beginning`() {
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(100, 100, in: nil))
        schedule.succeeded(at: .at(3_000), pace: .usual, budget: Self.budget(100, 0, in: nil))
        #expect(schedule.nextPoll == .at(3_600))
        // More is left than before: a new window began.
        schedule.succeeded(at: .at(3_700), pace: .usual, budget: Self.budget(100, 9, in: nil))
        #expect(schedule.nextPoll == .at(7_300))
    }

    @Test mutating func `a refusal without calls left waits for the end of the window`() {
        var problem = APIProblem(status: 429)
        problem.budget = Self.budget(100, 0, in: 600)
        schedule.failed(at: .start, error: .refused(problem), random: 0.5)
        #expect(schedule.nextPoll == .at(600))
        #expect(
            schedule.pollNow(at: .at(1), reserve: .spend) == .budgetSpent(until: .at(600)))
        #expect(schedule.pollNow(at: .at(600), reserve: .keep) == nil)
    }

    @Test mutating func `the wait that was asked for is the end of a window that none is told of`()
    {
        var problem = APIProblem(status: 429)
        problem.retryAfter = 30_000
        problem.budget = Self.budget(5_000, 0, in: nil)
        schedule.failed(at: .start, error: .refused(problem), random: 0)
        #expect(schedule.nextPoll == .at(30))
        #expect(schedule.pollNow(at: .at(31), reserve: .keep) == nil)
    }

    @Test mutating func `the reserve is for a person who says so`() {
        schedule.succeeded(
            at: .start, pace: .usual, budget: Self.budget(100, 7, in: 600))
        #expect(
            schedule.pollNow(at: .at(1), reserve: .keep)
                == .reserve(remaining: 7, until: .at(600)))
        #expect(schedule.nextPoll == .at(600))
        #expect(schedule.pollNow(at: .at(1), reserve: .spend) == nil)
        #expect(schedule.nextPoll == .at(1))
    }
}
