import Testing

@testable import Runs

struct ListerTests {
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
    ])
    func `a filter by metadata finds runs whose payload is not in memory`(
        text: String, count: Int
    ) async throws {
        let (table, stored) = table()
        let lister = Lister(records: { keys in stored.filter { keys.contains($0.key) } })
        let request = RunListing.Request(query: try Query.parse(text))
        for _ in 0..<2 {
            let listing = await lister.listing(of: table, request, now: moment(12))
            #expect(listing?.count == count)
        }
    }

    @Test func `no payload is read twice, nor one that does not matter`() async throws {
        let (table, stored) = table()
        let asked = Asked()
        let lister = Lister(records: { keys in
            await asked.add(keys.count)
            return stored.filter { keys.contains($0.key) }
        })
        let request = RunListing.Request(query: try Query.parse("status:failed meta.n:5"))
        _ = await lister.listing(of: table, request, now: moment(12))
        #expect(await asked.count == 400)
        _ = await lister.listing(of: table, request, now: moment(12))
        #expect(await asked.count == 400)
    }

    private actor Asked {
        private(set) var count = 0

        func add(_ more: Int) { count += more }
    }
}
