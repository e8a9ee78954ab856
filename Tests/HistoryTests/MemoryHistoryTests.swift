import History
import Runs
import Testing

struct MemoryHistoryTests {
    private let history = MemoryHistory()
    private let here = SourceName("here")
    private let there = SourceName("there")

    private func record(
        _ id: String, _ status: RunStatus = .succeeded, source: SourceName? = nil, start: Int64
    ) -> RunRecord {
        var seen = RunObservation(
            id: RunID(id), asOf: Timestamp(seconds: start), status: status)
        seen.startedAt = .value(Timestamp(seconds: start))
        return RunRecord(
            seen, source: source ?? here, provider: .well, seenAt: Timestamp(seconds: 9_000))
    }

    private func batch(
        _ records: RunRecord..., source: SourceName? = nil, pipelines: [Pipeline] = [],
        position: ReadPosition? = nil
    ) -> HistoryBatch {
        HistoryBatch(
            source: source ?? here, records: records, pipelines: pipelines, position: position)
    }

    private func ids(of sources: Set<SourceName>, limit: Int = 100) async throws -> [String] {
        try await history.newest(of: sources, limit: limit).records.map(\.key.id.text)
    }

    @Test func `runs come back newest first, up to the limit`() async throws {
        try await history.keep(
            batch(record("old", start: 1), record("new", start: 3), record("mid", start: 2)))
        #expect(try await ids(of: [here]) == ["new", "mid", "old"])
        #expect(try await ids(of: [here], limit: 2) == ["new", "mid"])
        #expect(try await ids(of: [here], limit: 0) == [])
        #expect(try await ids(of: [here], limit: -1) == [])
    }

    @Test func `runs of one moment come back in the order of their identifiers`() async throws {
        try await history.keep(batch(record("c", start: 1), record("a", start: 1)))
        try await history.keep(batch(record("b", start: 1)))
        #expect(try await ids(of: [here]) == ["a", "b", "c"])
    }

    @Test func `only the sources asked for come back`() async throws {
        try await history.keep(batch(record("mine", start: 1)))
        try await history.keep(
            batch(record("theirs", source: there, start: 2), source: there))
        #expect(try await ids(of: [here]) == ["mine"])
        #expect(try await ids(of: [here, there]) == ["theirs", "mine"])
        #expect(try await ids(of: []) == [])
    }

    @Test func `a record is merged with what is held of the same run`() async throws {
        try await history.keep(batch(record("run", .failed, start: 2)))
        try await history.keep(batch(record("run", .running, start: 1)))
        let held = try await history.newest(of: [here], limit: 10).records
        #expect(held.map { $0.run(pipelineName: nil).status } == [.failed])
    }

    @Test func `the latest name of a pipeline is kept, and none is erased`() async throws {
        let id = PipelineID("p1")
        try await history.keep(batch(pipelines: [Pipeline(id: id, name: "Before")]))
        try await history.keep(batch(pipelines: [Pipeline(id: id, name: "After")]))
        try await history.keep(batch(pipelines: [Pipeline(id: id)]))
        let page = try await history.newest(of: [here], limit: 10)
        #expect(page.pipelines == [here: [Pipeline(id: id, name: "After")]])
    }

    @Test func `each source has its own position, which a batch without one keeps`() async throws {
        try await history.keep(batch(position: ReadPosition(.string("seven"))))
        try await history.keep(batch(record("run", start: 1)))
        #expect(try await history.position(of: here) == ReadPosition(.string("seven")))
        #expect(try await history.position(of: there) == nil)
    }
}
