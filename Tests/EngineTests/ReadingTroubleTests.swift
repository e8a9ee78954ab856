import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// What one reading makes of a history that lacks something, or fails.
@Suite(.timeLimit(.minutes(10)))
struct ReadingTroubleTests {
    private let clock = ManualClock(now: .start)
    private let history = MemoryHistory(isShared: true)
    private let source = SourceName("a")

    private func read(
        _ provider: ScriptedProvider, since: Timestamp? = nil, maxAge: Duration? = .seconds(60),
        history: (any RunHistory)? = nil, retention: Retention? = nil
    ) async -> MonitorReading {
        await Monitor.readOnce(
            [.scripted("a", provider)], history ?? self.history, clock, since: since,
            maxAge: maxAge, retention: retention)
    }

    private func pages() -> ScriptedProvider {
        ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1))
        }
    }

    /// A standing that reaches back a day, and has a gap.
    private func checkpoint() -> SourceCheckpoint {
        var checkpoint = SourceCheckpoint(position: 7)
        checkpoint.coveredSince = .at(-86_400)
        checkpoint.lastSuccess = .at(-30)
        checkpoint.gaps = [ReadGap(from: .at(-900), until: .at(-800))]
        return checkpoint
    }

    private func isLeaseFree(_ history: any RunHistory) async throws -> Bool {
        try await history.lease(
            [source], to: LeaseOwner("other"), until: clock.now.advanced(by: .seconds(30)),
            at: clock.now
        ) == [source]
    }

    @Test func `offline, what was never read, or in part, or cannot be read, is told`()
        async throws
    {
        let provider = pages()
        #expect(await read(provider, maxAge: nil).kept == [source: .nothing])
        var begun = SourceCheckpoint()
        begun.position = ReadPosition(number: 1)
        try await history.keep(HistoryBatch(source: source, checkpoint: begun))
        #expect(await read(provider, maxAge: nil).kept == [source: .inPart])
        try await history.keep(HistoryBatch(source: source, checkpoint: checkpoint()))
        #expect(await read(provider, maxAge: nil).kept == [source: .whole])
        let broken = FailingHistory(isBroken: true, isShared: true)
        let result = await read(provider, maxAge: nil, history: broken)
        #expect(result.kept == [source: .unusable])
        #expect(result.historyTrouble == .unavailable(reason: "no space left on device"))
        #expect(provider.requests.isEmpty)
    }

    @Test func `what is fresh is reused, and a problem that came since is told`() async throws {
        var refused = checkpoint()
        refused.problem = SourceProblem(error: .unauthorised, since: .at(-10), failures: 1)
        try await history.keep(HistoryBatch(source: source, checkpoint: refused))
        let provider = pages()
        let result = await read(provider)
        #expect(provider.requests.isEmpty)
        #expect(result.kept == [source: .whole])
        #expect(result.unread.map(\.problem?.error) == [.unauthorised])
    }

    @Test func `a deeper reading that is cut short takes nothing from what was known`()
        async throws
    {
        try await history.keep(HistoryBatch(source: source, checkpoint: checkpoint()))
        let provider = ScriptedProvider { call, _ in
            call == 0
                ? .page(RunPage(RunObservation("r", .succeeded), at: 1, hasMore: true))
                : .failure(.unauthorised)
        }
        let result = await read(provider, since: .at(-30 * 86_400))
        #expect(provider.requests.map(\.position) == [nil, ReadPosition(number: 1)])
        #expect(result.table.count == 1)
        #expect(result.unread.first?.gaps == checkpoint().gaps)
        #expect(result.unread.first?.lastSuccess == .at(-30))
        var expected = checkpoint()
        expected.problem = SourceProblem(error: .unauthorised, since: .start, failures: 1)
        #expect(try await history.checkpoint(of: source) == expected)
    }

    @Test func `a deeper reading that comes to its end replaces what was known, but no gap`()
        async throws
    {
        try await history.keep(HistoryBatch(source: source, checkpoint: checkpoint()))
        _ = await read(pages(), since: .at(-30 * 86_400))
        let after = try await history.checkpoint(of: source)
        #expect(after?.position == ReadPosition(number: 1))
        #expect(after?.coveredSince == .at(-30 * 86_400))
        #expect(after?.lastSuccess == .start)
        #expect(after?.gaps == checkpoint().gaps)
    }

    @Test func `a first reading that was cut short goes on, as far back as it was meant to`()
        async throws
    {
        var begun = SourceCheckpoint()
        begun.position = ReadPosition(number: 3)
        begun.coveredSince = .at(-30 * 86_400)
        try await history.keep(HistoryBatch(source: source, checkpoint: begun))
        let provider = pages()
        _ = await read(provider, since: .at(-7 * 86_400))
        #expect(provider.requests.first?.position == ReadPosition(number: 3))
        #expect(provider.requests.first?.since == .at(-30 * 86_400))
        let after = try await history.checkpoint(of: source)
        #expect(after?.isBackfilled == true)
        #expect(after?.coveredSince == .at(-30 * 86_400))
    }

    @Test func `what cannot be kept is answered from one reading, and the lease given back`()
        async throws
    {
        let full = FailingHistory(isBroken: false, isShared: true, isFull: true)
        let provider = pages()
        let result = await read(provider, history: full)
        #expect(provider.requests.count == 1)
        #expect(result.table.count == 1)
        #expect(result.unread.isEmpty)
        #expect(result.historyTrouble == .unavailable(reason: "no space left on device"))
        #expect(await full.refusals > 0)
        #expect(try await isLeaseFree(full))
    }

    @Test func `what cannot be kept is joined with what is kept of the same runs`()
        async throws
    {
        let full = FailingHistory(isBroken: false, isShared: true)
        let kept = ["r0", "other"].map { id in
            RunRecord(
                RunObservation(id, .running, pipeline: "p"), source: source, provider: .well,
                seenAt: .start)
        }
        var aged = checkpoint()
        aged.lastSuccess = .at(-300)
        try await full.keep(HistoryBatch(source: source, records: kept, checkpoint: aged))
        await full.set(isFull: true)
        let result = await read(pages(), history: full)
        #expect(result.historyTrouble == .unavailable(reason: "no space left on device"))
        #expect(result.table.count == 2)
        #expect(result.sources.first?.rows.stored == 2)
        let run = result.table.run(for: RunKey(source: source, id: RunID("r0")))
        #expect(run?.status == .succeeded)
        #expect(run?.pipeline?.id == PipelineID("p"))
    }

    @Test func `where the history is lost meanwhile, all is read anew`() async throws {
        let lost = ReplaceableHistory()
        let records = [
            RunRecord(
                RunObservation("old", .succeeded), source: source, provider: .well, seenAt: .start)
        ]
        var aged = checkpoint()
        aged.lastSuccess = .at(-300)
        try await lost.keep(HistoryBatch(source: source, records: records, checkpoint: aged))
        await lost.lose(.beforeKeeping)
        let provider = pages()
        let result = await read(provider, history: lost)
        #expect(provider.requests.map(\.position) == [ReadPosition(number: 7), nil])
        #expect(result.unread.isEmpty)
        #expect(result.historyTrouble == nil)
        #expect(try await lost.checkpoint(of: source)?.position == ReadPosition(number: 2))
        #expect(try await isLeaseFree(lost))
    }

    @Test func `readings let go of what is too old, once they keep something`() async throws {
        let old = RunRecord(
            {
                var seen = RunObservation("old", .succeeded)
                seen.startedAt = .value(.at(-200 * 86_400))
                return seen
            }(), source: source, provider: .well, seenAt: .at(-200 * 86_400))
        try await history.keep(
            HistoryBatch(source: source, records: [old], checkpoint: checkpoint()))
        let retention = Retention(age: .seconds(90 * 86_400), count: 100)
        _ = await read(pages(), retention: retention)
        #expect(try await history.count(of: [source]) == 1)
        clock.advance(by: .seconds(120))
        _ = await read(pages(), retention: retention)
        #expect(
            try await history.newest(of: [source], limit: 9).records.map(\.key.id.text) == ["r0"])
    }
}
