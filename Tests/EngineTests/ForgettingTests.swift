import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// What becomes of runs that are not to be kept any longer.
@Suite(.timeLimit(.minutes(10)))
struct ForgettingTests {
    private let clock = ManualClock(now: .start)
    private let source = SourceName("a")

    private func monitor(
        _ provider: ScriptedProvider, _ history: MemoryHistory, keeping retention: Retention,
        held: Int = 20_000
    ) -> Monitor {
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.retention = retention
        plan.heldRecords = held
        return Monitor(
            sources: [.scripted("a", provider)], history: history, plan: plan, clock: clock,
            random: { 0.5 }, logger: .silent)
    }

    private func settle(_ sleepers: Int) async {
        let soon = clock.now.advanced(by: .milliseconds(100))
        await clock.sleepers { $0.count { $0 > soon } == sleepers }
    }

    private func pass(_ seconds: Int, sleepers: Int) async {
        for _ in 0..<seconds {
            clock.advance(by: .seconds(1))
            await settle(sleepers)
        }
    }

    @Test func `what is kept for minutes is forgotten within a tenth of that`() async throws {
        let history = MemoryHistory(isShared: true)
        let provider = ScriptedProvider { call, _ in
            .page(call == 0 ? RunPage(RunObservation("r", .succeeded)) : RunPage())
        }
        let monitor = monitor(
            provider, history, keeping: Retention(age: .seconds(300), count: 1_000))
        let key = RunKey(source: source, id: RunID("r"))
        await monitor.start()
        await settle(2)
        await pass(299, sleepers: 2)
        #expect(await monitor.snapshot.table.run(for: key) != nil)
        await pass(31, sleepers: 2)
        #expect(await monitor.snapshot.table.run(for: key) == nil)
        #expect(try await history.count(of: [source]) == 0)
        await monitor.stop()
    }

    @Test func `memory alone holds no more than the newest runs`() async throws {
        let history = MemoryHistory()
        let provider = ScriptedProvider { call, _ in
            let runs = (0..<10).map { number in
                var seen = RunObservation("\(call)-\(number)", .succeeded)
                seen.startedAt = .value(.start.advanced(by: .seconds(call * 10 + number)))
                return seen
            }
            return .page(
                RunPage(
                    observations: runs, position: ReadPosition(number: call), hasMore: false))
        }
        let month = Retention(age: .seconds(30 * 86_400), count: 1_000_000)
        let monitor = monitor(provider, history, keeping: month, held: 16)
        await monitor.start()
        await settle(1)
        #expect(await monitor.snapshot.table.count == 10)
        await pass(75, sleepers: 1)
        #expect(provider.requests.count == 6)
        let table = await monitor.snapshot.table
        #expect(table.count == 16)
        #expect(table.run(for: RunKey(source: source, id: RunID("5-9"))) != nil)
        #expect(table.run(for: RunKey(source: source, id: RunID("4-4"))) != nil)
        #expect(table.run(for: RunKey(source: source, id: RunID("4-3"))) == nil)
        await monitor.stop()
        // What was being written while it was forgotten goes the next time.
        #expect(try await history.count(of: [source]) <= 26)
    }

    @Test func `what is kept for seconds is looked for every ten seconds, no oftener`() async throws
    {
        let history = MemoryHistory(isShared: true)
        let provider = ScriptedProvider { call, _ in
            .page(call == 0 ? RunPage(RunObservation("r", .succeeded)) : RunPage())
        }
        let monitor = monitor(
            provider, history, keeping: Retention(age: .seconds(20), count: 1_000))
        let key = RunKey(source: source, id: RunID("r"))
        await monitor.start()
        await settle(2)
        await pass(28, sleepers: 2)
        #expect(await monitor.snapshot.table.run(for: key) != nil)
        await pass(4, sleepers: 2)
        #expect(await monitor.snapshot.table.run(for: key) == nil)
        #expect(try await history.count(of: [source]) == 0)
        await monitor.stop()
    }

    /// A source without others on its history that is polled once an hour, or four times a minute.
    private func monitor(
        every seconds: Int64, keeping retention: Retention, held: Int = 20_000,
        _ runs: @escaping @Sendable (Int) -> [RunObservation]
    ) -> Monitor {
        let provider = ScriptedProvider { call, _ in
            .page(
                RunPage(
                    observations: runs(call), position: ReadPosition(number: call),
                    hasMore: false))
        }
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.retention = retention
        plan.heldRecords = held
        return Monitor(
            sources: [.scripted("a", provider, interval: .seconds(seconds))],
            history: MemoryHistory(), plan: plan, clock: clock, random: { 0.5 },
            logger: .silent)
    }

    @Test func `what is kept for long is looked for every hour`() async {
        let monitor = monitor(
            every: 3_600, keeping: Retention(age: .seconds(100_000), count: 1_000)
        ) { call in
            var seen = RunObservation("r", .succeeded)
            // It is too old half an hour after the first look.
            seen.startedAt = .value(.at(-98_200))
            return call == 0 ? [seen] : []
        }
        await monitor.start()
        await settle(1)
        #expect(await monitor.snapshot.table.count == 1)
        clock.advance(by: .seconds(3_600))
        await settle(1)
        #expect(await monitor.snapshot.table.count == 0)
        await monitor.stop()
    }

    @Test func `a sixteenth more than is to be kept is put up with until the next look`() async {
        let month = Retention(age: .seconds(30 * 86_400), count: 1_000_000)
        let monitor = monitor(every: 15, keeping: month, held: 16) { call in
            (0..<(call == 0 ? 16 : 1)).map { number in
                var seen = RunObservation("\(call)-\(number)", .succeeded)
                seen.startedAt = .value(.start.advanced(by: .seconds(call * 20 + number)))
                return seen
            }
        }
        await monitor.start()
        await settle(1)
        var counts = [await monitor.snapshot.table.count]
        for _ in 1...2 {
            await pass(15, sleepers: 1)
            counts.append(await monitor.snapshot.table.count)
        }
        #expect(counts == [16, 17, 16])
        await monitor.stop()
    }
}
