import Query
import Runs
import RunTable
import Testing
import TestSupport

/// What the other runs of a table have to do with one of them.
struct RelatedRunsTests {
    private static let now = Timestamp(milliseconds: 1_780_842_727_000)

    private func record(
        _ id: String, _ status: RunStatus, pipeline: String? = "p", secondsAgo: Int64,
        error: String? = nil, duration: Int64? = nil, source: SourceName = SourceName("s")
    ) -> RunRecord {
        let began = Self.now.advanced(byMilliseconds: -secondsAgo * 1_000)
        var seen = RunObservation(id: RunID(id), asOf: began, status: status)
        if let pipeline { seen.pipeline = .value(PipelineID(pipeline)) }
        seen.startedAt = .value(began)
        if let error { seen.error = .value(RunError(message: error)) }
        if let duration { seen.duration = .value(duration) }
        return RunRecord(seen, source: source, provider: .well, seenAt: Self.now)
    }

    private func table(_ records: [RunRecord]) -> RunTable {
        var table = RunTable()
        for source in Set(records.map(\.key.source)).sorted() {
            table.merge(
                RunBatch(
                    source: source, records: records.filter { $0.key.source == source },
                    pipelines: []))
        }
        return table
    }

    private func key(_ id: String) -> RunKey { RunKey(source: SourceName("s"), id: RunID(id)) }

    @Test func `the history is the pipeline's own, newest first`() throws {
        let table = table([
            record("a", .succeeded, secondsAgo: 30, duration: 10),
            record("b", .failed, secondsAgo: 10),
            record("c", .succeeded, secondsAgo: 20, duration: 30),
            record("x", .succeeded, pipeline: "q", secondsAgo: 5),
            record("y", .succeeded, pipeline: nil, secondsAgo: 5),
        ])
        let relatedRuns = try #require(table.relatedRuns(of: key("c")))
        #expect(relatedRuns.history.map(\.id.text) == ["b", "c", "a"])
        #expect(relatedRuns.counts[.succeeded] == 2)
        #expect(relatedRuns.counts.total == 3)
        #expect(relatedRuns.usualDuration == 30)
        #expect(relatedRuns.sameError == nil)
        let alone = try #require(table.relatedRuns(of: key("y")))
        #expect(alone.history.isEmpty)
        #expect(alone.usualDuration == nil)
    }

    @Test func `a pipeline of another source is another one`() throws {
        let table = table([
            record("a", .succeeded, secondsAgo: 3),
            record("a", .succeeded, secondsAgo: 3, source: SourceName("t")),
        ])
        #expect(try #require(table.relatedRuns(of: key("a"))).history.count == 1)
    }

    @Test func `of many runs those around it are handed over`() throws {
        let records = (1...3_000).map { record("r\($0)", .succeeded, secondsAgo: Int64($0)) }
        let relatedRuns = try #require(table(records).relatedRuns(of: key("r1500")))
        #expect(relatedRuns.history.count == RelatedRuns.longestHistory)
        #expect(relatedRuns.history.contains { $0.id.text == "r1500" })
        #expect(relatedRuns.history.first?.id.text == "r1450")
        #expect(relatedRuns.counts[.succeeded] == 3_000)
    }

    @Test func `runs with the same error are counted over pipelines and sources`() throws {
        let table = table([
            record("a", .failed, secondsAgo: 30, error: "down"),
            record("b", .failed, pipeline: "q", secondsAgo: 10, error: "down"),
            record("c", .failed, secondsAgo: 20, error: "up"),
            record("d", .failed, secondsAgo: 50, error: "down", source: SourceName("t")),
        ])
        let same = try #require(table.relatedRuns(of: key("a"))?.sameError)
        #expect(same.count == 3)
        #expect(same.pipelines == 3)
        #expect(same.sources.map(\.text) == ["s", "t"])
        #expect(same.first == Self.now.advanced(byMilliseconds: -50_000))
        #expect(same.last == Self.now.advanced(byMilliseconds: -10_000))
    }

    @Test func `only failures have an error in common, and without a pipeline they are of none`()
        throws
    {
        let table = table([
            record("a", .failed, pipeline: nil, secondsAgo: 30, error: "down"),
            record("b", .failed, secondsAgo: 20, error: "down"),
            record("c", .failed, pipeline: nil, secondsAgo: 10, error: "up"),
            record("d", .warning, pipeline: "q", secondsAgo: 50, error: "down"),
            record("e", .skipped, secondsAgo: 5, error: "down", source: SourceName("t")),
        ])
        let same = try #require(table.relatedRuns(of: key("a"))?.sameError)
        #expect(same.count == 2 && same.pipelines == 1)
        #expect(same.sources.map(\.text) == ["s"])
        #expect(same.first == Self.now.advanced(byMilliseconds: -30_000))
        #expect(same.last == Self.now.advanced(byMilliseconds: -20_000))
        #expect(table.relatedRuns(of: key("c"))?.sameError?.pipelines == 0)
        #expect(try #require(table.relatedRuns(of: key("d"))).sameError == nil)
    }

    @Test func `errors that differ in numbers and identifiers alone are the same`() throws {
        let table = table([
            record("a", .failed, secondsAgo: 30, error: "HTTP 503 after 30 s, request 7f3a9c21"),
            record("b", .failed, secondsAgo: 10, error: "HTTP 503 after 9 s, request 00aa17be"),
            record("e", .failed, secondsAgo: 10, error: "HTTP 502 after 9 s, request 00aa17be"),
            record("c", .failed, secondsAgo: 20, error: "HTTP answered nothing"),
            record("d", .succeeded, secondsAgo: 5),
        ])
        #expect(try #require(table.relatedRuns(of: key("a"))?.sameError).count == 2)
    }

    @Test func `failures without a message are the same where they were answered alike`() throws {
        func failed(_ id: String, http: Int) -> RunRecord {
            var seen = RunObservation(id: RunID(id), asOf: Self.now, status: .failed)
            seen.startedAt = .value(Self.now)
            seen.httpStatus = .value(http)
            seen.request = .value("GET /v2/reports")
            return RunRecord(seen, source: SourceName("s"), provider: .well, seenAt: Self.now)
        }
        let table = table([
            failed("a", http: 429), failed("b", http: 429), record("c", .failed, secondsAgo: 3),
        ])
        #expect(try #require(table.relatedRuns(of: key("a"))?.sameError).count == 2)
        #expect(try #require(table.relatedRuns(of: key("c"))).sameError == nil)
    }

    @Test func `a run that is not held has no kin`() {
        #expect(RunTable().relatedRuns(of: key("a")) == nil)
    }
}
