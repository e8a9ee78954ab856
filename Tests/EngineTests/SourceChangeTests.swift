import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// A monitor whose sources come, go and change while it runs.
@Suite(.timeLimit(.minutes(10)))
struct SourceChangeTests {
    private let a = SourceName("a")
    private let b = SourceName("b")

    /// A provider that brings one run in each page.
    private static func bringing(_ prefix: String) -> ScriptedProvider {
        ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("\(prefix)\(call)", .succeeded), at: call + 1))
        }
    }

    @Test func `a source that comes is polled, and the others are left alone`() async {
        let (first, second) = (Self.bringing("a"), Self.bringing("b"))
        let rig = Rig([.scripted("a", first)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.seconds(5))
        await rig.monitor.change(
            to: [b, a], renewing: [.scripted("b", second)], retention: nil)
        await rig.settle(2)
        #expect(second.requests.map(\.now) == [.at(5)])
        #expect(await rig.run("b", "b0") != nil)
        #expect(await rig.monitor.snapshot.sources.map(\.name) == [b, a])
        await rig.run(until: .at(15), 2)
        #expect(first.requests.map(\.now) == [.start, .at(15)])
        await rig.monitor.stop()
    }

    @Test func `a source that goes takes its runs along, and its history stays`() async throws {
        let history = MemoryHistory()
        let (first, second) = (Self.bringing("a"), Self.bringing("b"))
        let rig = Rig([("a", first), ("b", second)], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        await rig.monitor.change(to: [b], renewing: [], retention: nil)
        await rig.settle(1)
        let snapshot = await rig.monitor.snapshot
        #expect(snapshot.sources.map(\.name) == [b])
        #expect(snapshot.table.count == 1)
        #expect(snapshot.table.counts[.succeeded] == 1)
        #expect(try await history.count(of: [a]) == 1)
        #expect(await rig.monitor.poll(a) == [:])
        await rig.run(until: .at(60))
        #expect(first.requests.count == 1)
        #expect(second.requests.count == 5)
        await rig.monitor.stop()
    }

    @Test func `a call under way is called off where its source goes`() async {
        let stuck = ScriptedProvider { _, _ in .silence }
        let rig = Rig([.scripted("a", stuck), .scripted("b", Self.bringing("b"))])
        await rig.monitor.start()
        await rig.settle(1)
        await wait(for: "a call without an answer") { stuck.hung > 0 }
        await rig.monitor.change(to: [b], renewing: [], retention: nil)
        #expect(stuck.hung == 0)
        #expect(await rig.health("a") == nil)
        await rig.monitor.stop()
    }

    @Test func `a source that is read in another way goes on from where it stood`() async {
        let (before, after) = (Self.bringing("old"), Self.bringing("new"))
        let rig = Rig([.scripted("a", before)])
        await rig.monitor.start()
        await rig.settle()
        await rig.monitor.change(
            to: [a], renewing: [.scripted("a", after, interval: .seconds(4))], retention: nil)
        await rig.settle()
        #expect(after.requests.map(\.position) == [ReadPosition(number: 1)])
        #expect(await rig.run("a", "old0") != nil)
        #expect(await rig.run("a", "new0") != nil)
        await rig.run(until: .at(9))
        #expect(before.requests.count == 1)
        #expect(after.requests.map(\.now) == [.start, .at(4), .at(8)])
        await rig.monitor.stop()
    }

    @Test func `a source that comes back shows what the history holds before it is read`()
        async throws
    {
        let silent = ScriptedProvider { _, _ in .silence }
        let rig = Rig([("a", Self.bringing("a"))])
        await rig.monitor.start()
        await rig.settle()
        await rig.monitor.change(to: [], renewing: [], retention: nil)
        #expect(await rig.monitor.snapshot.table.count == 0)
        await rig.monitor.change(to: [a], renewing: [.scripted("a", silent)], retention: nil)
        await wait(for: "the first run") { await rig.run("a", "a0") != nil }
        #expect(await rig.health("a")?.lastSuccess == .start)
        await rig.monitor.stop()
    }

    @Test func `what a credential was asked to wait for holds for whoever shares it later`()
        async
    {
        let limited = ScriptedProvider { call, _ in
            call == 0 ? .failure(.tooMany(retryAfter: 100)) : .page(RunPage())
        }
        let (sharer, unknownName) = (Self.bringing("b"), Self.bringing("c"))
        let rig = Rig([.scripted("a", limited, credential: "same")])
        await rig.monitor.start()
        await rig.settle()
        let c = SourceName("c")
        await rig.monitor.change(
            to: [a, b, c],
            renewing: [
                .scripted("b", sharer, credential: "same"),
                .scripted("c", unknownName, credential: "other"),
            ], retention: nil)
        await rig.run(until: .at(90), 3)
        #expect(sharer.requests.isEmpty)
        #expect(unknownName.requests.count == 7)
        await rig.run(until: .at(110), 3)
        #expect(sharer.requests.count == 1)
        await rig.monitor.stop()
    }

    @Test func `a source that goes gives its lease back, and one that comes takes its own`()
        async throws
    {
        let history = MemoryHistory(isShared: true)
        let clock = ManualClock(now: .start)
        let (first, second) = (Self.bringing("a"), Self.bringing("b"))
        let monitor = Monitor(
            sources: [.scripted("a", first)], history: history,
            plan: Monitor.Plan(owner: LeaseOwner("one")), clock: clock, random: { 0.5 },
            logger: .silent)
        func settle(_ sleepers: Int) async {
            let soon = clock.now.advanced(by: .milliseconds(100))
            await clock.sleepers { $0.count { $0 > soon } == sleepers }
        }
        await monitor.start()
        await settle(2)
        #expect(try await history.holder(of: a, at: clock.now) == LeaseOwner("one"))
        await monitor.change(to: [b], renewing: [.scripted("b", second)], retention: nil)
        #expect(try await history.holder(of: a, at: clock.now) == nil)
        #expect(await monitor.poll(b) == [b: .elsewhere])
        await settle(1)
        clock.advance(by: .seconds(1))
        await settle(2)
        #expect(try await history.holder(of: b, at: clock.now) == LeaseOwner("one"))
        #expect(second.requests.count == 1)
        #expect(first.requests.count == 1)
        #expect(await monitor.snapshot.table.count == 1)
        await monitor.stop()
        #expect(try await history.count(of: [a, b]) == 2)
    }

    @Test func `offline a source that comes shows its history and is not polled`() async throws {
        let history = MemoryHistory(isShared: true)
        try await history.keep(
            HistoryBatch(
                source: b,
                records: [
                    RunRecord(
                        RunObservation("kept", .failed), source: b, provider: .well, seenAt: .start)
                ]))
        let provider = Self.bringing("b")
        let clock = ManualClock(now: .start)
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.polling = .off
        let monitor = Monitor(
            sources: [], history: history, plan: plan, clock: clock, random: { 0.5 },
            logger: .silent)
        await monitor.start()
        await clock.sleepers { !$0.isEmpty }
        await monitor.change(to: [b], renewing: [.scripted("b", provider)], retention: nil)
        clock.advance(by: .seconds(1))
        await wait(for: "the first run") { await monitor.snapshot.table.count > 0 }
        #expect(await monitor.snapshot.sources.map(\.activity) == [.stopped])
        #expect(provider.requests.isEmpty)
        await monitor.stop()
    }
}
