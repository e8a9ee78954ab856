import Engine
import History
import Runs
import Testing
import TestSupport

/// A history that is lost while the program runs, and begun anew.
@Suite(.timeLimit(.minutes(10)))
struct LostHistoryTests {
    private let source = SourceName("a")

    private func pages() -> ScriptedProvider {
        ScriptedProvider(
            pipelines: { _ in .success([Pipeline(id: PipelineID("p"), name: "Mercury")]) },
            pages: { call, _ in
                .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1))
            })
    }

    private func ids(_ history: any RunHistory) async throws -> Set<String> {
        Set(try await history.newest(of: [source], limit: 1_000).records.map(\.key.id.text))
    }

    @Test func `all that is held is kept again, before the position that it leads to`()
        async throws
    {
        let history = ReplaceableHistory()
        let rig = Rig([("a", pages())], history: history)
        await rig.monitor.start()
        await rig.settle(2)
        await rig.pass(.seconds(1), 2)
        await history.lose(.beforeKeeping)
        for _ in 0..<15 { await rig.pass(.seconds(1), 2) }
        await rig.monitor.stop()
        #expect(try await ids(history) == ["r0", "r1"])
        let page = try await history.newest(of: [source], limit: 1)
        #expect(page.pipelines[source]?.map(\.name) == ["Mercury"])
        let checkpoint = try await history.checkpoint(of: source)
        #expect(checkpoint?.position == ReadPosition(number: 2))
        #expect(checkpoint?.isBackfilled == true)
        #expect(checkpoint?.coveredSince == .at(-86_400))
    }

    @Test func `a quiet source is kept again too, and its lease taken again`() async throws {
        let history = ReplaceableHistory()
        let rig = Rig([("a", pages())], interval: .seconds(3_600), history: history)
        await rig.monitor.start()
        await rig.settle(2)
        await history.lose()
        await rig.pass(.seconds(1), 2)
        await rig.pass(.seconds(1), 2)
        #expect(try await ids(history) == ["r0"])
        #expect(try await history.checkpoint(of: source)?.position == ReadPosition(number: 1))
        let other = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(32), at: .at(2))
        #expect(other.isEmpty)
        await rig.monitor.stop()
    }

    @Test func `what was lost before it was read is read from the provider again`() async throws {
        let history = ReplaceableHistory()
        let older = (0..<700).map { number in
            RunRecord(
                RunObservation("old\(number)", .succeeded), source: source, provider: .well,
                seenAt: .start)
        }
        var checkpoint = SourceCheckpoint(position: 9)
        checkpoint.coveredSince = .at(-86_400)
        checkpoint.lastSuccess = .at(-60)
        try await history.keep(HistoryBatch(source: source, records: older, checkpoint: checkpoint))
        await history.lose(.beforeLaterPage)
        let provider = pages()
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        // The poller is stopped and begins again, at one look at the history or the next.
        for _ in 0..<20 {
            let soon = rig.clock.now.advanced(by: .milliseconds(100))
            let next = rig.clock.now.advanced(by: .seconds(1))
            await rig.clock.sleepers { $0.contains { $0 > soon && $0 <= next } }
            rig.clock.advance(by: .seconds(1))
        }
        await rig.settle(2)
        await rig.monitor.stop()
        let firstContact = try #require(provider.requests.firstIndex { $0.position == nil })
        let after = try await history.checkpoint(of: source)
        #expect(after?.position == ReadPosition(number: provider.requests.count))
        #expect(provider.requests[(firstContact + 1)...].allSatisfy { $0.position != nil })
        #expect(after?.coveredSince == provider.requests[firstContact].since)
        // Those that were read in time are kept again.
        #expect(try await history.count(of: [source]) == 500 + provider.requests.count)
    }

    @Test func `one who follows takes in all that the new history tells`() async throws {
        let history = ReplaceableHistory()
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(30), at: .start)
        let rig = Rig([("a", pages())], history: history)
        await rig.monitor.start()
        await rig.settle(1)
        try await history.keep(
            HistoryBatch(
                source: source,
                records: (0..<3).map {
                    RunRecord(
                        RunObservation("b\($0)", .failed), source: source, provider: .well,
                        seenAt: .start)
                }))
        await rig.pass(.seconds(1), 1)
        await history.lose()
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(31), at: .at(1))
        try await history.keep(
            HistoryBatch(
                source: source,
                records: [
                    RunRecord(
                        RunObservation("c0", .failed), source: source, provider: .well,
                        seenAt: .at(1))
                ]))
        await rig.pass(.seconds(1), 1)
        #expect(await rig.run("a", "c0")?.status == .failed)
        // What only this one still knew is kept again.
        await rig.pass(.seconds(1), 1)
        #expect(try await ids(history) == ["b0", "b1", "b2", "c0"])
        await rig.monitor.stop()
    }
}
