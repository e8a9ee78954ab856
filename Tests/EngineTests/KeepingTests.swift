import Engine
import History
import Runs
import TestSupport
import Testing

/// What becomes of what was read when the disk fails, and after a restart.
@Suite(.timeLimit(.minutes(5)))
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
        await rig.settle()
        await rig.pass(.seconds(15))
        await history.set(isBroken: false)
        #expect(try await history.count(of: [source]) == 0)
        #expect(try await history.standing(of: source) == nil)
        await rig.pass(.seconds(15))
        await rig.monitor.stop()
        #expect(await history.refusals > 0)
        #expect(try await history.count(of: [source]) == 3)
        #expect(try await history.standing(of: source)?.position == ReadPosition(number: 3))
        #expect(await rig.monitor.snapshot.history.trouble == nil)
    }

    @Test func `a page of the past that cannot be read is read later, whatever is kept meanwhile`()
        async throws
    {
        let history = FailingHistory(isBroken: false)
        let older = (0..<700).map { number in
            RunRecord(
                RunObservation("old\(number)", .succeeded), source: source, provider: .well,
                seenAt: .start)
        }
        try await history.keep(HistoryBatch(source: source, records: older))
        await history.failRows(times: 1)
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("new", .succeeded), at: 1))
        }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        while try await history.count(of: [source]) < 701 { await Task.yield() }
        var health = await rig.monitor.snapshot.history
        #expect(health.readTrouble == .unavailable(reason: "no space left on device"))
        #expect(health.trouble == nil)
        rig.clock.advance(by: .seconds(5))
        while await rig.monitor.snapshot.history.loading != nil { await Task.yield() }
        health = await rig.monitor.snapshot.history
        #expect(health.readTrouble == nil)
        #expect(await rig.monitor.snapshot.table.count == 701)
        await rig.monitor.stop()
    }

    @Test func `the last words are kept when the disk has room again at the end`() async throws {
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("r", .succeeded), at: 1))
        }
        let history = FailingHistory(isBroken: true)
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle()
        await history.set(isBroken: false)
        await rig.monitor.stop()
        #expect(try await history.count(of: [source]) == 1)
        #expect(try await history.standing(of: source)?.position == ReadPosition(number: 1))
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
        while first.hung == 0 { await Task.yield() }
        await before.monitor.stop()
        let kept = try await history.standing(of: source)
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
        let standing = try await history.standing(of: source)
        #expect(standing?.isBackfilled == true)
        #expect(standing?.coveredSince == .at(-86_400))
    }

    @Test func `a source that was read before shows since when at once`() async throws {
        let history = MemoryHistory()
        var standing = SourceStanding(position: 1)
        standing.lastSuccess = .at(-60)
        standing.gaps = [ReadGap(from: .at(-900), until: .at(-800))]
        standing.problem = SourceProblem(error: .unauthorised, since: .at(-30), failures: 2)
        try await history.keep(HistoryBatch(source: source, standing: standing))
        let provider = ScriptedProvider { _, _ in .silence }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        while provider.hung == 0 { await Task.yield() }
        let health = await rig.health("a")
        #expect(health?.lastSuccess == .at(-60))
        #expect(health?.isBackfilled == true)
        #expect(health?.gaps == standing.gaps)
        #expect(health?.problem == nil)
        await rig.monitor.stop()
    }
}
