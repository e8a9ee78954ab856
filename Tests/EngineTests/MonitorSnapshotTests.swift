import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct MonitorSnapshotTests {
    @Test func `the first snapshot comes at once and names every source in order`() async {
        let providers = ["b", "a", "c"].map { ($0, ScriptedProvider { _, _ in .silence }) }
        let rig = Rig(providers)
        await rig.monitor.start()
        var reader = rig.monitor.snapshots.makeAsyncIterator()
        let first = await reader.next()
        #expect(first?.sources.map(\.name.text) == ["b", "a", "c"])
        #expect(first?.table.count == 0)
        await rig.monitor.stop()
    }

    @Test func `a burst of pages gives few snapshots and the last one is complete`() async {
        let provider = ScriptedProvider { call, _ in
            .page(
                RunPage(RunObservation("r\(call)", .succeeded), at: call + 1, hasMore: call < 49))
        }
        let rig = Rig([("a", provider)])
        let collector = Task {
            var generations: [Int] = []
            for await snapshot in rig.monitor.snapshots {
                generations.append(snapshot.table.count)
                if snapshot.table.count == 50 { break }
            }
            return generations
        }
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.monitor.snapshot.table.count == 50)
        await rig.clock.sleepers { $0.contains(.at(0.03)) }
        rig.clock.advance(by: .milliseconds(30))
        let counts = await collector.value
        #expect(counts.last == 50)
        // One at the start, one for all that came within the same 30 ms.
        #expect(counts.count <= 2)
        await rig.monitor.stop()
    }

    @Test func `whoever asks is told of each run that is new or changed, as it was and as it is`()
        async
    {
        let provider = ScriptedProvider { call, _ in
            let first = RunObservation("r1", call < 2 ? .running : .failed)
            let other = RunObservation("r\(call + 1)", .succeeded)
            let page = call == 0 ? RunPage(first, at: 1) : RunPage(first, other, at: call + 1)
            return .page(page)
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let (held, later) = await rig.monitor.changes()
        #expect(held.table.count == 1)
        var changes = later.makeAsyncIterator()
        await rig.pass(.seconds(15))
        let second = await changes.next()
        #expect(second?.map(\.after.id.text) == ["r2"])
        #expect(second?.map(\.before) == [nil])
        await rig.pass(.seconds(15))
        let third = await changes.next() ?? []
        #expect(third.map(\.after.id.text) == ["r3", "r1"])
        #expect(third.last?.before?.status == .running)
        #expect(third.last?.after.status == .failed)
        await rig.monitor.stop()
        #expect(await changes.next() == nil)
    }

    @Test func `whoever is slow to ask is told once of a run that changed again and again`()
        async
    {
        let statuses: [RunStatus] = [.queued, .running, .running, .failed]
        let provider = ScriptedProvider { call, _ in
            let seen = RunObservation("r", statuses[min(call, 3)], second: Int64(call))
            let other = RunObservation("s", .succeeded)
            return .page(call == 2 ? RunPage(seen, other, at: call) : RunPage(seen, at: call))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let (_, later) = await rig.monitor.changes()
        while provider.requests.count < 5 { await rig.pass(.seconds(15)) }
        await rig.monitor.stop()
        var changes = later.makeAsyncIterator()
        let reported = await changes.next() ?? []
        #expect(reported.map(\.after.id.text) == ["r", "s"])
        #expect(reported.map(\.before?.status) == [.queued, nil])
        #expect(reported.map(\.after.status) == [.failed, .succeeded])
        #expect(await changes.next() == nil)
    }

    @Test func `runs of the history are there before the first answer`() async throws {
        let history = MemoryHistory()
        let id = PipelineID("p1")
        let seen = RunObservation("old", .running, pipeline: "p1")
        try await history.keep(
            HistoryBatch(
                source: SourceName("a"),
                records: [
                    RunRecord(seen, source: SourceName("a"), provider: .well, seenAt: .start)
                ],
                pipelines: [Pipeline(id: id, name: "Mercury")],
                checkpoint: SourceCheckpoint(position: 7)))
        let provider = ScriptedProvider { _, _ in .silence }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.clock.sleepers { $0 == [.at(0.03)] }
        rig.clock.advance(by: .milliseconds(30))
        for await snapshot in rig.monitor.snapshots where snapshot.table.count == 1 { break }
        #expect(await rig.run("a", "old")?.pipeline?.name == "Mercury")
        await wait(for: "a call without an answer") { provider.hung > 0 }
        await rig.monitor.stop()
        #expect(provider.requests.map(\.position) == [ReadPosition(number: 7)])
    }

    @Test func `a long history arrives in full, its newest runs first`() async throws {
        let history = MemoryHistory()
        let source = SourceName("a")
        let records = (0..<700).map { number in
            var seen = RunObservation("r\(number)", .succeeded)
            seen.startedAt = .value(.at(Double(-number)))
            return RunRecord(seen, source: source, provider: .well, seenAt: .start)
        }
        try await history.keep(
            HistoryBatch(source: source, records: records))
        let rig = Rig([("a", ScriptedProvider { _, _ in .page(RunPage()) })], history: history)
        await rig.monitor.start()
        await rig.settle()
        await rig.monitor.stop()
        let table = await rig.monitor.snapshot.table
        #expect(table.count == 700)
        #expect((0..<500).map { table[$0].id.text }.contains("r499"))
        #expect(!(0..<500).map { table[$0].id.text }.contains("r500"))
    }

    @Test func `a problem is as old as its kind, whatever else differs`() async {
        let provider = ScriptedProvider { call, _ in
            var problem = APIProblem(status: call < 2 ? 503 : 500)
            problem.supportIDs = [SupportID(.request, "req-\(call)")]
            return .failure(.refused(problem))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.milliseconds(500))
        #expect(await rig.health("a")?.problem?.since == .start)
        #expect(await rig.health("a")?.problem?.failures == 2)
        await rig.pass(.seconds(1))
        #expect(await rig.health("a")?.problem?.since == .at(1.5))
        #expect(await rig.health("a")?.problem?.failures == 3)
        await rig.monitor.stop()
    }

    @Test func `what is read is kept in the history with its position`() async throws {
        let history = MemoryHistory()
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("r", .failed), at: 3))
        }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle()
        await rig.monitor.stop()
        let held = try await history.newest(of: [SourceName("a")], limit: 9).records
        #expect(held.map(\.key.id) == [RunID("r")])
        let checkpoint = try await history.checkpoint(of: SourceName("a"))
        #expect(checkpoint?.position == ReadPosition(number: 3))
        #expect(checkpoint?.origin == ReadPosition(number: 3))
        #expect(checkpoint?.isBackfilled == true)
        #expect(checkpoint?.lastSuccess == .start)
        #expect(checkpoint?.coveredSince == .at(-86_400))
    }

    @Test func `a history that fails keeps no source from being polled`() async {
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded)))
        }
        let rig = Rig([("a", provider)], history: FailingHistory(isBroken: true))
        await rig.monitor.start()
        await rig.settle(2)
        await rig.pass(.seconds(15), 2)
        #expect(await rig.health("a")?.rows.stored == 2)
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `times that cannot be read are counted once, and their runs are held`() async {
        let provider = ScriptedProvider { call, _ in
            var seen = RunObservation("r", .succeeded)
            seen.unreadableTimes = call < 2 ? ["started_at"] : ["started_at", "completed_at"]
            return .page(RunPage(seen))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.seconds(15))
        #expect(await rig.health("a")?.rows.unreadableTimes == 1)
        await rig.pass(.seconds(15))
        #expect(await rig.health("a")?.rows.unreadableTimes == 2)
        let last = UnreadableTime(id: RunID("r"), field: "completed_at")
        #expect(await rig.health("a")?.rows.lastUnreadableTime == last)
        #expect(await rig.health("a")?.rows.stored == 1)
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `each of the rows of a page that have no id is counted`() async {
        let provider = ScriptedProvider { call, _ in
            var page = RunPage()
            let nameless = ["a", "a", "a", "b"].map {
                RejectedRow(id: nil, field: "id", digest: $0)
            }
            page.rejected = call == 1 ? Array(nameless.suffix(2)) : nameless
            return .page(page)
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.rows.rejected == 4)
        await rig.pass(.seconds(15))
        await rig.pass(.seconds(15))
        #expect(await rig.health("a")?.rows.rejected == 4)
        await rig.monitor.stop()
    }

    @Test func `rows that cannot be read are counted once, however often they come`() async {
        let provider = ScriptedProvider { call, _ in
            var page = RunPage()
            page.rejected = [RejectedRow(id: "bad", field: "status")]
            if call == 1 { page.rejected.append(RejectedRow(id: "worse", field: "id")) }
            return .page(page)
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.rows.rejected == 1)
        await rig.pass(.seconds(15))
        await rig.pass(.seconds(15))
        #expect(await rig.health("a")?.rows.rejected == 2)
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }
}
