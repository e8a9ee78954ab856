import Runs
import Testing
import TestSupport

@testable import Engine

/// What polls cost, what is saved up for reading, and in which order many polls begin.
struct SpendingTests {
    // MARK: Costs

    /// What polls of so many calls cost.
    private func costs(
        listings: [Int] = [], readings: [Int] = [], every seconds: Double = 10
    ) -> PollCosts {
        var costs = PollCosts(wanted: 15_000)
        for place in 0..<max(listings.count, readings.count) {
            for _ in 0..<(place < listings.count ? listings[place] : 0) {
                costs.called(for: .listing)
            }
            for _ in 0..<(place < readings.count ? readings[place] : 0) {
                costs.called(for: .reading)
            }
            costs.ended(isWhole: true, isCut: false, at: .at(Double(place) * seconds))
        }
        return costs
    }

    private static let bases: [(listings: [Int], base: Int)] = [
        ([], 1), ([0], 1), ([4], 4), ([4, 3, 9], 3), ([1, 5, 5, 5, 5, 5, 5, 5], 1),
        ([1, 5, 5, 5, 5, 5, 5, 5, 6], 5),
    ]

    @Test(arguments: bases)
    func `the cheapest of the latest eight polls tells what one costs`(
        row: (listings: [Int], base: Int)
    ) {
        #expect(costs(listings: row.listings).base == row.base)
    }

    @Test func `a poll that failed is counted with the next, one that was cut short is not`() {
        var costs = PollCosts(wanted: 15_000)
        for _ in 1...2 { costs.called(for: .listing) }
        costs.ended(isWhole: false, isCut: false, at: .start)
        #expect(costs.base == 1)
        for _ in 1...3 { costs.called(for: .listing) }
        costs.ended(isWhole: false, isCut: true, at: .start)
        #expect(costs.base == 5)
        #expect(costs.isCut)
        for _ in 1...4 { costs.called(for: .listing) }
        costs.ended(isWhole: true, isCut: false, at: .start)
        #expect(costs.base == 4)
        #expect(!costs.isCut)
    }

    /// Readings of polls ten seconds apart, and how many of them forty seconds call for.
    private static let rates: [(readings: [Int], inForty: Double)] = [
        ([], 0), ([9], 0), ([9, 3], 0), ([9, 2, 6], 4), ([9, 2, 4, 6], 9), ([9, 0, 0, 6], 0),
    ]

    @Test(arguments: rates)
    func `changes cost what all but the first and the costliest poll took`(
        row: (readings: [Int], inForty: Double)
    ) {
        let costs = costs(readings: row.readings)
        let rate = costs.readingRate(at: .at(40))
        #expect(abs(rate * 40_000 - row.inForty) < 0.000_001)
        var carried = costs
        carried.carry(by: 5_000)
        #expect(abs(carried.readingRate(at: .at(45)) - rate) < 0.000_000_001)
    }

    @Test func `where no time has passed nothing is known of changes`() {
        let costs = costs(readings: [1, 2, 3], every: 0)
        #expect(costs.readingRate(at: .start) == 0)
        #expect(costs.readingRate(at: .at(-1)) == 0)
        #expect(costs.readingRate(at: .ms(1)) > 0)
    }

    // MARK: Sharing

    /// The calls that are left, ten of them in reserve, and the pauses of sources that want to be
    /// polled every 15, 600 and 1,800 seconds, in milliseconds.
    private static let shares: [(left: Int, pauses: [Int64])] = [
        (40, [163_636, 600_000, 1_800_000]), (15, [2_160_000, 2_160_000, 2_160_000]),
        (18, [1_200_000, 1_200_000, 1_800_000]), (11, [3_600_000, 3_600_000, 3_600_000]),
    ]

    @Test(arguments: shares)
    func `who is patient keeps its pause, and the others share what that leaves`(
        row: (left: Int, pauses: [Int64])
    ) {
        let sources = [15, 600, 1_800].map { (SourceName("every \($0)"), Int64($0)) }
        var budget = CredentialBudget()
        for (source, seconds) in sources { budget.join(source, interval: .seconds(seconds)) }
        budget.record(.said(100, row.left, in: 3_600), at: .start)
        for ((source, _), pause) in zip(sources, row.pauses) {
            let next = budget.plan(for: source, at: .start).notBefore
            #expect(abs(next.milliseconds(since: .start) - pause) <= 1)
        }
    }

    @Test func `the wait that was asked for is told of before a budget that is spent`() {
        let limit = CallLimit(calls: 2, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(documented: limit)
        budget.record(.said(100, 0, in: 40), at: .start)
        for _ in 1...2 { budget.spend(at: .start) }
        #expect(budget.refusal(at: .at(1), reserve: .spend) == .budgetSpent(until: .at(60)))
        #expect(budget.hold(at: .at(1), reserve: .spend) == .budgetSpent(until: .at(60)))
        budget.record(.tooMany(retryAfter: 20), at: .at(1))
        #expect(budget.refusal(at: .at(1), reserve: .spend) == .retryAfter(until: .at(21)))
        #expect(budget.hold(at: .at(1), reserve: .spend) == .retryAfter(until: .at(60)))
        #expect(budget.refusal(at: .at(21), reserve: .spend) == .budgetSpent(until: .at(60)))
    }

    // MARK: What is saved up

    @Test func `calls for reading grow evenly, up to a quarter of what may be read`() {
        var allowance = ReadingAllowance()
        func take(_ now: Timestamp) -> Bool {
            allowance.take(at: now, share: 40, time: 100_000, start: 2)
        }
        let first = [take(.start), take(.start), take(.start)]
        #expect(first == [true, true, false])
        // One comes every 2.5 seconds.
        let second = [take(.ms(2_400)), take(.ms(2_600)), take(.ms(2_600))]
        #expect(second == [false, true, false])
        var count = 0
        while count < 50, take(.at(10_000)) { count += 1 }
        #expect(count == 10)
    }

    @Test func `what there is at first is not cut, and one call is saved up whatever the share`() {
        var rich = ReadingAllowance()
        var count = 0
        while count < 90, rich.take(at: .start, share: 40, time: 100_000, start: 50) { count += 1 }
        #expect(count == 50)
        var poor = ReadingAllowance()
        let taken = [0, 10, 10, 20].map { second in
            poor.take(at: .at(second), share: 2, time: 1_000, start: 0)
        }
        #expect(taken == [false, true, false, true])
    }

    @Test func `what is saved up goes along with the clock`() {
        var allowance = ReadingAllowance()
        _ = allowance.take(at: .start, share: 40, time: 100_000, start: 0)
        allowance.carry(by: 1_000_000)
        let early = allowance.take(at: .at(1_002), share: 40, time: 100_000, start: 0)
        let late = allowance.take(at: .at(1_003), share: 40, time: 100_000, start: 0)
        #expect(!early)
        #expect(late)
    }

    // MARK: Beginnings

    @Test func `thirty-two polls begin at once, the others four milliseconds apart`() {
        var pacer = StartPacer()
        let turns = (0..<35).map { _ in pacer.turn(at: .start) }
        #expect(turns.prefix(32).allSatisfy { $0 == .start })
        #expect(turns.suffix(3) == [.ms(4), .ms(8), .ms(12)])
        // What came before is over by then.
        let later = pacer.turn(at: .at(1))
        #expect(later == .at(1))
    }

    /// How far ahead the queue lies, and when the poll begins then.
    private static let queues: [(ahead: Int64, turn: Int64)] = [(60_000, -120), (60_001, -59_997)]

    @Test(arguments: queues)
    func `a queue that lies more than a minute ahead is of a clock that was set back`(
        row: (ahead: Int64, turn: Int64)
    ) {
        var pacer = StartPacer()
        _ = pacer.turn(at: .start)
        // The next one is free after four milliseconds.
        let turn = pacer.turn(at: .ms(4 - row.ahead))
        #expect(turn == .ms(row.turn))
    }

    @Test(arguments: [(0, 0), (32, 0), (33, 132), (400, 1_600)] as [(Int, Int64)])
    func `the first polls of many are spread over as long as they take`(
        sources: Int, spread: Int64
    ) {
        #expect(StartPacer.spread(of: sources) == spread)
    }

    // MARK: What sources share

    private func source(_ name: String = "a", origin: String = "here") -> MonitoredSource {
        .scripted(
            name, ScriptedProvider { _, _ in .page(RunPage()) }, credential: "same",
            origin: origin)
    }

    private let clock = ManualClock(now: .start)
    private let lost = ProviderError.unreachable(.connectionLost)

    @Test func `only later retries wait for a small budget`() async {
        let source = source()
        let budgets = CallBudgets([source], clock: clock)
        #expect(await budgets.failed(source, lost, after: 9).wait == nil)
        await budgets.record(.said(100, 40, in: 3_600), from: source)
        #expect(await budgets.failed(source, lost, after: 1).wait == nil)
        #expect(await budgets.failed(source, lost, after: 2).wait == 120_000)
        #expect(await budgets.failed(source, .tooMany(retryAfter: 30), after: 0).wait == 30_000)
    }

    @Test func `only failures that pass without a wait cost a retry, and a success gives one back`()
        async
    {
        let source = source()
        let budgets = CallBudgets([source, self.source("b", origin: "there")], clock: clock)
        for _ in 1...20 {
            #expect(await budgets.failed(source, .unauthorised, after: 0).backoff == .usual)
        }
        for _ in 1...10 {
            #expect(await budgets.failed(source, lost, after: 0).backoff == .usual)
        }
        #expect(await budgets.failed(source, lost, after: 0).backoff == .longest)
        #expect(
            await budgets.failed(source, .tooMany(retryAfter: 1), after: 0).backoff == .usual)
        let other = self.source("b", origin: "there")
        #expect(await budgets.failed(other, lost, after: 0).backoff == .usual)
        _ = await budgets.ended(source, isWhole: true, isCut: false, pause: .seconds(15))
        #expect(await budgets.failed(source, lost, after: 0).backoff == .usual)
        #expect(await budgets.failed(source, lost, after: 0).backoff == .longest)
    }

    @Test(arguments: [(600, 600_000), (0, nil), (-1, nil), (nil, nil)] as [(Double?, Int64?)])
    func `what was known of a budget holds until its end, unless more is known`(
        end: Double?, wait: Int64?
    ) async {
        let source = source()
        let budgets = CallBudgets([source], clock: clock)
        var checkpoint = SourceCheckpoint()
        checkpoint.budget = .said(100, 5, in: end)
        await budgets.resume(source, from: checkpoint)
        #expect(await budgets.wait(for: source, reserve: .keep) == wait)
        await budgets.record(.said(100, 90, in: 700), from: source)
        await budgets.resume(source, from: checkpoint)
        #expect(await budgets.wait(for: source, reserve: .keep) == nil)
    }

    @Test func `who goes leaves its part to the others, and a credential that nobody uses is gone`()
        async
    {
        let (a, b) = (source("a"), source("b"))
        let budgets = CallBudgets([a, b], clock: clock)
        await budgets.record(.said(100, 40, in: 3_600), from: a)
        func ended() async -> (sharers: Int?, wait: Int64?) {
            let end = await budgets.ended(a, isWhole: true, isCut: false, pause: .seconds(15))
            return (end?.plan.spending?.sharers, end?.wait)
        }
        let together = await ended()
        #expect(together.sharers == 2)
        #expect(together.wait == 240_000)
        await budgets.change(joining: [], leaving: [b.name])
        let alone = await ended()
        #expect(alone.sharers == 1)
        #expect(alone.wait == 120_000)
        await budgets.change(joining: [], leaving: [a.name])
        await budgets.change(joining: [a], leaving: [])
        let fresh = await ended()
        #expect(fresh.sharers == nil)
        #expect(fresh.wait == 15_000)
    }
}
