import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

/// What lists, sums and timelines say at their edges.
struct ListingEdgesTests {
    private let source = SourceName("well-prod")

    private func table(_ records: [RunRecord]) -> RunTable {
        var table = RunTable()
        table.merge(RunBatch(source: source, records: records))
        return table
    }

    private func released(_ records: [RunRecord]) -> RunTable {
        var table = table(records)
        table.releasePayloads()
        return table
    }

    private func began(_ id: String, _ milliseconds: Int64) -> RunRecord {
        record(id, .succeeded) { $0.startedAt = .value(Timestamp(milliseconds: milliseconds)) }
    }

    @Test(
        arguments: [
            ("started", .started, true), ("-started", .started, false), ("id", .id, false),
            ("-id", .id, true), ("http", .http, true), ("error", .error, false),
            ("finished", .finished, true), ("duration", .duration, true),
            ("attempt", .attempt, true), ("status", .status, false), ("-source", .source, true),
            ("pipeline", .pipeline, false), ("trigger", .trigger, false), ("event", .event, false),
            ("provider", .provider, false),
        ] as [(String, SortKey, Bool)])
    func `an order is read from its name, the usual end first`(
        name: String, key: SortKey, descending: Bool
    ) {
        let order = RunOrder(name: name)
        #expect(order == RunOrder(key: key, descending: descending))
        #expect(order?.inverted == RunOrder(key: key, descending: !descending))
    }

    @Test(arguments: ["", "-", "--id", "Started", "id-", "start"])
    func `what names no order is none`(name: String) {
        #expect(RunOrder(name: name) == nil)
    }

    @Test(
        arguments: [
            (0, .first, nil), (1, .first, 0), (3, .first, 0), (4, .first, 3), (0, .last, 3),
            (2, .last, 3), (3, .last, 5), (4, .last, 5), (5, .last, nil), (-1, .last, 0),
            (6, .first, 5),
        ] as [(Int, RunListing.End, Int?)])
    func `the nearest run of a status is found on either side`(
        place: Int, end: RunListing.End, found: Int?
    ) throws {
        // Failures stand in the places 0, 3 and 5.
        let records = [true, false, false, true, false, true].enumerated().map { hour, hasFailed in
            record("\(hour)", hasFailed ? .failed : .succeeded) {
                $0.startedAt = .value(moment(20 - hour))
            }
        }
        let listing = try #require(table(records).listing(RunListing.Request(), now: moment(22)))
        #expect(listing.place(of: .failed, from: place, towards: end) == found)
    }

    private static let reach: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    @Test(arguments: [
        (reach.lowerBound, 1), (reach.lowerBound - 1, 0), (reach.upperBound, 1),
        (reach.upperBound + 1, 0), (-1, 1), (0, 1),
    ])
    func `a moment that no calendar has stands in no timeline`(moment: Int64, count: Int) throws {
        let table = table([began("a", moment)])
        let listing = try #require(
            table.listing(RunListing.Request(), now: Timestamp(milliseconds: 0)))
        #expect(listing.count == 1 && listing.counts.total == 1)
        #expect(listing.timeline.bins.reduce(0) { $0 + $1.total } == count)
        #expect(listing.timeline.bins.count == count)
    }

    @Test func `a run of which only the day is known stands in no timeline`() throws {
        let day = record("day", .succeeded) {
            $0.timeSource = .date
            $0.startedAt = .value(moment(0))
        }
        let table = table([day, began("a", moment(3).milliseconds)])
        let listing = try #require(table.listing(RunListing.Request(), now: moment(12)))
        #expect(listing.count == 2)
        #expect(listing.timeline.start == moment(3))
        #expect(listing.timeline.bins.map(\.total) == [1])
    }

    @Test(arguments: [(-1_001, -2), (-1_000, -1), (-1, -1), (0, 0), (999, 0), (1_000, 1)])
    func `a bin begins with a whole number of its lengths`(time: Int64, bin: Int64) {
        #expect(Timeline.bin(of: time, 1_000) == bin)
    }

    /// Three bins of a second from the tenth second on, with one, two and four runs.
    private static let timeline: Timeline = {
        let bins = [1, 2, 4].map { number in
            var counts = StatusCounts()
            counts[.failed] = number
            return counts
        }
        return Timeline(bucket: 1_000, start: Timestamp(milliseconds: 10_000), bins: bins)
    }()

    @Test(
        arguments: [
            (3, nil, nil, [10, 11, 12], 13, [1, 2, 4]),
            (9, nil, nil, [10, 11, 12], 13, [1, 2, 4]),
            (2, nil, nil, [10, 11], 13, [1, 6]), (1, nil, nil, [10], 13, [7]),
            (0, nil, nil, [], nil, []), (-1, nil, nil, [], nil, []),
            (9, 8_999, nil, [8, 9, 10, 11, 12], 13, [0, 0, 1, 2, 4]),
            (9, 9_000, nil, [9, 10, 11, 12], 13, [0, 1, 2, 4]),
            (9, 11_000, nil, [10, 11, 12], 13, [1, 2, 4]),
            (9, nil, 12_999, [10, 11, 12], 13, [1, 2, 4]),
            (9, nil, 13_000, [10, 11, 12, 13], 14, [1, 2, 4, 0]),
            (9, nil, 10_500, [10, 11, 12], 13, [1, 2, 4]),
            (2, 9_000, 13_000, [9, 11], 14, [1, 6]),
        ] as [(Int, Int64?, Int64?, [Int64], Int64?, [Int])])
    func `a timeline is divided into columns`(
        columns: Int, since: Int64?, until: Int64?, starts: [Int64], end: Int64?, counts: [Int]
    ) {
        let spans = Self.timeline.folded(
            into: columns, since: since.map(Timestamp.init(milliseconds:)),
            until: until.map(Timestamp.init(milliseconds:)))
        #expect(spans.map { $0.from.milliseconds } == starts.map { $0 * 1_000 })
        #expect(spans.last?.until.milliseconds == end.map { $0 * 1_000 })
        #expect(spans.map { $0.counts[.failed] } == counts)
    }

    @Test func `a timeline that is asked for from the beginning of all time ends`() {
        let spans = Self.timeline.folded(
            into: 4, since: Timestamp(milliseconds: .min), until: Timestamp(milliseconds: .max))
        #expect(spans.count == 4)
        #expect(spans.reduce(0) { $0 + $1.counts.total } == 7)
        #expect(spans.first?.from == Timestamp(milliseconds: -62_135_596_800_000))
    }

    @Test(
        arguments: [
            (9, "", .source, false), (10, "", .source, true), (10, "", .id, false),
            (10, "", .started, false), (10, "-id:3", .source, false), (11, "-id:3", .source, true),
            (11, "-id:3", .started, false),
        ] as [(Int, String, SortKey, Bool)])
    func `a list is shown in part first where it is long`(
        count: Int, text: String, key: SortKey, isShown: Bool
    ) throws {
        var memory = ListingCache()
        memory.manyRows = 10
        let table = table((0..<count).map { began("\($0)", Int64($0)) })
        let request = RunListing.Request(query: try Query.parse(text), order: RunOrder(key))
        let look = RunListing.Viewport(at: nil, rows: 3)
        let now = moment(12)
        let first = memory.preview(of: table, request, now: now, at: look)
        #expect((first != nil) == isShown)
        let listed = memory.listing(of: table, request, now: now)
        let whole = try #require(listed)
        if let first { #expect(first.count == whole.count && first.key(at: 0) == whole.key(at: 0)) }
        // What was put in order once is as soon in order again.
        let again = memory.preview(of: table, request, now: now, at: look)
        #expect((again != nil) == false)
    }

    @Test func `how much of a history was read never exceeds what there is`() {
        var loading = HistoryHealth.Loading(read: 5, total: 9)
        loading.advance(by: 3)
        #expect(loading.read == 8)
        loading.advance(by: 1)
        #expect(loading.read == 9)
        loading.advance(by: 4)
        #expect(loading.read == 9)
    }

    @Test(arguments: [(14, 1), (15, 1), (16, 2), (17, 2)])
    func `what records answered is remembered for sixteen tests`(
        others: Int, readings: Int
    ) async throws {
        let only = record("a", .failed) {
            $0.metadata = .value(.object([.init("n", .number("1"))]))
        }
        let table = released([only])
        let asked = Asked()
        let lister = ListingWorker(records: { keys in
            await asked.add(keys.count)
            return [only.key: only]
        })
        func count(_ text: String) async throws -> Int? {
            let request = RunListing.Request(query: try Query.parse(text))
            return await lister.listing(of: table, request, now: moment(12))?.count
        }
        #expect(try await count("meta.n:1") == 1)
        for number in 0..<others { #expect(try await count("id:x\(number)") == 0) }
        #expect(try await count("meta.n:1") == 1)
        #expect(await asked.counts == Array(repeating: 1, count: readings))
    }

    @Test func `records are read a few at a time`() async throws {
        let records = (0..<70).map { number in
            record("\(number)", .failed) {
                $0.metadata = .value(.object([.init("n", .number("1"))]))
            }
        }
        let table = released(records)
        let stored = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
        let asked = Asked()
        let lister = ListingWorker(records: { keys in
            await asked.add(keys.count)
            return stored.filter { keys.contains($0.key) }
        })
        let request = RunListing.Request(query: try Query.parse("meta.n:1"))
        let listing = await lister.listing(of: table, request, now: moment(12))
        #expect(listing?.count == 70)
        #expect(await asked.counts == [32, 32, 6])
    }

    private actor Asked {
        private(set) var counts: [Int] = []

        func add(_ count: Int) { counts.append(count) }
    }
}

/// The edges of what the other runs have to do with one.
struct RelatedRunsEdgesTests {
    private let source = SourceName("well-prod")

    private func seen(
        _ id: String, _ status: RunStatus, minute: Int, duration: Int64? = nil,
        _ change: (inout RunObservation) -> Void = { _ in }
    ) -> RunRecord {
        record(id, status) {
            $0.pipeline = .value(PipelineID("p"))
            $0.startedAt = .value(moment(0, minute))
            if let duration { $0.duration = .value(duration) }
            change(&$0)
        }
    }

    private func found(_ id: String, among records: [RunRecord]) -> RelatedRuns? {
        var table = RunTable()
        table.merge(RunBatch(source: source, records: records))
        return table.relatedRuns(of: RunKey(source: source, id: RunID(id)))
    }

    @Test(
        arguments: [
            (0, 0, 200), (50, 0, 200), (51, 1, 200), (149, 99, 200), (150, 100, 200),
            (151, 101, 199), (299, 249, 51),
        ] as [(Int, Int, Int)])
    func `a history has a few later runs and more earlier ones`(
        place: Int, first: Int, count: Int
    ) throws {
        let records = (0..<300).map { seen("r\($0)", .succeeded, minute: 300 - $0) }
        let history = try #require(found("r\(place)", among: records)).history
        #expect(history.first?.id.text == "r\(first)")
        #expect(history.last?.id.text == "r\(first + count - 1)")
        #expect(history.count == count)
    }

    @Test func `the usual duration is that of runs that succeeded`() throws {
        let relatedRuns = try #require(
            found(
                "a",
                among: [
                    seen("a", .failed, minute: 1, duration: 90), seen("b", .succeeded, minute: 2),
                    seen("c", .succeeded, minute: 3, duration: 10),
                    seen("d", .warning, minute: 4, duration: 80),
                    seen("e", .succeeded, minute: 5, duration: 30),
                    seen("f", .succeeded, minute: 6, duration: 20),
                ]))
        #expect(relatedRuns.usualDuration == 20)
        #expect(relatedRuns.counts[.succeeded] == 4 && relatedRuns.counts.total == 6)
    }

    @Test func `of runs of one moment that which came later is the newer`() throws {
        let records = ["b", "c", "a"].map { seen($0, .succeeded, minute: 1) }
        #expect(try #require(found("a", among: records)).history.map(\.id.text) == ["a", "c", "b"])
    }

    @Test func `why a run was skipped is no error that others have`() throws {
        func skipped(_ id: String) -> RunRecord {
            seen(id, .skipped, minute: 1) {
                $0.metadata = .value(.object([.init("skip_reason", .string("paused"))]))
            }
        }
        #expect(try #require(found("a", among: [skipped("a"), skipped("b")])).sameError == nil)
        func partly(_ id: String, _ status: RunStatus, minute: Int) -> RunRecord {
            seen(id, status, minute: minute) { $0.error = .value(RunError(message: "partly")) }
        }
        let failed = [partly("a", .failed, minute: 7), partly("b", .failed, minute: 3)]
        let other = partly("c", .succeeded, minute: 8)
        #expect(try #require(found("c", among: failed + [other])).sameError == nil)
        let same = try #require(found("a", among: failed + [other])?.sameError)
        #expect(same.count == 2 && same.pipelines == 1 && same.sources == [source])
        #expect(same.first == moment(0, 3) && same.last == moment(0, 7))
    }
}
