import History
import Runs
import RunTable
import Synchronization
import Testing
import TestSupport

@testable import Engine

/// A clock that somebody sets while the program runs.
@Suite(.timeLimit(.minutes(10)))
struct ClockJumpTests {
    private let stepped = SteppedClock()
    private let history = MemoryHistory(isShared: true)
    private let source = SourceName("a")
    private var manual: ManualClock { stepped.manual }

    private func monitor(
        _ provider: ScriptedProvider, _ clock: SteadyClock, keeping retention: Retention? = nil,
        history: (any RunHistory)? = nil, polling: Monitor.Plan.Polling = .on
    ) -> Monitor {
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.retention = retention
        plan.polling = polling
        return Monitor(
            sources: [.scripted("a", provider)], history: history ?? self.history, plan: plan,
            clock: clock, random: { 0.5 }, logger: .silent)
    }

    // MARK: The clock

    @Test func `a clock that goes on between two looks at it has made no step`() {
        let ticks = Mutex<Int64>(0)
        let clock = SteadyClock(
            manual,
            wall: {
                Timestamp(
                    milliseconds: ticks.withLock {
                        $0 += 1
                        return $0
                    })
            }, uptime: { 0 })
        #expect(clock.deviation == nil)
        clock.reported(Timestamp(milliseconds: 3), by: source)
        #expect(clock.followStep() == nil)
    }

    @Test(arguments: [Duration.seconds(1), .seconds(59), .seconds(-59)])
    func `a small step is followed at once`(step: Duration) {
        let clock = stepped.steady
        stepped.set(by: step)
        #expect(clock.now == manual.now.advanced(by: step))
        #expect(clock.deviation == nil)
    }

    @Test(arguments: SteppedClock.steps)
    func `a great step is held off, and told`(step: Duration) {
        let clock = stepped.steady
        stepped.set(by: step)
        #expect(clock.now == manual.now)
        #expect(clock.deviation == .jumped(by: step.wholeMilliseconds))
        #expect(clock.followStep() == nil)
        manual.advance(by: .seconds(5))
        #expect(clock.now == .at(5))
        stepped.set(by: .zero)
        #expect(clock.deviation == nil)
    }

    @Test(arguments: SteppedClock.steps)
    func `a server says which of two times is right`(step: Duration) {
        let clock = stepped.steady
        stepped.set(by: step)
        clock.reported(.start, by: source)
        #expect(clock.followStep() == nil)
        #expect(clock.deviation == .ahead(by: step.wholeMilliseconds))
        clock.reported(.start.advanced(by: step), by: source)
        #expect(clock.followStep() == step.wholeMilliseconds)
        #expect(clock.reading.shift == step.wholeMilliseconds)
        #expect(clock.now == .start.advanced(by: step))
        #expect(clock.deviation == nil)
        #expect(clock.followStep() == nil)
    }

    @Test func `no server makes it later than this clock or another server says`() {
        let clock = stepped.steady
        #expect(clock.confirmed == nil)
        clock.reported(.at(1_000_000), by: source)
        #expect(clock.confirmed == .start)
        clock.reported(.at(-60), by: SourceName("b"))
        #expect(clock.confirmed == .at(-60))
        manual.advance(by: .seconds(10))
        #expect(clock.confirmed == .at(-50))
        #expect(clock.deviation == nil, "one server agrees with it, near enough")
    }

    // MARK: What waits

    @Test(arguments: SteppedClock.steps, [false, true])
    func `a back-off lasts as long as before`(step: Duration, isConfirmed: Bool) async {
        let provider = ScriptedProvider { call, _ in
            call == 0 ? .failure(.tooMany(retryAfter: 40)) : .page(RunPage())
        }
        let clock = stepped.steady
        let monitor = monitor(provider, clock)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(10)
        stepped.set(by: step)
        if isConfirmed { clock.reported(.at(10).advanced(by: step), by: source) }
        await stepped.pass(29)
        #expect(provider.requests.count == 1, "Retry-After is kept to")
        await stepped.pass(2)
        #expect(provider.requests.count == 2, "and nothing waits for longer")
        await monitor.stop()
    }

    @Test(arguments: SteppedClock.steps, [false, true])
    func `a budget lasts as long as before`(step: Duration, isConfirmed: Bool) async {
        let provider = ScriptedProvider { call, _ in
            .page(
                RunPage(
                    budget: RateBudget(
                        limit: 10, remaining: call == 0 ? 0 : 9, resetsAt: .at(60))))
        }
        let clock = stepped.steady
        let monitor = monitor(provider, clock)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(10)
        stepped.set(by: step)
        if isConfirmed { clock.reported(.at(10).advanced(by: step), by: source) }
        // The first walk ends when its budget opens; the next one comes an interval after that.
        await stepped.pass(64)
        #expect(provider.requests.count == 1)
        await stepped.pass(3)
        #expect(provider.requests.count == 2)
        await monitor.stop()
    }

    @Test(arguments: SteppedClock.steps, [false, true])
    func `a lease stays with whoever has it`(step: Duration, isConfirmed: Bool) async throws {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let clock = stepped.steady
        let monitor = monitor(provider, clock)
        await monitor.start()
        await stepped.settle(2)
        stepped.set(by: step)
        if isConfirmed { clock.reported(.start.advanced(by: step), by: source) }
        await stepped.pass(60)
        let now = clock.now
        let other = try await history.lease(
            [source], to: LeaseOwner("other"), until: now.advanced(by: .seconds(30)), at: now)
        #expect(other.isEmpty)
        #expect(provider.requests.count >= 4)
        await monitor.stop()
    }

    // MARK: What is removed

    private func keepOld(_ count: Int) async throws {
        let records = (0..<count).map { number in
            var seen = RunObservation("old\(number)", .succeeded)
            seen.startedAt = .value(.at(Double(-number) - 100))
            return RunRecord(seen, source: source, provider: .well, seenAt: .start)
        }
        try await history.keep(HistoryBatch(source: source, records: records))
    }

    private let month = Retention(age: .seconds(30 * 86_400), count: 1_000_000)

    @Test(arguments: [Monitor.Plan.Polling.on, .off])
    func `a clock that jumps removes nothing`(polling: Monitor.Plan.Polling) async throws {
        try await keepOld(200)
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let clock = stepped.steady
        let monitor = monitor(provider, clock, keeping: month, polling: polling)
        await monitor.start()
        let sleepers = polling == .on ? 2 : 1
        await stepped.settle(sleepers)
        clock.reported(.start, by: source)
        stepped.set(by: .seconds(100 * 86_400))
        for _ in 0..<3 {
            manual.advance(by: .seconds(3_600))
            await stepped.settle(sleepers)
            await stepped.pass(2, sleepers: sleepers)
        }
        #expect(try await history.count(of: [source]) == 200)
        #expect(await monitor.snapshot.table.count == 200)
        await monitor.stop()
    }

    @Test func `without a server's word nothing is too old`() async throws {
        try await keepOld(3)
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let monitor = monitor(
            provider, stepped.steady, keeping: Retention(age: .seconds(60), count: 1_000_000))
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(30)
        #expect(try await history.count(of: [source]) == 3)
        await monitor.stop()
    }

    @Test func `of many runs that are too old it is told first, and they go little by little`()
        async throws
    {
        try await keepOld(2_500)
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let clock = stepped.steady
        let monitor = monitor(
            provider, clock, keeping: Retention(age: .seconds(60), count: 1_000_000))
        clock.reported(.start, by: source)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(20)
        #expect(try await history.count(of: [source]) == 2_500, "it is told first")
        #expect(await monitor.snapshot.history.expiring?.count == 2_500)
        await stepped.pass(60)
        #expect(try await history.count(of: [source]) == 1_500)
        #expect(await monitor.snapshot.table.count == 1_500)
        await stepped.pass(60)
        #expect(try await history.count(of: [source]) == 500)
        await stepped.pass(60)
        #expect(try await history.count(of: [source]) == 0)
        #expect(await monitor.snapshot.history.expiring == nil)
        await monitor.stop()
    }
}
