import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct ListingWorkerTests {
    /// Runs whose metadata count up, some with their payload in memory and some without.
    private func table() -> (RunTable, [RunKey: RunRecord]) {
        var table = RunTable()
        var stored: [RunKey: RunRecord] = [:]
        for number in 0..<2_500 {
            if number == 2_000 { table.releasePayloads() }
            let seen = record("run-\(number)", number % 5 == 0 ? .failed : .succeeded) {
                $0.metadata = .value(.object([.init("n", .number("\(number % 10)"))]))
            }
            stored[seen.key] = seen
            table.merge(RunBatch(source: seen.key.source, records: [seen]))
        }
        return (table, stored)
    }

    @Test(arguments: [
        ("meta.n:3", 250), ("-meta.n:3", 2_250), ("meta.n:5 status:failed", 250),
        ("meta.n:1 or status:failed", 750), ("has:meta.n", 2_500), ("has:meta.z", 0),
        ("-(-meta.n:3)", 250), ("-(-(meta.n:5 status:failed))", 250),
        ("-(meta.n:5 status:failed)", 2_250), ("-(-meta.n:3 or -meta.n:3)", 250),
        ("status:failed -(-meta.n:5)", 250), ("-(status:succeeded or -meta.n:5)", 250),
    ])
    func `a filter by metadata finds runs whose payload is not in memory`(
        text: String, count: Int
    ) async throws {
        let (table, stored) = table()
        let lister = ListingWorker(records: { keys in stored.filter { keys.contains($0.key) } })
        let request = RunListing.Request(query: try Query.parse(text))
        for _ in 0..<2 {
            let listing = await lister.listing(of: table, request, now: moment(12))
            #expect(listing?.count == count)
        }
    }

    @Test func `no payload is read twice, nor one that does not matter`() async throws {
        let (table, stored) = table()
        let asked = Asked()
        let lister = ListingWorker(records: { keys in
            await asked.add(keys.count)
            return stored.filter { keys.contains($0.key) }
        })
        let request = RunListing.Request(query: try Query.parse("status:failed meta.n:5"))
        _ = await lister.listing(of: table, request, now: moment(12))
        #expect(await asked.count == 400)
        _ = await lister.listing(of: table, request, now: moment(12))
        #expect(await asked.count == 400)
    }

    @Test func `a filter by provider finds runs of a source that was told of before its first run`()
        throws
    {
        var table = RunTable()
        let request = RunListing.Request(
            query: try Query.parse("provider:well"),
            order: RunOrder(key: .provider, descending: false))
        let first = record("run-1", .failed)
        table.merge(
            RunBatch(
                source: first.key.source, records: [],
                pipelines: [Pipeline(id: PipelineID("p"), name: "P")]))
        var memory = ListingCache()
        #expect(memory.listing(of: table, request, now: moment(12))?.count == 0)
        table.merge(RunBatch(source: first.key.source, records: [first]))
        #expect(memory.listing(of: table, request, now: moment(12))?.count == 1)
    }

    @Test func `a table of before is listed after a later one`() {
        var (before, _) = table()
        before.releasePayloads()
        var after = before
        let more = (0..<1_500).map { record("more-\($0)", .failed) }
        after.merge(RunBatch(source: more[0].key.source, records: more))
        var memory = ListingCache()
        for (table, count) in [(before, 2_500), (after, 4_000), (before, 2_500), (after, 4_000)] {
            let listing = memory.listing(of: table, RunListing.Request(), now: moment(12))
            #expect(listing?.count == count)
            #expect(listing?.counts.total == count)
            #expect((0..<count).allSatisfy { listing?.key(at: $0).id.text != "" })
        }
    }

    private actor Asked {
        private(set) var count = 0

        func add(_ more: Int) { count += more }
    }
}
