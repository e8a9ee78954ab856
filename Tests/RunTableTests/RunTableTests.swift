import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct RunTableTests {
    private func batch(
        _ records: [RunRecord], pipelines: [Pipeline] = [], source: String = "well-prod"
    ) -> RunBatch {
        RunBatch(source: SourceName(source), records: records, pipelines: pipelines)
    }

    private func key(_ id: String, source: String = "well-prod") -> RunKey {
        RunKey(source: SourceName(source), id: RunID(id))
    }

    @Test func `a batch adds, changes and repeats`() {
        var table = RunTable()
        let first = table.merge(batch([record("a", .running), record("b", .failed)]))
        #expect(first.added == [key("a"), key("b")])
        let again = table.merge(batch([record("a", .running), record("b", .failed)]))
        #expect(again.isEmpty)
        let second = table.merge(batch([record("a", .succeeded), record("c", .queued)]))
        #expect(second.added == [key("c")])
        #expect(second.changed == [key("a")])
        #expect(table.count == 3)
        #expect(table.generation == 3)
        #expect(table.run(for: key("a"))?.status == .succeeded)
        #expect(table.row(of: key("a")) == 0)
        #expect(table.run(for: key("z")) == nil)
        #expect(table.run(for: key("c"))?.status == .queued)
    }

    @Test func `a better standing that reads the same is no change`() {
        var table = RunTable()
        table.merge(batch([record("a", .running, asOf: moment(8))]))
        #expect(table.merge(batch([record("a", .running, asOf: moment(9))])).isEmpty)
    }

    @Test func `equal identifiers of two sources are two runs`() {
        var table = RunTable()
        table.merge(batch([record("a", .running)]))
        table.merge(batch([record("a", .failed, source: "other")], source: "other"))
        #expect(table.count == 2)
        #expect(table.count(of: SourceName("other")) == 1)
        #expect(table.count(of: SourceName("none")) == 0)
        #expect(table.run(for: key("a", source: "other"))?.status == .failed)
    }

    @Test func `counts follow the statuses`() {
        var table = RunTable()
        table.merge(batch([record("a", .running), record("b", .running), record("c", .failed)]))
        #expect(table.counts[.running] == 2)
        table.merge(batch([record("a", .failed)]))
        #expect(table.counts[.running] == 1)
        #expect(table.counts[.failed] == 2)
        #expect(table.counts.total == 3)
    }

    @Test func `a pipeline's name reaches the runs that came before it`() {
        var table = RunTable()
        let seen = record("a", .running) { $0.pipeline = .value(PipelineID("p")) }
        table.merge(batch([seen, record("b", .running)]))
        #expect(table.run(for: key("a"))?.pipeline?.label == "p")
        let named = table.merge(batch([], pipelines: [Pipeline(id: PipelineID("p"), name: "Bank")]))
        #expect(named.renamed == 1)
        #expect(table.run(for: key("a"))?.pipeline?.label == "Bank")
        let again = table.merge(batch([], pipelines: [Pipeline(id: PipelineID("p"), name: "Bank")]))
        #expect(again.isEmpty)
        let nameless = table.merge(batch([], pipelines: [Pipeline(id: PipelineID("p"))]))
        #expect(nameless.isEmpty)
        let later = record("c", .running) { $0.pipeline = .value(PipelineID("p")) }
        table.merge(batch([later]))
        #expect(table.run(for: key("c"))?.pipeline?.name == "Bank")
    }

    @Test func `a name belongs to its source`() {
        var table = RunTable()
        let seen = record("a", .running) { $0.pipeline = .value(PipelineID("p")) }
        table.merge(batch([seen]))
        table.merge(
            batch([], pipelines: [Pipeline(id: PipelineID("p"), name: "Bank")], source: "other"))
        #expect(table.run(for: key("a"))?.pipeline?.name == nil)
    }

    @Test func `a copy stays as it was`() {
        var table = RunTable()
        table.merge(batch((0..<600).map { record("run-\($0)", .running) }))
        let copy = table
        table.merge(batch((0..<700).map { record("run-\($0)", .failed) }))
        #expect(copy.count == 600)
        #expect(copy.counts[.running] == 600)
        #expect(copy.counts[.failed] == 0)
        #expect((0..<600).allSatisfy { copy[$0].status == .running })
        #expect(copy.row(of: key("run-650")) == nil)
        #expect(table.counts[.failed] == 700)
        for row in 0..<700 { #expect(table.row(of: key("run-\(row)")) == row) }
    }
}

struct RunListingTests {
    /// Three runs whose every sortable field has the order 1 < 2 < 3, and a bare one.
    private static let table: RunTable = {
        var table = RunTable()
        for number in [2, 1, 3] {
            let source = "source-\(number)"
            let statuses: [RunStatus] = [.succeeded, .warning, .failed]
            let seen = record("run-\(number)", statuses[number - 1], source: source) {
                $0.pipeline = .value(PipelineID("p\(number)"))
                $0.trigger = .value("T\(number)")
                $0.startedAt = .value(moment(number))
                $0.finishedAt = .value(moment(number + 1))
                $0.duration = .value(Int64(number))
                $0.attempt = .value(number)
                $0.httpStatus = .value(200 + number)
                $0.event = .value("e\(number)")
                $0.error = .value(RunError(message: "E\(number)"))
            }
            table.merge(RunBatch(source: SourceName(source), records: [seen]))
        }
        return table
    }()

    private func order(_ table: RunTable, _ key: SortKey, descending: Bool) -> [String]? {
        let request = RunListing.Request(order: RunOrder(key: key, descending: descending))
        guard let listing = table.listing(request, now: moment(12)) else { return nil }
        return (0..<listing.count).map { listing[$0].id.text }
    }

    @Test(arguments: SortKey.allCases.filter { $0 != .provider })
    func `every key sorts in both directions`(key: SortKey) {
        let rising = ["run-1", "run-2", "run-3"]
        #expect(order(Self.table, key, descending: false) == rising)
        #expect(order(Self.table, key, descending: true) == rising.reversed())
    }

    @Test(arguments: [
        SortKey.finished, .pipeline, .trigger, .duration, .attempt, .http, .event, .error,
    ])
    func `a run without a value comes last in either direction`(key: SortKey) {
        var table = Self.table
        table.merge(
            RunBatch(
                source: SourceName("a"), records: [record("bare", .succeeded, source: "a")]))
        #expect(order(table, key, descending: false)?.last == "bare")
        #expect(order(table, key, descending: true)?.last == "bare")
    }

    @Test func `a backlog without times comes last as listed, what came later by its sight`() {
        var table = RunTable()
        func untimed(_ id: String, _ arrival: ListPlace.Arrival, _ hour: Int, _ rank: Int64)
            -> RunRecord
        {
            record(id, .succeeded, seenAt: moment(hour, 30)) {
                $0.timeSource = .firstSeen
                $0.listPlace = ListPlace(arrival: arrival, listed: moment(hour), rank: rank)
            }
        }
        let timed = record("timed", .succeeded) { $0.startedAt = .value(moment(1)) }
        let records = [
            untimed("b1", .backlog, 5, -1), untimed("l0", .later, 6, 0), timed,
            untimed("b0", .backlog, 5, 0), untimed("l1", .later, 6, 1),
        ]
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        #expect(order(table, .started, descending: true) == ["l1", "l0", "timed", "b0", "b1"])
        #expect(order(table, .started, descending: false)?.suffix(2) == ["b0", "b1"])
        #expect(table.run(for: records[0].key)?.firstSeen == moment(5))
    }

    @Test func `attempts at one job are found together`() {
        var table = RunTable()
        let records = [2, 3, 1].map { number in
            record("a\(number)", number == 3 ? .succeeded : .failed) {
                $0.attempt = .value(number)
                $0.related = [RelatedID(key: "job_id", value: "j")]
            }
        }
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        table.merge(
            RunBatch(source: SourceName("well-prod"), records: [record("other", .failed)]))
        let run = table[0]
        #expect(table.attempts(like: run).map(\.id.text) == ["a1", "a2", "a3"])
    }

    @Test func `equal keys list the newest first, then by identifier`() {
        var table = RunTable()
        let records = [("b", 8), ("c", 9), ("a", 8)].map { id, hour in
            record(id, .failed) { $0.startedAt = .value(moment(hour)) }
        }
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        for descending in [false, true] {
            #expect(order(table, .status, descending: descending) == ["c", "a", "b"])
            #expect(order(table, .provider, descending: descending) == ["c", "a", "b"])
        }
    }

    @Test func `a listing holds what answers the query, counted`() throws {
        let request = RunListing.Request(query: try Query.parse("status:failed,warning"))
        let listing = try #require(Self.table.listing(request, now: moment(12)))
        #expect(listing.count == 2)
        #expect(listing[0].id.text == "run-3")
        #expect(listing.counts[.failed] == 1)
        #expect(listing.counts.total == 2)
        #expect(listing.place(of: listing[1].key) == 1)
        let hidden = RunKey(source: SourceName("source-1"), id: RunID("run-1"))
        #expect(listing.place(of: hidden) == nil)
        #expect(RunListing.empty.count == 0)
    }

    @Test func `a run without a start is placed by its end, else by when it was first seen`() {
        #expect(sample { $0.finishedAt = moment(9) }.sortTime == moment(9))
        #expect(sample(firstSeen: moment(5)).sortTime == moment(5))
    }

    @Test(
        arguments: [
            (0, 0, 1_000), (0, 1_023_999, 1_000), (0, 1_024_000, 2_000), (999, 1_024_000, 2_000),
            (1_000, 1_024_999, 1_000), (0, 2_047_999, 2_000), (0, 2_048_000, 5_000),
            (-1_000, 1_022_999, 1_000), (-1, 1_023_000, 2_000),
        ] as [(Int64, Int64, Int64)])
    func `a timeline has as many bins as it holds, and no more`(
        first: Int64, last: Int64, bucket: Int64
    ) {
        #expect(Timeline.bucket(from: first, to: last) == bucket)
        let count = Timeline.bin(of: last, bucket) - Timeline.bin(of: first, bucket) + 1
        #expect(count <= Timeline.capacity)
    }

    @Test(
        arguments: [
            ("duration:5s", [5_000, 5_999]), ("duration:=5s", [5_000, 5_999]),
            ("duration:5000ms", [5_000]), ("duration:>5s", [5_999, 6_000]),
            ("duration:>=5s", [5_000, 5_999, 6_000]), ("duration:<5s", [4_999]),
            ("duration:<=5s", [4_999, 5_000]),
        ])
    func `an equal duration may be longer by less than its unit, in a table as in a run`(
        text: String, durations: [Int64]
    ) throws {
        var table = RunTable()
        let records = [4_999, 5_000, 5_999, 6_000].map { duration in
            record("\(duration)", .succeeded) { $0.duration = .value(duration) }
        }
        table.merge(RunBatch(source: records[0].key.source, records: records))
        let query = try Query.parse(text)
        let listing = try #require(
            table.listing(RunListing.Request(query: query), now: moment(12)))
        let listed = (0..<listing.count).compactMap { listing[$0].duration }
        #expect(listed.sorted() == durations)
        let matcher = QueryMatcher(query, now: moment(12))
        let found = table.rows.map { table[$0] }.filter(matcher.matches).compactMap(\.duration)
        #expect(found.sorted() == durations)
    }

    @Test func `identifiers and texts count as held, whether or not there are payloads`() {
        let long = String(repeating: "x", count: 3_000)
        var table = RunTable()
        let records = (0..<100).map { number in
            record("\(number) \(long)", .failed) {
                $0.error = .value(RunError(message: "\(number) \(long)"))
            }
        }
        table.merge(RunBatch(source: records[0].key.source, records: records))
        let whole = table.heldBytes
        #expect(whole > table.payloadBytes + 600_000)
        table.releasePayloads()
        #expect(table.payloadBytes == 0 && table.heldBytes > 600_000)
        let again = table.heldBytes
        table.merge(RunBatch(source: records[0].key.source, records: records))
        #expect(table.heldBytes == whole && again < whole)
    }
}
