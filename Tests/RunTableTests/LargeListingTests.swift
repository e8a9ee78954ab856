import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

/// Lists that are long enough to be sorted by numbers, and lists that follow from the one before.
struct LargeListingTests {
    private static let runCount = 4_800

    /// Runs of three sources in which every key is missing now and then, and often the same.
    private static let table: RunTable = {
        var table = RunTable()
        for (number, name) in ["well-prod", "Shop", "crm"].enumerated() {
            let records = (0..<runCount / 3).map { numbered($0 * 3 + number, name) }
            table.merge(RunBatch(source: SourceName(name), records: records))
        }
        return table
    }()

    private static let runs = table.rows.map { table[$0] }

    private static func numbered(_ number: Int, _ source: String) -> RunRecord {
        let status = RunStatus.allCases[number % 9]
        let id = number % 5 == 0 ? "Job-\(number % 7)-\(number)" : "job-2026-\(number / 2)"
        return record(id, status, source: source, seenAt: moment(13)) { seen in
            if number % 4 > 0 { seen.pipeline = .value(PipelineID("p\(number % 11)")) }
            if number % 3 > 0 {
                seen.trigger = .value(["manual", "Manual", "schedule"][number % 7 % 3])
            }
            if number % 6 == 0 { seen.event = .value("sync.\(number % 4)") }
            if number % 5 > 1 { seen.attempt = .value(number % 13) }
            if number % 7 == 1 { seen.httpStatus = .value(number % 50 == 1 ? 99_999 : 200) }
            if number % 4 == 1 { seen.error = .value(RunError(message: "E\(number % 37)")) }
            if number % 8 == 0 {
                seen.timeSource = .firstSeen
                seen.listPlace = ListPlace(
                    arrival: number % 16 == 0 ? .backlog : .later, listed: moment(11),
                    rank: Int64(number % 10))
                return
            }
            let start = moment(1, number % 60, number % 3)
            seen.startedAt = .value(start)
            guard number % 3 > 0 else { return }
            let length = number % 40 == 1 ? 9_000_000_000 : Int64(number % 90) * 1_000
            seen.finishedAt = .value(start.advanced(byMilliseconds: length))
        }
    }

    @Test(arguments: SortKey.allCases, [false, true])
    func `many runs stand in the order in which few would`(key: SortKey, descending: Bool) throws {
        let order = RunOrder(key: key, descending: descending)
        for text in descending ? [""] : ["", "-status:queued"] {
            let request = RunListing.Request(query: try Query.parse(text), order: order)
            let expected = ReferenceListing(Self.runs, request, now: moment(12)).runs.map(\.key)
            try #require(expected.count >= RowOrder.few)
            let listing = try #require(Self.table.listing(request, now: moment(12)))
            let listed = (0..<listing.count).map { listing.key(at: $0) }
            #expect(listed == expected)
            guard text.isEmpty else { continue }
            let all = ContiguousArray(Self.table.chunks.map(\.rows.live))
            let sorted = RowOrder(order, of: Self.table, now: moment(12)).sorted(all)
            #expect(sorted.map { Self.table.key(in: Int($0)) } == expected)
        }
    }

    private static let changes: [(SortKey, @Sendable (inout RunObservation, Int) -> Void)] = [
        (.started, { $0.startedAt = .value(moment($1)) }),
        (
            .finished,
            { seen, number in
                seen.startedAt = .value(moment(0))
                seen.duration = .value(5)
                seen.finishedAt = .value(moment(number))
            }
        ),
        (.pipeline, { $0.pipeline = .value(PipelineID("p\($1)")) }),
        (.status, { $0.status = RunStatus.allCases[$1 + 1] }),
        (.trigger, { $0.trigger = .value("t\($1)") }),
        (.duration, { $0.duration = .value(Int64($1)) }),
        (.duration, { $0.duration = .value(Int64($1) * 3_000_000_000) }),
        (.attempt, { $0.attempt = .value($1) }),
        (.attempt, { $0.attempt = .value($1 * 40_000) }),
        (.http, { $0.httpStatus = .value(200 + $1) }),
        (.event, { $0.event = .value("e\($1)") }),
        (.error, { $0.error = .value(RunError(message: "E\($1)")) }),
    ]

    @Test(arguments: changes.indices)
    func `a run whose key changes moves to its new place`(number: Int) {
        let (key, change) = Self.changes[number]
        func seen(_ id: Int, _ value: Int, hour: Int) -> RunRecord {
            record("run-\(id)", .succeeded, asOf: moment(hour)) { change(&$0, value) }
        }
        let request = RunListing.Request(order: RunOrder(key: key, descending: false))
        var table = RunTable()
        var memory = ListingCache()
        func listed() -> [String]? {
            memory.listing(of: table, request, now: moment(20)).map { listing in
                (0..<listing.count).map { listing.key(at: $0).id.text }
            }
        }
        let source = SourceName("well-prod")
        table.merge(
            RunBatch(source: source, records: (1...3).map { seen($0, $0, hour: 8) }))
        #expect(listed() == ["run-1", "run-2", "run-3"])
        table.merge(RunBatch(source: source, records: [seen(1, 4, hour: 9)]))
        #expect(listed() == ["run-2", "run-3", "run-1"])
        table.delete([RunKey(source: source, id: RunID("run-3"))])
        #expect(listed() == ["run-2", "run-1"])
    }

    @Test func `a run whose place in a provider's list changes moves`() {
        func seen(_ id: String, rank: Int64) -> RunRecord {
            record(id, .succeeded) {
                $0.timeSource = .firstSeen
                $0.listPlace = ListPlace(arrival: .backlog, listed: moment(5), rank: rank)
            }
        }
        var table = RunTable()
        var memory = ListingCache()
        let source = SourceName("well-prod")
        for (records, expected) in [
            ([seen("a", rank: 1), seen("b", rank: 3)], ["b", "a"]),
            ([seen("b", rank: 0)], ["a", "b"]),
        ] {
            table.merge(RunBatch(source: source, records: records))
            let listing = memory.listing(of: table, RunListing.Request(), now: moment(12))
            #expect((0..<2).compactMap { listing?.key(at: $0).id.text } == expected)
        }
    }

    @Test func `triggers and names that differ in case alone are equal to an order`() {
        var table = RunTable()
        let records = [("a", "manual", 1), ("b", "Manual", 2), ("c", "MANUAL", 3)].map {
            id, trigger, hour in
            record(id, .succeeded) {
                $0.trigger = .value(trigger)
                $0.startedAt = .value(moment(hour))
            }
        }
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        for descending in [false, true] {
            let order = RunOrder(key: .trigger, descending: descending)
            let listing = table.listing(RunListing.Request(order: order), now: moment(12))
            #expect((0..<3).compactMap { listing?.key(at: $0).id.text } == ["c", "b", "a"])
        }
    }

    @Test func `texts beyond the first few hundred are found, also those that come later`() throws {
        var table = RunTable()
        var memory = ListingCache()
        func failure(_ number: Int) -> RunRecord {
            record("run-\(number)", .failed) {
                $0.error = .value(RunError(message: "lost row \(number)x"))
                $0.request = .value("GET /row/\(number)x")
            }
        }
        let source = SourceName("well-prod")
        for (known, expected) in [(0..<255, 0), (255..<256, 0), (256..<257, 1), (257..<900, 1)] {
            table.merge(RunBatch(source: source, records: known.map(failure)))
            for text in [
                "error:\"row 256x\"", "error:\"lost row 256x*\"", "error:/row 256x/",
                "request:/row/256x", "request:*/256x", "request:\"*row/256*\"", "\" 256x\"",
            ] {
                let request = RunListing.Request(query: try Query.parse(text))
                let listing = memory.listing(of: table, request, now: moment(12))
                #expect(listing?.count == expected, "\(text) among \(known)")
                if expected == 1 { #expect(listing?.key(at: 0).id.text == "run-256", "\(text)") }
            }
        }
    }
}
