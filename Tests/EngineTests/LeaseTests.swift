import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// Two monitors on one history and one clock, as two processes on one file.
@Suite(.timeLimit(.minutes(10)))
struct LeaseTests {
    private let clock = ManualClock(now: .start)
    private let history = MemoryHistory(isShared: true)
    private let source = SourceName("a")

    private func monitor(
        _ owner: String, _ provider: ScriptedProvider, history: (any RunHistory)? = nil,
        polling: Monitor.Plan.Polling = .on
    ) -> Monitor {
        var plan = Monitor.Plan(owner: LeaseOwner(owner))
        plan.polling = polling
        return Monitor(
            sources: [.scripted("a", provider)], history: history ?? self.history, plan: plan,
            clock: clock, random: { 0.5 }, logger: .silent)
    }

    /// Lets a number of seconds pass, one by one; those who wake at each are all asleep again
    /// before the next.
    private func pass(_ seconds: Int, sleepers: Int) async {
        for _ in 0..<seconds {
            clock.advance(by: .seconds(1))
            await settle(sleepers)
        }
    }

    private func settle(_ sleepers: Int) async {
        let soon = clock.now.advanced(by: .milliseconds(100))
        await clock.sleepers { $0.count { $0 > soon } == sleepers }
    }

    private func run(_ id: String, in monitor: Monitor) async -> Run? {
        await monitor.snapshot.table.run(for: RunKey(source: source, id: RunID(id)))
    }

    private func health(_ monitor: Monitor) async -> SourceHealth? {
        await monitor.snapshot.sources.first
    }

    @Test func `one polls, the other shows what that one keeps`() async {
        let polled = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call))
        }
        let idle = ScriptedProvider { _, _ in .page(RunPage()) }
        let (one, two) = (monitor("one", polled), monitor("two", idle))
        await one.start()
        await settle(2)
        await two.start()
        await settle(3)
        await pass(16, sleepers: 3)
        #expect(polled.requests.count == 2)
        #expect(idle.requests.isEmpty)
        #expect(await run("r0", in: two)?.status == .succeeded)
        #expect(await run("r1", in: two)?.status == .succeeded)
        #expect(await health(two)?.activity == .followed)
        #expect(await health(two)?.lastSuccess == .at(15))
        #expect(await two.poll(nil) == [source: .elsewhere])
        #expect(await two.readOlder(RunQuestion()) == .asked([source: .elsewhere]))
        #expect(idle.requests.isEmpty)
        await one.stop()
        await two.stop()
    }

    @Test func `what was given back is taken over at once, from where it stood`() async {
        let first = ScriptedProvider { call, _ in .page(RunPage(at: call + 1)) }
        let second = ScriptedProvider { _, _ in .page(RunPage(at: 9)) }
        let (one, two) = (monitor("one", first), monitor("two", second))
        await one.start()
        await settle(2)
        await two.start()
        await settle(3)
        await one.stop()
        await pass(1, sleepers: 2)
        #expect(second.requests.map(\.position) == [ReadPosition(number: 1)])
        #expect(await health(two)?.activity == .waiting)
        await two.stop()
    }

    @Test func `the lease of one who is gone ends by itself`() async throws {
        _ = try await history.lease(
            [source], to: LeaseOwner("gone"), until: .at(30), at: .start)
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let monitor = monitor("one", provider)
        await monitor.start()
        await settle(1)
        await pass(29, sleepers: 1)
        #expect(provider.requests.isEmpty)
        await pass(1, sleepers: 2)
        #expect(provider.requests.map(\.now) == [.at(30)])
        await monitor.stop()
    }

    @Test func `a lease is renewed for as long as its owner lives`() async throws {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let monitor = monitor("one", provider)
        await monitor.start()
        await settle(2)
        await pass(100, sleepers: 2)
        let other = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(130), at: .at(100))
        #expect(other.isEmpty)
        await monitor.stop()
        let after = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(130), at: .at(100))
        #expect(after == [source])
    }

    @Test func `one who slept through the lease finds it taken and follows`() async throws {
        let provider = ScriptedProvider { _, _ in .page(RunPage(at: 1)) }
        let monitor = monitor("one", provider)
        await monitor.start()
        await settle(2)
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(70), at: .at(40))
        try await history.keep(
            HistoryBatch(
                source: source,
                records: [
                    RunRecord(
                        RunObservation("theirs", .failed), source: source, provider: .well,
                        seenAt: .at(40))
                ], checkpoint: SourceCheckpoint(position: 5), owner: LeaseOwner("other")))
        clock.advance(by: .seconds(41))
        await settle(1)
        await pass(1, sleepers: 1)
        #expect(provider.requests.count == 1)
        #expect(await run("theirs", in: monitor)?.status == .failed)
        // The poller says so as it ends, beside the clock.
        await wait(for: "the poller to leave") {
            await health(monitor)?.activity == .followed
        }
        await pass(27, sleepers: 1)
        #expect(provider.requests.count == 1)
        await pass(1, sleepers: 2)
        #expect(provider.requests.last?.position == ReadPosition(number: 5))
        await monitor.stop()
    }

    @Test func `one who loses the lease in the middle of a walk makes no other call`()
        async throws
    {
        let minute = RateBudget(limit: 10, remaining: 1, resetsAt: .at(60))
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(at: call + 1, hasMore: true, budget: minute))
        }
        let monitor = monitor("one", provider)
        await monitor.start()
        await settle(2)
        #expect(await health(monitor)?.budgetOpens == .at(60))
        try await loseLease(of: monitor)
        #expect(await health(monitor)?.budgetOpens == nil)
        #expect(await health(monitor)?.lastSuccess == nil)
        clock.set(to: .at(65))
        await settle(1)
        #expect(provider.requests.count == 1)
        await monitor.stop()
    }

    @Test func `the plan of a source that another process polls is not told of`() async throws {
        let provider = ScriptedProvider { _, _ in .page(RunPage(at: 1)) }
        let monitor = monitor("one", provider)
        await monitor.start()
        await settle(2)
        #expect(await health(monitor)?.plan != nil)
        try await loseLease(of: monitor)
        #expect(await health(monitor)?.plan == nil)
        await monitor.stop()
    }

    /// Lets another process have the lease of one who slept through its end.
    private func loseLease(of monitor: Monitor) async throws {
        let others = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(70), at: .at(40))
        #expect(others == [source])
        clock.set(to: .at(41))
        await wait(for: "the poller to leave") {
            await health(monitor)?.activity == .followed
        }
    }

    @Test func `how far the first walk of another process has come is told`() async {
        let endless = ScriptedProvider { call, _ in
            call < 2
                ? .page(
                    RunPage(RunObservation("r\(call)", .succeeded), at: call + 1, hasMore: true))
                : .silence
        }
        let idle = ScriptedProvider { _, _ in .page(RunPage()) }
        let (one, two) = (monitor("one", endless), monitor("two", idle))
        await one.start()
        await wait(for: "a call without an answer") { endless.hung > 0 }
        await two.start()
        await settle(2)
        #expect(
            await health(two)?.backfill
                == BackfillProgress(pages: 2, runs: 2, oldest: .start, wanted: .at(-86_400)))
        #expect(await health(two)?.isBackfilled == false)
        await one.stop()
        await two.stop()
    }

    @Test func `offline nothing is polled, and what others keep is shown`() async throws {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let monitor = monitor("one", provider, polling: .off)
        await monitor.start()
        await settle(1)
        try await history.keep(
            HistoryBatch(
                source: source,
                records: [
                    RunRecord(
                        RunObservation("theirs", .failed), source: source, provider: .well,
                        seenAt: .start)
                ], checkpoint: SourceCheckpoint(position: 5)))
        await pass(1, sleepers: 1)
        #expect(await run("theirs", in: monitor)?.status == .failed)
        #expect(await health(monitor)?.activity == .stopped)
        #expect(await monitor.poll(nil) == [source: .stopped])
        #expect(provider.requests.isEmpty)
        let free = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(30), at: .at(1))
        #expect(free == [source])
        #expect(await monitor.readOlder(RunQuestion()) == .offline)
        await monitor.stop()
    }

    @Test func `without a history everybody polls`() async {
        let provider = ScriptedProvider { _, _ in .page(RunPage(RunObservation("r", .succeeded))) }
        let broken = FailingHistory(isBroken: true, isShared: true)
        let monitor = monitor("one", provider, history: broken)
        await monitor.start()
        // The poller, the one who looks for leases, and the one who tries to read once more.
        await settle(3)
        #expect(provider.requests.count == 1)
        #expect(await run("r", in: monitor) != nil)
        #expect(
            await monitor.snapshot.history.trouble
                == .unavailable(reason: "no space left on device"))
        await monitor.stop()
    }
}
