import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// What becomes of what was read when the disk fails, and after a restart.
@Suite(.timeLimit(.minutes(10)))
struct KeepingTests {
    private let source = SourceName("a")

    @Test func `what could not be kept is kept later, with the position that belongs to it`()
        async throws
    {
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1))
        }
        let history = FailingHistory(isBroken: true)
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        // The poller, and the one who tries to read the history once more.
        await rig.settle(2)
        await rig.pass(.seconds(15), 2)
        await history.set(isBroken: false)
        #expect(try await history.count(of: [source]) == 0)
        #expect(try await history.checkpoint(of: source) == nil)
        await rig.pass(.seconds(15))
        await rig.monitor.stop()
        #expect(await history.refusals > 0)
        #expect(try await history.count(of: [source]) == 3)
        #expect(try await history.checkpoint(of: source)?.position == ReadPosition(number: 3))
        #expect(await rig.monitor.snapshot.history.trouble == nil)
    }

    /// A history with so many runs.
    private func history(of count: Int) async throws -> FailingHistory {
        let history = FailingHistory(isBroken: false)
        let older = (0..<count).map { number in
            RunRecord(
                RunObservation("old\(number)", .succeeded, pipeline: "p"), source: source,
                provider: .well, seenAt: .start)
        }
        try await history.keep(HistoryBatch(source: source, records: older))
        return history
    }

    @Test func `a page of the past that cannot be read is read later, whatever is kept meanwhile`()
        async throws
    {
        let history = try await history(of: 700)
        await history.failRows(times: 1)
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("new", .succeeded), at: 1))
        }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        try await wait(for: "701 kept runs") { try await history.count(of: [source]) >= 701 }
        var health = await rig.monitor.snapshot.history
        #expect(health.readTrouble == .unavailable(reason: "no space left on device"))
        #expect(health.trouble == nil)
        rig.clock.advance(by: .seconds(5))
        await wait(for: "the end of loading") {
            await rig.monitor.snapshot.history.loading == nil
        }
        health = await rig.monitor.snapshot.history
        #expect(health.readTrouble == nil)
        #expect(await rig.monitor.snapshot.table.count == 701)
        await rig.monitor.stop()
    }

    @Test(arguments: [false, true])
    func `a history that cannot be read at first is read later`(isBegun: Bool) async throws {
        let history = try await history(of: 700)
        // Either nothing can be read, or the first page and nothing else.
        if isBegun {
            await history.failStandings(times: 2)
        } else {
            await history.set(isBroken: true)
        }
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("old650", .failed), RunObservation("new", .failed)))
        }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        #expect(await rig.monitor.snapshot.history.loading == nil)
        #expect(await rig.monitor.snapshot.table.count == (isBegun ? 502 : 2))
        #expect(await (rig.run("a", "old650")?.pipeline != nil) == isBegun)
        await history.set(isBroken: false)
        rig.clock.set(to: .at(5))
        await wait(for: "701 listed runs") { await rig.monitor.snapshot.table.count >= 701 }
        await rig.settle()
        #expect(await rig.monitor.snapshot.history.loading == nil)
        #expect(await rig.monitor.snapshot.history.readTrouble == nil)
        #expect(await rig.run("a", "old650")?.pipeline?.id == PipelineID("p"))
        #expect(await rig.monitor.snapshot.table.count == 701)
        await rig.monitor.stop()
    }

    @Test func `nothing is let go of that a delivery under way is joined with`() async throws {
        let history = FailingHistory(isBroken: false, isShared: true)
        let first = RunObservation("x", .succeeded, pipeline: "p")
        let second = RunObservation("y", .succeeded, pipeline: "p")
        let provider = ScriptedProvider { call, _ in
            switch call {
            case 0: .page(RunPage(first, at: 1))
            case 1: .page(RunPage(second, at: 2, hasMore: true))
            default:
                .page(
                    RunPage(
                        RunObservation("x", .failed, second: 5),
                        RunObservation("y", .failed, second: 5), at: 3))
            }
        }
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.heldRecords = 0
        let clock = ManualClock(now: .start)
        let monitor = Monitor(
            sources: [.scripted("a", provider, interval: .seconds(5.5))], history: history,
            plan: plan, clock: clock, random: { 0 }, logger: .silent)
        func pass(to moment: Timestamp, _ sleepers: Int) async {
            clock.set(to: moment)
            let soon = moment.advanced(by: .milliseconds(100))
            await clock.sleepers { $0.count { $0 > soon } == sleepers }
        }
        func payloads() async -> Int { await monitor.snapshot.table.payloadCount }
        await monitor.start()
        await pass(to: .start, 2)
        for second in 1...2 { await pass(to: .at(Double(second)), 2) }
        #expect(await payloads() == 0)
        await history.holdRecords()
        // It brings one run whole, and waits for what is known of the other.
        await pass(to: .at(5.5), 1)
        await wait(for: "a reader of records") { await history.waiting > 0 }
        #expect(await payloads() == 1)
        for second in 6...8 { await pass(to: .at(Double(second)), 1) }
        await history.releaseRecords()
        for second in 9...10 { await pass(to: .at(Double(second)), 2) }
        #expect(await payloads() == 0)
        let table = await monitor.snapshot.table
        for id in ["x", "y"] {
            let run = table.run(for: RunKey(source: source, id: RunID(id)))
            #expect(run?.status == .failed)
            #expect(run?.pipeline?.id == PipelineID("p"))
        }
        await monitor.stop()
    }

    @Test func `the last words are kept when the disk has room again at the end`() async throws {
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("r", .succeeded), at: 1))
        }
        let history = FailingHistory(isBroken: true)
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        await history.set(isBroken: false)
        await rig.monitor.stop()
        #expect(try await history.count(of: [source]) == 1)
        #expect(try await history.checkpoint(of: source)?.position == ReadPosition(number: 1))
    }

    @Test func `a walk that was interrupted goes on after a restart`() async throws {
        // Three pages; the program ends while it waits for the second.
        let first = ScriptedProvider { call, _ in
            call == 0
                ? .page(RunPage(RunObservation("r0", .succeeded), at: 1, hasMore: true)) : .silence
        }
        let history = MemoryHistory()
        let before = Rig([("a", first)], history: history)
        await before.monitor.start()
        await wait(for: "a call without an answer") { first.hung > 0 }
        await before.monitor.stop()
        let kept = try await history.checkpoint(of: source)
        #expect(kept?.position == ReadPosition(number: 1))
        #expect(kept?.origin == nil)
        #expect(kept?.isBackfilled == false)

        let second = ScriptedProvider { call, request in
            call == 0 && request.position == ReadPosition(number: 1)
                ? .page(RunPage(RunObservation("r1", .succeeded), at: 2, hasMore: true))
                : .page(RunPage(RunObservation("r2", .succeeded), at: 3))
        }
        let after = Rig([("a", second)], history: history)
        await after.monitor.start()
        await after.settle()
        await after.monitor.stop()
        #expect(second.requests.map(\.position) == [1, 2].map { ReadPosition(number: $0) })
        #expect(try await history.count(of: [source]) == 3)
        let checkpoint = try await history.checkpoint(of: source)
        #expect(checkpoint?.isBackfilled == true)
        #expect(checkpoint?.coveredSince == .at(-86_400))
    }

    @Test func `a source that was read before shows since when at once`() async throws {
        let history = MemoryHistory()
        var checkpoint = SourceCheckpoint(position: 1)
        checkpoint.lastSuccess = .at(-60)
        checkpoint.gaps = [ReadGap(from: .at(-900), until: .at(-800))]
        checkpoint.problem = SourceProblem(error: .unauthorised, since: .at(-30), failures: 2)
        try await history.keep(HistoryBatch(source: source, checkpoint: checkpoint))
        let provider = ScriptedProvider { _, _ in .silence }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await wait(for: "a call without an answer") { provider.hung > 0 }
        let health = await rig.health("a")
        #expect(health?.lastSuccess == .at(-60))
        #expect(health?.isBackfilled == true)
        #expect(health?.gaps == checkpoint.gaps)
        #expect(health?.problem == nil)
        await rig.monitor.stop()
    }

    /// A source whose every page holds one run with a text of more than 1 MiB, and leads to the
    /// next.
    private func verbose() -> ScriptedProvider {
        let text = String(repeating: "long ", count: 1 << 18)
        return ScriptedProvider { call, _ in
            guard call < 16 else { return .silence }
            var seen = RunObservation("r\(call)", .failed)
            seen.error = .value(RunError(message: text))
            return .page(RunPage(seen, at: call + 1, hasMore: true))
        }
    }

    @Test(arguments: [false, true])
    func `what holds much is left to the history, or given up where that is full`(
        isFull: Bool
    ) async throws {
        let history = FailingHistory(isBroken: false, isShared: true, isFull: isFull)
        let provider = verbose()
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.heldBytes = 4 << 20
        let monitor = Monitor(
            sources: [.scripted("a", provider)], history: history, plan: plan,
            clock: ManualClock(now: .start), random: { 0.5 }, logger: .silent)
        await monitor.start()
        await wait(for: "the last page") { provider.hung > 0 }
        let table = await monitor.snapshot.table
        #expect(table.count == 16)
        #expect(table.payloadBytes < 12 << 20, "\(table.payloadBytes)")
        #expect(table.run(for: RunKey(source: source, id: RunID("r0")))?.error != nil)
        let kept = try await history.count(of: [source])
        #expect(isFull ? kept == 0 : kept >= 15)
        // Where reading stands is not kept without what was read.
        let checkpoint = try await history.checkpoint(of: source)
        #expect((checkpoint?.position == nil) == isFull)
        await monitor.stop()
    }

    @Test func `what was given up is read again once there is room, and until then that is told`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true, isFull: true)
        let text = String(repeating: "long ", count: 1 << 18)
        let provider = ScriptedProvider { _, request in
            let place = (0..<8).first { ReadPosition(number: $0) == request.position }
            guard let number = request.position == nil ? 0 : place else {
                return .page(RunPage(at: 8))
            }
            var seen = RunObservation("r\(number)", .failed)
            seen.error = .value(RunError(message: text))
            return .page(RunPage(seen, at: number + 1, hasMore: number < 7))
        }
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        // The eighth of the runs is too much.
        plan.heldBytes = 4 << 20
        let clock = ManualClock(now: .start)
        let monitor = Monitor(
            sources: [.scripted("a", provider)], history: history, plan: plan, clock: clock,
            random: { 0.5 }, logger: .silent)
        func pass(_ seconds: Int) async {
            for _ in 0..<seconds {
                clock.advance(by: .seconds(1))
                let soon = clock.now.advanced(by: .milliseconds(100))
                await clock.sleepers { $0.count { $0 > soon } == 2 }
            }
        }
        let trouble = HistoryError.unavailable(reason: "no space left on device")
        await monitor.start()
        await wait(for: "the last page") { provider.requests.count >= 8 }
        await pass(5)
        // Leases can be written all the while.
        #expect(await monitor.snapshot.history.trouble == trouble)
        #expect(try await history.checkpoint(of: source)?.position == nil)
        await history.set(isFull: false)
        clock.advance(by: .seconds(1))
        await wait(for: "an end of polling") {
            await monitor.snapshot.sources.first?.activity == .followed
        }
        #expect(await monitor.snapshot.history.trouble == trouble)
        await pass(1)
        #expect(await monitor.snapshot.history.trouble == trouble)
        #expect(try await history.count(of: [source]) == 0)
        await pass(20)
        #expect(try await history.count(of: [source]) == 8)
        let checkpoint = try await history.checkpoint(of: source)
        #expect(checkpoint?.position == ReadPosition(number: 8))
        #expect(checkpoint?.isBackfilled == true)
        #expect(await monitor.snapshot.history.trouble == nil)
        #expect(await monitor.snapshot.table.count == 8)
        await monitor.stop()
    }
}
