import Query
import Testing
import TestSupport

@testable import RunTable
@testable import Runs

/// Filters on texts of which the table holds only the beginning.
struct CutTextTests {
    private static let filler = String(repeating: "x", count: 5_000)

    private static let records: [RunRecord] = [
        failure("short", "a timeout"), failure("early", "timeout " + filler),
        failure("late", filler + " timeout"), failure("never", filler + " refused"),
        failure("code", "no", code: filler + " timeout"),
        // The accent stands behind the end of what is listed.
        failure("accent", String(repeating: "x", count: 4_095) + "e\u{301}" + filler),
        record("request", .failed) { $0.request = .value(filler + " timeout") },
        record("event", .failed) { $0.event = .value(filler + " timeout") },
        record("trigger", .failed) { $0.trigger = .value(filler + " timeout") },
        record("bare", .succeeded),
    ]

    private static func failure(
        _ id: String, _ message: String, code: String? = nil
    ) -> RunRecord {
        record(id, .failed) {
            $0.error = .value(RunError(code: code, message: message))
            $0.pipeline = .value(PipelineID("p"))
        }
    }

    private static var table: RunTable {
        var table = RunTable()
        table.merge(RunBatch(source: records[0].key.source, records: records))
        return table
    }

    private static var released: RunTable {
        var table = table
        table.releasePayloads()
        return table
    }

    private static func names(_ listing: RunListing?) -> Set<String>? {
        listing.map { listing in Set((0..<listing.count).map { listing.key(at: $0).id.text }) }
    }

    @Test(arguments: [
        "error:timeout", "-error:timeout", "error:/time(d )?out/", "-error:/time(d )?out/",
        "error:/^x+ timeout$/", "timeout", "-timeout", "/timeout$/", "-/timeout$/",
        "error:*timeout", "-error:*timeout", "error:xxx*", "-error:xxx*", "error:*", "error:xe",
        "-error:xe", "error:\"…\"", "error:/…/", "request:timeout", "-request:timeout",
        "event:timeout", "trigger:*timeout", "-trigger:/timeout/", "-(-timeout)",
        "status:failed timeout", "timeout or id:bare", "-(timeout id:late)", "pipeline:p timeout",
        "error:ÉX", "error:TIME*", "-error:Time*x", "error:t*z", "-(error:timeout,refused)",
    ])
    func `a filter looks at the whole of a text`(text: String) async throws {
        let query = try Query.parse(text)
        let matcher = QueryMatcher(query, now: moment(12))
        let expected = Self.records.filter { matcher.matches($0.run(pipelineName: nil)) }
        let request = RunListing.Request(query: query)
        for table in [Self.table, Self.released] {
            let lister = ListingWorker(records: Self.found)
            for _ in 0..<2 {
                let listing = await lister.listing(of: table, request, now: moment(12))
                #expect(Self.names(listing) == Set(expected.map(\.key.id.text)))
                #expect(listing?.hardCount == 0)
            }
        }
    }

    @Test(
        arguments: [
            ("error:timeout", ["late", "never", "code", "accent"]), ("error:xxx*", []),
            ("error:TIME*", []),
            ("error:time*d", ["early"]),
            ("error:/refused/", ["early", "late", "never", "code", "accent"]),
            ("pipeline:p", []), ("status:failed", []), ("request:timeout", ["request"]),
            ("error:timeout status:succeeded", []), ("error:timeout or status:failed", []),
        ] as [(String, [String])])
    func `only texts that are cut before they can tell are read, once`(
        text: String, read: [String]
    ) async throws {
        let asked = Asked()
        let lister = ListingWorker(records: { keys in
            await asked.add(keys)
            return Self.found(keys)
        })
        let request = RunListing.Request(query: try Query.parse(text))
        let table = Self.released
        for _ in 0..<2 { _ = await lister.listing(of: table, request, now: moment(12)) }
        #expect(await asked.names.sorted() == read.sorted())
    }

    /// The records of runs.
    private static func found(_ keys: [RunKey]) -> [RunKey: RunRecord] {
        Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
            .filter { keys.contains($0.key) }
    }

    @Test func `a record that cannot be read now decides nothing, and is read the next time`()
        async throws
    {
        let asked = Asked()
        let lister = ListingWorker(records: { keys in
            let isFirst = await asked.names.isEmpty
            await asked.add(keys)
            return isFirst ? [:] : Self.found(keys)
        })
        for (text, isListed) in [("-error:timeout", false), ("error:timeout", true)] {
            let request = RunListing.Request(query: try Query.parse(text))
            let listing = await lister.listing(of: Self.released, request, now: moment(12))
            #expect(Self.names(listing)?.contains("late") == isListed, "\(text)")
        }
    }

    @Test func `a list that has yet to be read for is not shown in part before`() async throws {
        var table = RunTable()
        let many = (0..<100).map { Self.failure("late \($0)", Self.filler + " timeout") }
        table.merge(RunBatch(source: many[0].key.source, records: many))
        table.releasePayloads()
        var memory = ListingCache()
        memory.manyRows = 1
        let order = RunOrder(key: .source, descending: false)
        for (text, isShown) in [("-error:timeout", false), ("error:xxx", true), ("id:*", true)] {
            let request = RunListing.Request(query: try Query.parse(text), order: order)
            let glimpse = memory.preview(
                of: table, request, now: moment(12), at: RunListing.Viewport(at: nil, rows: 10))
            #expect((glimpse != nil) == isShown, "\(text)")
        }
    }

    @Test func `a pipeline's new name counts for runs whose texts were read`() async throws {
        var table = Self.released
        let lister = ListingWorker(records: { _ in [:] })
        for (name, count) in [("Old", 0), ("A refund", 6), ("Other", 0)] {
            table.merge(
                RunBatch(
                    source: Self.records[0].key.source, records: [],
                    pipelines: [Pipeline(id: PipelineID("p"), name: name)]))
            let request = RunListing.Request(query: try Query.parse("refund"))
            #expect(await lister.listing(of: table, request, now: moment(12))?.count == count)
        }
    }

    @Test func `a group of failures is listed whose messages are cut`() async throws {
        for filler in [Self.filler, "é " + String(repeating: "17 ", count: 2_000)] {
            var table = RunTable()
            let failures = (0..<3).map { Self.failure("\($0)", "failed \($0): \(filler)end \($0)") }
            table.merge(RunBatch(source: failures[0].key.source, records: failures))
            let lister = ListingWorker()
            let groups = await lister.errors(of: table, answering: .everything, now: moment(12))
            let query = try Query.parse(try #require(groups?.first).query)
            let request = RunListing.Request(query: query)
            #expect(await lister.listing(of: table, request, now: moment(12))?.count == 3)
        }
    }

    @Test(arguments: [200, 3_000, 5_000, 20_000], [false, true])
    func `errors that differ only at their ends are apart, wherever they come from`(
        length: Int, isVarying: Bool
    ) async throws {
        let trace = String(repeating: "at Worker.step of the sync ", count: length / 27 + 1)
        let records = (0..<5).map { number in
            let end = number < 3 ? "disk full" : "no route to host"
            // What differs may be longer than what is listed.
            let varying = String(repeating: "\(number + 1)", count: length)
            return Self.failure(
                "\(number)", "\(isVarying ? varying : trace) failed \(number): \(end)",
                code: isVarying ? nil : "E\(length)")
        }
        var merged = RunTable()
        merged.merge(RunBatch(source: records[0].key.source, records: records))
        var released = merged
        released.releasePayloads()
        for table in [merged, released, merged.compacted, Self.loaded(records)] {
            let lister = ListingWorker(records: { keys in
                Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
                    .filter { keys.contains($0.key) }
            })
            let found = await lister.errors(of: table, answering: .everything, now: moment(12))
            let groups = try #require(found)
            #expect(groups.map(\.count) == [3, 2])
            #expect(Set(groups.map(\.id)).count == 2)
            for group in groups {
                let request = RunListing.Request(query: try Query.parse(group.query))
                let listing = await lister.listing(of: table, request, now: moment(12))
                #expect(listing?.count == group.count)
            }
            #expect(await lister.relatedRuns(of: records[4].key, in: table)?.sameError?.count == 2)
        }
    }

    /// A table of what a history keeps of records.
    private static func loaded(_ records: [RunRecord], _ summaries: [[UInt8]]? = nil) -> RunTable {
        var rows = RunRows(of: [records[0].key.source])
        for (record, summary) in zip(records, summaries ?? records.map(\.summary)) {
            Array(record.key.id.text.utf8).withUnsafeBytes { id in
                summary.withUnsafeBytes { rows.append(source: 0, id: id, summary: $0) }
            }
        }
        var table = RunTable()
        table.beginLoading()
        let unreadable = table.load(rows).unreadable
        table.endLoading()
        #expect(unreadable == 0)
        return table
    }

    @Test func `what an earlier version kept of a cut error is read, and is a group of its own`()
        async throws
    {
        let records = ["a", "b"].map { Self.failure($0, Self.filler + " timeout") }
        let former = try Self.formerSummary(of: records[1])
        #expect(records[0].summary[0] == 2 && Self.records[0].summary[0] == 1 && former[0] == 1)
        let table = Self.loaded(records, [records[0].summary, former])
        let lister = ListingWorker()
        let groups = await lister.errors(of: table, answering: .everything, now: moment(12))
        #expect(groups?.map(\.count) == [1, 1])
        #expect(groups?.allSatisfy { $0.fingerprint == Self.filler.prefix(240) + "*" } == true)
        // The text is in memory once.
        #expect(table.texts.lines.last == 1)
    }

    /// The summary of a record whose error is cut, without the fingerprint.
    private static func formerSummary(of record: RunRecord) throws -> [UInt8] {
        let summary = record.summary
        let reason = try summary.withUnsafeBytes { try Array(SummaryReading($0).reason) }
        let line = try #require(reason.ranges(of: Array("…".utf8)).last)
        let more = reason.count - line.upperBound
        let place = try #require(summary.firstRange(of: reason))
        var (before, after) = (ByteWriter(), ByteWriter())
        before.write(count: reason.count)
        after.write(count: reason.count - more)
        return [1] + summary[1..<place.lowerBound - before.bytes.count] + after.bytes
            + reason.dropLast(more) + summary[place.upperBound...]
    }

    @Test(arguments: [10, 4_092, 4_093, 4_094, 4_095, 4_096, 4_097])
    func `a text is known to be cut, wherever its last letter stands`(length: Int) throws {
        for letter in ["x", "é", "€", "😀"] {
            let text = String(repeating: "x", count: length) + String(repeating: letter, count: 9)
            let listed = try #require(ListedText.of(text))
            #expect(ListedText.isCut(listed) == (listed != text))
            #expect(ListedText.of(listed) == listed)
            #expect(!ListedText.isCut(listed) || text.hasPrefix(ListedText.beginning(of: listed)))
        }
    }

    private actor Asked {
        private(set) var names: [String] = []

        func add(_ keys: [RunKey]) { names += keys.map(\.id.text) }
    }
}
