import Runs
import Testing

@testable import Engine

/// What holds at the very edges of a budget's windows.
struct BudgetEdgeTests {
    private let one = SourceName("one")
    private let two = SourceName("two")

    /// A window that a call told of, of which no later one was made.
    private func window(_ said: RateBudget, at now: Timestamp = .start) throws -> BudgetWindow {
        try #require(BudgetWindow(said, at: now, to: .init(call: 5, latest: 5)))
    }

    // MARK: One window

    private static let unseen: [(call: Int64, latest: Int64, left: Int, remaining: Int)] = [
        (5, 5, 20, 20), (3, 5, 20, 18), (6, 5, 20, 20), (3, 5, 2, 0), (3, 5, 1, 0),
    ]

    @Test(arguments: unseen)
    func `a first answer knows nothing of the calls after its own`(
        row: (call: Int64, latest: Int64, left: Int, remaining: Int)
    ) throws {
        let answered = BudgetWindow.Answered(call: row.call, latest: row.latest)
        let first = try #require(
            BudgetWindow(.said(100, row.left, in: 600), at: .start, to: answered))
        #expect(first.remaining == row.remaining)
        #expect(first.reported == row.call)
        var later = try window(.said(100, 90, in: 600))
        let second = BudgetWindow.Answered(call: row.call + 5, latest: row.latest + 5)
        later.record(.said(100, row.left, in: 600), at: .at(1), inFlight: 0, to: second)
        #expect(later.remaining == row.remaining)
        #expect(later.reported == row.call + 5)
    }

    private static let reserves: [(limit: Int?, remaining: Int, kept: Int, spendable: Int)] = [
        (nil, 7, 0, 7), (100, 12, 10, 2), (100, 10, 10, 0), (100, 4, 10, 0), (9, 9, 0, 9),
        (19, 19, 1, 18), (-50, 3, 0, 3),
    ]

    @Test(arguments: reserves)
    func `a tenth is kept, and what is beyond that may be spent`(
        row: (limit: Int?, remaining: Int, kept: Int, spendable: Int)
    ) throws {
        let window = try window(.said(row.limit, row.remaining, in: 600))
        #expect(window.kept == row.kept)
        #expect(window.spendable == row.spendable)
    }

    private static let lengths: [(span: Int64, length: PollPlan.Window)] = [
        (0, .minute), (60_000, .minute), (60_001, .hour), (3_600_000, .hour), (3_600_001, .day),
        (86_400_000, .day), (86_400_001, .day),
    ]

    @Test(arguments: lengths)
    func `a window is as long as its rest calls for, and stays so`(
        row: (span: Int64, length: PollPlan.Window)
    ) throws {
        let said = RateBudget(limit: 100, remaining: 50, resetsAt: .ms(row.span))
        var window = try window(said)
        #expect(window.length == row.length)
        #expect(window.reset == .ms(min(row.span, 86_400_000)))
        window.record(said, at: .ms(row.span - 1), inFlight: 0, to: .init(call: 6, latest: 6))
        #expect(window.length == row.length)
    }

    @Test func `an answer that was overtaken gives nothing back, and may be of an older window`()
        throws
    {
        var window = try window(.said(100, 50, in: 600))
        func reported(_ said: RateBudget, call: Int64) -> Int {
            window.record(said, at: .at(1), inFlight: 0, to: .init(call: call, latest: 5))
            return window.remaining
        }
        let late = [
            reported(.said(100, 40, in: 600), call: 4), reported(.said(100, 45, in: 600), call: 4),
            reported(.said(100, 0, in: 599), call: 4), reported(.said(100, 0, in: nil), call: 4),
            reported(.said(100, nil, in: 600), call: 9), reported(.said(100, 39, in: 700), call: 4),
        ]
        #expect(late == [40, 40, 40, 40, 40, 39])
        #expect(window.reported == 5)
        #expect(window.reset == .at(600))
        let own = reported(.said(100, 70, in: 650), call: 5)
        #expect(own == 70)
        #expect(window.reset == .at(650))
    }

    @Test func `where no end is told, more calls than could be in flight begin another hour`()
        throws
    {
        var window = try window(.said(100, 50, in: nil))
        #expect(window.length == .hour)
        func reset(_ left: Int, at now: Timestamp) -> Timestamp {
            let call = window.reported + 1
            window.record(
                .said(100, left, in: nil), at: now, inFlight: 1,
                to: .init(call: call, latest: call))
            return window.reset
        }
        let ends = [
            reset(51, at: .at(100)), reset(53, at: .at(200)), reset(10, at: .at(3_799)),
            reset(10, at: .at(3_800)), reset(10, at: .start),
        ]
        #expect(ends == [.at(3_600), .at(3_800), .at(3_800), .at(7_400), .at(3_600)])
    }

    private static let twins: [(limit: Int?, end: Int64, isTwin: Bool)] = [
        (1_000, 36_000_000, true), (1_000, 36_002_000, true), (1_000, 35_998_000, true),
        (1_000, 36_002_001, false), (1_000, 35_997_999, false), (nil, 36_000_000, false),
    ]

    @Test(arguments: twins)
    func `another plan's window is known by its end, give or take two seconds`(
        row: (limit: Int?, end: Int64, isTwin: Bool)
    ) throws {
        let base = try window(.said(100, 50, in: 36_000))
        let other = try window(
            RateBudget(limit: row.limit, remaining: 5, resetsAt: .ms(row.end)))
        #expect(base.isSucceeded(by: other) == row.isTwin)
        #expect(other.isSucceeded(by: base) == row.isTwin)
    }

    @Test func `a window of another length is no twin, though both end together`() throws {
        let hour = try window(.said(100, 50, in: 3_600))
        let day = try window(RateBudget(limit: 10, remaining: 5, resetsAt: .ms(3_600_001)))
        #expect(!hour.isSucceeded(by: day))
    }

    @Test func `a window is carried along, handed over whole, and never spent below nothing`()
        throws
    {
        var window = try window(.said(100, 1, in: nil))
        window.carry(by: -7_000)
        #expect(window.reset == .at(3_593))
        #expect(window.began == .at(-7))
        window.spend()
        window.spend()
        #expect(window.remaining == 0)
        #expect(window.said == 1)
    }

    // MARK: Several windows

    @Test func `four windows are told apart, the latest ones`() {
        var budget = CredentialBudget(sharedBy: one)
        for number in 0..<5 {
            budget.record(.said(100 + number, 50, in: Double(10_000 * (number + 1))), at: .start)
        }
        #expect(budget.entry.windows.map(\.limit) == [101, 102, 103, 104])
    }

    @Test func `an answer that was overtaken puts no other plan in place`() {
        var budget = CredentialBudget(sharedBy: one)
        for _ in 1...2 { budget.spend(at: .start) }
        budget.record(.said(100, 50, in: 36_000), at: .start, answering: 2)
        budget.record(.said(1_000, 900, in: 36_000), at: .start, answering: 1)
        #expect(budget.entry.windows.map(\.limit) == [100])
        budget.record(.said(1_000, 900, in: 36_000), at: .start, answering: 2)
        #expect(budget.entry.windows.map(\.limit) == [1_000])
        #expect(budget.entry.windows.map(\.remaining) == [900])
    }

    @Test(arguments: [(1, 3_700.0), (2, 3_600)] as [(Int, Double)])
    func `as many calls are in flight as others share the credential`(
        sharers: Int, reset: Double
    ) {
        var budget = CredentialBudget()
        for source in [one, two].prefix(sharers) { budget.join(source, interval: .seconds(15)) }
        budget.record(.said(100, 50, in: nil), at: .start)
        budget.record(.said(100, 51, in: nil), at: .at(100))
        #expect(budget.entry.windows.map(\.reset) == [.at(reset)])
    }

    @Test func `a clock that is set back by two seconds is followed, by less it is not`() {
        let limit = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(sharedBy: one, documented: limit)
        budget.record(.tooMany(retryAfter: 30), at: .start)
        budget.spend(at: .start)
        _ = budget.opening(at: .ms(-1_999), reserve: .keep)
        #expect(budget.blockedUntil == .at(30))
        #expect(budget.entry.latestCalls == [.start])
        _ = budget.opening(at: .ms(-2_000), reserve: .keep)
        #expect(budget.blockedUntil == .at(28))
        #expect(budget.entry.latestCalls == [.ms(-2_000)])
    }

    @Test func `a failure that asks for no patience says nothing of the budget`() {
        var problem = APIProblem(status: 500)
        problem.budget = .said(100, 0, in: 600)
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.refused(problem), at: .start)
        #expect(budget.isBlank)
        problem.retryAfter = 5_000
        budget.record(.refused(problem), at: .start)
        #expect(!budget.isBlank)
        #expect(budget.opening(at: .start, reserve: .spend) == .at(600))
    }

    @Test func `calls are numbered on from what was set aside, and never twice`() {
        var budget = CredentialBudget(sharedBy: one)
        let numbers = [7, 0, 3].map { budget.spend(at: .start, numbered: $0) }
        #expect(numbers == [7, 8, 9])
        var entry = budget.entry
        entry.calls = 4
        budget.adopt(entry)
        #expect(budget.entry.calls == 9)
        entry.calls = 12
        budget.adopt(entry)
        #expect(budget.entry.calls == 12)
    }

    @Test(arguments: [(nil, true), (100, true), (101, false)] as [(Int?, Bool)])
    func `a documented limit is that of plans up to a size`(limit: Int?, isInForce: Bool) {
        let documented = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(sharedBy: one, documented: documented)
        budget.record(.said(limit, 50, in: 36_000), at: .start)
        #expect(budget.isDocumentedLimitInForce == isInForce)
        // The largest window tells the plan.
        budget.record(.said(20, 15, in: 40), at: .start)
        #expect(budget.isDocumentedLimitInForce == isInForce)
        budget.spend(at: .start)
        #expect(budget.entry.latestCalls.count == (isInForce ? 1 : 0))
    }

    @Test func `what is saved up for reading is that of the window that lasts the longest`() {
        for isDayFirst in [true, false] {
            var budget = CredentialBudget(sharedBy: one)
            let (day, minute) = (
                RateBudget.said(10, 10, in: 36_000), RateBudget.said(100, 100, in: 40)
            )
            for said in isDayFirst ? [day, minute] : [minute, day] {
                budget.record(said, at: .start)
            }
            // Half of the nine that may be spent.
            var reads = 0
            while reads < 50,
                budget.step(for: .reading, at: .start, reserve: .keep, isAskedFor: false) == .go
            {
                reads += 1
            }
            #expect(reads == 4)
        }
    }

    // MARK: What is told of a plan

    @Test func `the window that calls for the longest pause is told of`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(10_000, 9_000, in: 80_000), at: .start)
        budget.record(.said(100, 40, in: 3_600), at: .start)
        let plan = budget.plan(for: one, at: .start).plan
        #expect(plan.interval == .seconds(120))
        #expect(
            plan.spending
                == PollPlan.Spending(
                    polls: 30, callsPerPoll: 1, reads: 0, window: .hour, kept: 10, limit: 100))
    }

    @Test func `of two windows that call for no longer pause the longer one is told of`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(5_000, 4_000, in: 1_800), at: .start)
        budget.record(.said(100, 90, in: 48_000), at: .start)
        let plan = budget.plan(for: one, at: .start).plan
        #expect(plan.interval == .seconds(600))
        #expect(plan.spending?.window == .day)
        #expect(plan.spending?.limit == 100)
    }

    @Test func `a hold tells the limit of the window that opens last`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 10, in: 36_000), at: .start)
        budget.record(.said(20, 1, in: 40), at: .start)
        #expect(
            budget.hold(at: .start, reserve: .keep)
                == .reserve(remaining: 10, limit: 100, until: .at(36_000)))
        #expect(budget.hold(at: .start, reserve: .spend) == nil)
        #expect(
            budget.hold(at: .at(36_000), reserve: .keep) == nil)
    }
}
