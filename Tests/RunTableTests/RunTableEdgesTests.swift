import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

/// What a table does at the bounds of its columns, chunks and rows.
struct RunTableEdgesTests {
    private let source = SourceName("well-prod")

    private func table(_ records: [RunRecord], pipelines: [Pipeline] = []) -> RunTable {
        var table = RunTable()
        table.merge(RunBatch(source: source, records: records, pipelines: pipelines))
        return table
    }

    private func key(_ id: String) -> RunKey { RunKey(source: source, id: RunID(id)) }

    private func ids(_ table: RunTable) -> [String] {
        table.rows.map { table.key(in: $0).id.text }
    }

    private static let numbers: [Int64] = [
        0, 1, -1, 32_766, 32_767, 32_768, -32_767, -32_768, -32_769, 2_147_483_646, 2_147_483_647,
        2_147_483_648, -2_147_483_647, -2_147_483_648, -2_147_483_649, 9_000_000_000_000,
    ]

    @Test(arguments: numbers)
    func `a number stays exact however great it is`(number: Int64) {
        var table = table([record("a", .succeeded, asOf: moment(8)) { $0.attempt = .value(1) }])
        let seen = record("a", .failed, asOf: moment(9)) {
            $0.startedAt = .value(moment(1))
            $0.finishedAt = .value(moment(1).advanced(byMilliseconds: number))
            $0.duration = .value(number)
            $0.attempt = .value(Int(number))
            $0.httpStatus = .value(Int(number))
        }
        table.merge(RunBatch(source: source, records: [seen]))
        let run = table.run(in: 0)
        #expect(run.finishedAt == moment(1).advanced(byMilliseconds: number))
        #expect(run.duration == number)
        #expect(run.attempt == Int(number))
        #expect(run.httpStatus == Int(number))
        let bare = record("a", .failed, asOf: moment(10)) {
            $0.startedAt = .value(moment(1))
            $0.finishedAt = .value(moment(2))
            $0.duration = .value(2)
            $0.attempt = .value(3)
            $0.httpStatus = .null
        }
        table.merge(RunBatch(source: source, records: [bare]))
        let again = table.run(in: 0)
        #expect(again.finishedAt == moment(2))
        #expect(again.duration == 2)
        #expect(again.attempt == 3)
        #expect(again.httpStatus == nil)
    }

    @Test func `a row tells why a run was skipped, and that only its day is known`() {
        var table = table([
            record("a", .skipped) {
                $0.timeSource = .date
                $0.startedAt = .value(moment(0))
                $0.metadata = .value(.object([.init("skip_reason", .string("paused"))]))
            },
            record("b", .succeeded), record("c", .succeeded), record("d", .succeeded),
        ])
        #expect(table.run(in: 0).reason == "paused")
        #expect(table.run(in: 0).timeSource == .date)
        #expect(table.run(in: 1).reason == nil)
        let (numbering, generation) = (table.numbering, table.generation)
        table.spareRows = 0
        table.delete([key("b"), key("c")])
        // As many rows of deleted runs as of others are put up with.
        #expect(table.numbering === numbering && table.rowCount == 4)
        table.delete([key("d")])
        #expect(table.numbering !== numbering && table.rowCount == 1)
        #expect(table.generation == generation + 2)
        #expect(table.run(in: 0).reason == "paused")
        #expect(table.run(in: 0).timeSource == .date)
    }

    @Test func `rows keep their numbers while others are loaded`() {
        var table = table((0..<6).map { record("\($0)", .succeeded) })
        table.spareRows = 0
        table.beginLoading()
        table.delete((0..<5).map { key("\($0)") })
        #expect(table.rowCount == 6)
        #expect(ids(table) == ["5"])
        table.endLoading()
        table.delete([key("none")])
        #expect(table.rowCount == 1)
        #expect(ids(table) == ["5"])
    }

    @Test func `a run is incomplete without its payload, or while it may yet be loaded`() {
        var table = table([record("a", .succeeded)])
        let batch = RunBatch(
            source: source, records: [record("a", .succeeded), record("b", .succeeded)])
        #expect(table.incomplete(in: batch) == [])
        #expect(table.isWhole)
        table.releasePayloads()
        #expect(table.incomplete(in: batch) == [key("a")])
        #expect(!table.isWhole)
        #expect(table.isSummary(in: 0))
        table.beginLoading()
        #expect(table.incomplete(in: batch) == [key("a"), key("b")])
        table.endLoading()
        #expect(table.incomplete(in: batch) == [key("a")])
        table.merge(RunBatch(source: source, records: [record("b", .succeeded)]))
        table.delete([key("a")])
        #expect(table.isWhole)
    }

    @Test func `what is stored of a run is joined with what comes`() {
        let stored = record("a", .failed, asOf: moment(8)) { $0.trigger = .value("manual") }
        var known = table([stored])
        known.releasePayloads()
        let again = known.merge(
            RunBatch(source: source, records: [stored]), stored: [stored.key: stored])
        #expect(again.isEmpty)
        let news = record("a", .failed, asOf: moment(9)) { $0.attempt = .value(2) }
        let changed = known.merge(
            RunBatch(source: source, records: [news]), stored: [stored.key: stored])
        #expect(changed.changed == [stored.key])
        #expect(known[0].trigger == "manual" && known[0].attempt == 2)
        var fresh = RunTable()
        let added = fresh.merge(
            RunBatch(source: source, records: [news]), stored: [stored.key: stored])
        #expect(added.added == [stored.key])
        #expect(fresh[0].trigger == "manual" && fresh[0].attempt == 2)
    }

    @Test func `records are handed over chunk by chunk`() {
        var table = table((0..<1_500).map { record("run-\($0)", .succeeded) })
        #expect(table.payloadCount == 1_500)
        table.delete([key("run-1023"), key("run-1024")])
        let first = table.removeRecords(ofChunk: 0)
        #expect(first?.count == 1_023)
        #expect(first?.first?.key == key("run-0") && first?.last?.key == key("run-1022"))
        #expect(table.payloadCount == 475)
        let second = table.removeRecords(ofChunk: 1)
        #expect(second?.first?.key == key("run-1025") && second?.last?.key == key("run-1499"))
        let (third, again) = (table.removeRecords(ofChunk: 2), table.removeRecords(ofChunk: 1))
        #expect(third == nil && again == [])
        #expect(table.payloadCount == 0 && table.payloadBytes == 0)
        #expect(table.count == 1_498)
    }

    @Test func `payloads are counted as they come, change and go`() {
        let short = record("a", .running, asOf: moment(8))
        var table = table([short, record("b", .succeeded)])
        let long = record("a", .failed, asOf: moment(9)) {
            $0.trigger = .value(String(repeating: "x", count: 500))
        }
        table.merge(RunBatch(source: source, records: [long]))
        let held = short.merged(with: long).bytes.count + record("b", .succeeded).bytes.count
        #expect(table.payloadBytes == held)
        table.delete([key("a")])
        #expect(table.payloadBytes == record("b", .succeeded).bytes.count)
        table.delete([key("b")])
        #expect(table.payloadBytes == 0)
        #expect(table.count == 0 && table.counts.isEmpty)
    }

    @Test func `a full chunk whose runs are all deleted leaves the others as they are`() {
        var table = table((0..<1_100).map { record("run-\($0)", .failed) })
        table.delete((0..<1_024).map { key("run-\($0)") })
        #expect(table.count == 76)
        #expect(ids(table) == (1_024..<1_100).map { "run-\($0)" })
        #expect(table.row(of: key("run-5")) == nil)
        #expect(table.row(of: key("run-1024")) == 1_024)
        let added = table.merge(RunBatch(source: source, records: [record("run-5", .running)]))
        #expect(added.added == [key("run-5")])
        #expect(table.row(of: key("run-5")) == 1_100)
    }

    @Test func `the runs of one source are deleted, and no others`() {
        var table = table([record("a", .failed), record("b", .failed)])
        let other = SourceName("other")
        table.merge(RunBatch(source: other, records: [record("a", .failed, source: "other")]))
        table.delete(of: SourceName("none"))
        #expect(table.count == 3)
        table.delete(of: source)
        #expect(table.count == 1 && table.count(of: source) == 0 && table.count(of: other) == 1)
        #expect(table.counts[.failed] == 1)
    }

    @Test(
        arguments: [
            (nil, 9, []), (nil, 3, []), (nil, 2, ["b"]), (nil, 1, ["a", "b"]),
            (nil, 0, ["a", "b", "c"]), (nil, -1, ["a", "b", "c"]), (moment(2), 9, ["a", "b"]),
            (moment(1), 9, []), (moment(1).advanced(byMilliseconds: 1), 9, ["a", "b"]),
            (moment(2), 1, ["a", "b"]), (moment(2), 0, ["a", "b", "c"]),
        ] as [(Timestamp?, Int, [String])])
    func `old runs are deleted, and of one moment the last that came`(
        oldest: Timestamp?, most: Int, gone: [String]
    ) {
        // The hours are 1, 1 and 2.
        var table = table(
            [("a", 1), ("b", 1), ("c", 2)].map { id, hour in
                record(id, .succeeded) { $0.startedAt = .value(moment(hour)) }
            })
        let count = table.delete(before: oldest, keeping: most)
        #expect(count == gone.count)
        #expect(ids(table) == ["a", "b", "c"].filter { !gone.contains($0) })
    }

    @Test(
        arguments: [
            (8, 0, 4), (9, 0, 4), (9, 1, 3), (10, 0, 3), (10, 1, 2), (11, 0, 2), (11, 1, 0),
        ]
            as [(Int, Int64, Int)])
    func `the runs of a status are counted from the moment in which they ended`(
        hour: Int, milliseconds: Int64, count: Int
    ) {
        // One ended at 9 and one at 10, of another no end is known, the fourth is in a later chunk.
        var records = [
            record("a", .failed) {
                $0.startedAt = .value(moment(7))
                $0.finishedAt = .value(moment(9))
            },
            record("b", .failed) {
                $0.startedAt = .value(moment(7))
                $0.finishedAt = .value(moment(10))
            },
            record("c", .failed) { $0.startedAt = .value(moment(11)) },
            record("gone", .failed) { $0.startedAt = .value(moment(12)) },
        ]
        records += (0..<1_100).map { number in
            record("\(number)", .succeeded) { $0.startedAt = .value(moment(1)) }
        }
        records.append(record("d", .failed) { $0.startedAt = .value(moment(11)) })
        var table = table(records)
        table.delete([key("gone")])
        let since = moment(hour).advanced(byMilliseconds: milliseconds)
        #expect(table.count(of: .failed, since: since) == count)
    }

    @Test func `attempts at a job are of one source, and of one number the earlier comes first`() {
        func attempt(
            _ id: String, _ number: Int?, hour: Int, source: String = "well-prod"
        ) -> RunRecord {
            record(id, .failed, source: source) {
                if let number { $0.attempt = .value(number) }
                $0.startedAt = .value(moment(hour))
                $0.related = [RelatedID(key: "job_id", value: "j")]
            }
        }
        var table = table([
            attempt("c", 2, hour: 3), attempt("b", 1, hour: 5), attempt("a", 1, hour: 4),
            attempt("z", nil, hour: 9),
        ])
        table.merge(
            RunBatch(
                source: SourceName("other"), records: [attempt("x", 1, hour: 1, source: "other")]))
        #expect(table.attempts(like: table[0]).map(\.id.text) == ["z", "a", "b", "c"])
        #expect(table.attempts(like: table[4]).map(\.id.text) == ["x"])
    }

    @Test func `a name counts for the runs that are still held`() {
        let seen = record("a", .running) { $0.pipeline = .value(PipelineID("p")) }
        var table = table([seen, record("b", .running)])
        table.delete([seen.key])
        let named = Pipeline(id: PipelineID("p"), name: "Bank")
        let outcome = table.merge(RunBatch(source: source, records: [], pipelines: [named]))
        #expect(outcome.renamed == 0 && outcome.isEmpty)
        #expect(table.pipelineLabels.map { $0 } == ["Bank"])
    }

    @Test func `all texts of a table can be offered`() {
        let records = [("a", "p", "manual"), ("b", "q", "timer")].map { id, pipeline, trigger in
            record(id, .running) {
                $0.pipeline = .value(PipelineID(pipeline))
                $0.trigger = .value(trigger)
                $0.event = .value("e-\(id)")
            }
        }
        let table = table(records, pipelines: [Pipeline(id: PipelineID("q"), name: "Bank")])
        // The pipeline with a name was told of before the runs.
        #expect(table.pipelineLabels.map { $0 } == ["Bank", "p"])
        let named = Pipeline(id: PipelineID("q"), name: "Bank")
        #expect(table.namedPipelines == [source: [named]])
        #expect(table.triggers.map { $0 } == ["manual", "timer"])
        #expect(table.events.map { $0 } == ["e-a", "e-b"])
    }

    @Test func `rows of a history are told which run is open, and which cannot be read`() {
        var rows = RunRows(of: [source, SourceName("other")])
        func append(_ number: Int, _ id: String, _ summary: [UInt8]) {
            Array(id.utf8).withUnsafeBytes { id in
                summary.withUnsafeBytes { rows.append(source: number, id: id, summary: $0) }
            }
        }
        let seen = record("open", .running) { $0.pipeline = .value(PipelineID("p")) }
        append(0, "open", seen.summary)
        append(1, "open", seen.summary)
        append(0, "ended", record("ended", .succeeded).summary)
        append(0, "broken", [255])
        append(0, "held", record("held", .succeeded).summary)
        append(0, "queued", record("queued", .queued).summary)
        var table = table([record("held", .failed)])
        table.beginLoading()
        let loaded = table.load(rows)
        table.endLoading()
        #expect(loaded.open.map(\.id.text) == ["open", "open", "queued"])
        #expect(loaded.open.map(\.source.text) == ["well-prod", "other", "well-prod"])
        #expect(loaded.unreadable == 1)
        #expect(table.count == 5)
        #expect(table.run(for: key("held"))?.status == .failed)
        let named = Pipeline(id: PipelineID("p"), name: "Bank")
        let outcome = table.merge(RunBatch(source: source, records: [], pipelines: [named]))
        // A pipeline of the other source is another one.
        #expect(outcome.renamed == 1)
    }
}
