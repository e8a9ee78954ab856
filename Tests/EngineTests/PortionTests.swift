import History
import Runs
import RunTable
import Testing
import TestSupport

@testable import Engine

/// What comes in several portions comes in full.
@Suite(.timeLimit(.minutes(10)))
struct PortionTests {
    private let clock = ManualClock(now: .start)
    private let source = SourceName("a")

    private func records(
        _ count: Int, of source: SourceName? = nil, at moment: Timestamp = .start
    ) -> [RunRecord] {
        (0..<count).map { number in
            var seen = RunObservation("r\(number)", .succeeded)
            seen.startedAt = .value(moment.advanced(byMilliseconds: Int64(-number)))
            return RunRecord(
                seen, source: source ?? self.source, provider: .well, seenAt: moment)
        }
    }

    private func monitor(
        _ sources: [MonitoredSource], _ history: any RunHistory,
        loading: Monitor.Plan.Loading = .summaries
    ) -> Monitor {
        var plan = Monitor.Plan(owner: LeaseOwner("one"))
        plan.loading = loading
        return Monitor(
            sources: sources, history: history, plan: plan, clock: clock, random: { 0.5 },
            logger: .silent)
    }

    private let silent = MonitoredSource.scripted("a", ScriptedProvider { _, _ in .silence })

    // MARK: A monitor

    @Test func `rows of a long history come in portions of twenty thousand`() async throws {
        let history = MemoryHistory()
        try await history.keep(HistoryBatch(source: source, records: records(20_001)))
        let monitor = monitor([silent], history)
        await monitor.start()
        await wait(for: "all runs") { await monitor.snapshot.table.count == 20_001 }
        await wait(for: "the end of loading") {
            await monitor.snapshot.history.loading == nil
        }
        #expect(await monitor.snapshot.table.count == 20_001)
        await monitor.stop()
    }

    @Test func `whole records of a history come page after page`() async throws {
        let history = MemoryHistory()
        try await history.keep(HistoryBatch(source: source, records: records(5_600)))
        let monitor = monitor([silent], history, loading: .records)
        await monitor.start()
        await wait(for: "all runs") { await monitor.snapshot.table.count == 5_600 }
        await wait(for: "the end of loading") {
            await monitor.snapshot.history.loading == nil
        }
        #expect(await monitor.snapshot.table.isWhole)
        await monitor.stop()
    }

    @Test func `the past of a source that comes is read page after page`() async throws {
        let history = MemoryHistory()
        let b = SourceName("b")
        try await history.keep(HistoryBatch(source: b, records: records(5_600, of: b)))
        let monitor = monitor([silent], history)
        await monitor.start()
        await monitor.change(
            to: [source, b],
            renewing: [.scripted("b", ScriptedProvider { _, _ in .silence })], retention: nil)
        await wait(for: "all runs") { await monitor.snapshot.table.count == 5_600 }
        await monitor.stop()
    }

    @Test func `one who follows takes in all that was kept at its next look`() async throws {
        let history = MemoryHistory(isShared: true)
        let other = LeaseOwner("other")
        _ = try await history.lease([source], to: other, until: .at(30), at: .start)
        let monitor = monitor([silent], history)
        func settle() async {
            let soon = clock.now.advanced(by: .milliseconds(100))
            await clock.sleepers { $0.count { $0 > soon } == 1 }
        }
        await monitor.start()
        await settle()
        try await history.keep(
            HistoryBatch(
                source: source, records: records(5_001), checkpoint: SourceCheckpoint(position: 5),
                owner: other))
        clock.advance(by: .seconds(1))
        await settle()
        #expect(await monitor.snapshot.table.count == 5_001)
        #expect(await monitor.snapshot.sources.first?.isBackfilled == true)
        await monitor.stop()
    }

    // MARK: One reading

    private func read(
        _ source: MonitoredSource, _ history: any RunHistory, maxAge: Duration?,
        keeping retention: Retention? = nil
    ) async -> MonitorReading {
        await Monitor.readOnce([source], history, clock, maxAge: maxAge, retention: retention)
    }

    @Test func `one reading lists a long history to its end`() async throws {
        let history = MemoryHistory(isShared: true)
        try await history.keep(HistoryBatch(source: source, records: records(20_001)))
        let result = await read(silent, history, maxAge: nil)
        #expect(result.table.count == 20_001)
        #expect(result.sources.map(\.rows.stored) == [20_001])
        #expect(result.historyTrouble == nil)
    }

    @Test func `one reading removes a thousand runs at most, and says how many are left`()
        async throws
    {
        let history = MemoryHistory(isShared: true)
        try await history.keep(
            HistoryBatch(
                source: source, records: records(1_003, at: .at(-200 * 86_400))))
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("new", .succeeded)))
        }
        let result = await read(
            .scripted("a", provider), history, maxAge: .seconds(60),
            keeping: Retention(age: .seconds(90 * 86_400), count: 1_000_000))
        #expect(result.expiringCount == 3)
        #expect(try await history.count(of: [source]) == 4)
    }

    @Test func `that a call was held back is no trouble of the source`() async throws {
        let history = MemoryHistory(isShared: true)
        let limited = ScriptedProvider { _, _ in .failure(.tooMany(retryAfter: 600)) }
        _ = await read(.scripted("a", limited), history, maxAge: .seconds(60))
        let before = try await history.checkpoint(of: source)
        #expect(before?.problem?.error == .tooMany(retryAfter: 600))
        let result = await read(.scripted("a", limited), history, maxAge: .seconds(60))
        #expect(
            result.unread.map(\.problem?.error) == [.held(.retryAfter(until: .at(600)))])
        #expect(try await history.checkpoint(of: source) == before)
        #expect(limited.requests.count == 1)
    }

    // MARK: A new history

    @Test(arguments: [true, false])
    func `a new history is given all that is held, and standings only where that is all`(
        isWhole: Bool
    ) async throws {
        let history = ReplaceableHistory()
        var table = RunTable()
        let named = Pipeline(id: PipelineID("p"), name: "P")
        table.merge(RunBatch(source: source, records: records(10_001), pipelines: [named]))
        let held = HeldRuns(table: table, sources: [source], isWhole: isWhole)
        let keeper = HistoryKeeper(history, owner: nil, clock: clock)
        await keeper.begin(in: .first, takeStock: { held }, report: { _ in })
        let checkpoint = SourceCheckpoint(position: 7)
        await keeper.resume(source, from: checkpoint)
        let isNewAtFirst = await keeper.review()
        #expect(!isNewAtFirst)
        await history.lose()
        let isNew = await keeper.review()
        #expect(isNew)
        let failure = await keeper.flush()
        #expect(failure == nil)
        #expect(try await history.count(of: [source]) == 10_001)
        let page = try await history.newest(of: [source], limit: 1)
        #expect(page.pipelines == [source: [named]])
        let kept = try await history.checkpoint(of: source)
        let lost = await keeper.lost
        if isWhole {
            #expect(kept == checkpoint)
            #expect(lost.isEmpty)
        } else {
            #expect(kept == nil)
            #expect(lost == [source])
        }
    }

    @Test func `how far back a source was read is known once its first walk was whole`() async {
        let keeper = HistoryKeeper(MemoryHistory(), owner: nil, clock: clock)
        var checkpoint = SourceCheckpoint(position: 7)
        checkpoint.coveredSince = .at(-100)
        checkpoint.isBackfilled = false
        await keeper.resume(source, from: checkpoint)
        let early = await keeper.coveredSince(of: source)
        #expect(early == nil)
        checkpoint.isBackfilled = true
        await keeper.resume(source, from: checkpoint)
        let late = await keeper.coveredSince(of: source)
        #expect(late == .at(-100))
        await keeper.remove([source])
        let gone = await keeper.coveredSince(of: source)
        #expect(gone == nil)
    }

    @Test func `where something was given up no position is kept until reading begins anew`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true, isFull: true)
        let keeper = HistoryKeeper(history, owner: nil, clock: clock)
        let health = SourceHealth(name: source, provider: .well)
        func keep(_ number: Int) async -> HistoryError? {
            let page = RunPage(RunObservation("r\(number)", .succeeded), at: number)
            var delivery = Batch(page, of: silent, since: .at(-99), seenAt: .start)
            delivery.origin = delivery.position
            await keeper.keep(delivery, health)
            return await keeper.flush()
        }
        await keeper.resume(source, from: nil)
        let full = HistoryError.unavailable(reason: "no space left on device")
        #expect(await keep(1) == full)
        #expect(await keeper.probe() == full)
        await keeper.giveUp()
        #expect(await keeper.unread == [source])
        await history.set(isFull: false)
        #expect(await keep(2) == nil)
        #expect(await keeper.probe() == nil)
        #expect(try await history.count(of: [source]) == 1)
        #expect(try await history.checkpoint(of: source) == nil)
        await keeper.resume(source, from: nil)
        #expect(await keeper.lost == [])
        #expect(await keeper.unread == [source])
        #expect(await keep(3) == nil)
        #expect(await keeper.unread == [])
        #expect(try await history.count(of: [source]) == 2)
        #expect(try await history.checkpoint(of: source)?.position == ReadPosition(number: 3))
    }
}
