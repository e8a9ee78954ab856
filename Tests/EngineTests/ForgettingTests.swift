import Engine
import History
import Runs
import TestSupport
import Testing

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
}
