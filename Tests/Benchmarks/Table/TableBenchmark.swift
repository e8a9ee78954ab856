import ArgumentParser
import Query
import Runs
import RunTable
import TestSupport

/// Measures filters, sorts and live changes on a table of a million runs.
struct TableBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Say how long filters, sorts and changes take.")

    @Option(help: "How many runs are held.") var runs = 1_000_000
    @Option(help: "How often each thing is done.") var times = 15

    func run() async throws {
        var world = RunWorld(count: runs)
        var table = RunTable()
        var merging = Duration.zero
        world.forEachBatch(of: 1_000) { batch in
            merging += ContinuousClock().measure { table.merge(batch) }
            table.releasePayloads()
        }
        print("\(table.count) runs, \(Int(merging.milliseconds)) ms to merge")
        print("resident: \(ProcessUsage.now.residentMiB) MiB")
        Measured.printHeading()
        await filters(table)
        await sorts(table)
        for (filter, order) in Self.views { await changes(table, filter, order) }
        snapshots(table)
        forgetting(table)
    }

    private static let byDuration = RunOrder(key: .duration, descending: true)
    private static let views: [(String, RunOrder)] = [
        ("", .newestFirst), ("timeout", .newestFirst), ("-status:skipped", byDuration),
    ]

    // MARK: Filters and sorts

    private func filters(_ table: RunTable) async {
        for (text, target) in [
            ("timeout", "10 ms"), ("\"row 77\"", "10 ms"), ("5c6d", "10 ms"), ("zzz", "10 ms"),
            ("status:failed provider:well", "2 ms"), ("error:/time(d )?out/", ""),
            ("duration:10s", ""), ("duration:>60s -duration:>90s", ""), ("since:24h", ""),
        ] {
            guard let query = try? Query.parse(text) else { continue }
            let request = RunListing.Request(query: query)
            var (filtering, clearing): ([Duration], [Duration]) = ([], [])
            let lister = ListingWorker()
            for _ in 0..<times {
                await Self.remove(lister, table)
                filtering.append(await measure(lister, table, request))
                clearing.append(await measure(lister, table, RunListing.Request()))
            }
            Measured(filtering).print("filter \(text)", target: target)
            Measured(clearing).print("  and cleared again", target: "")
        }
    }

    /// Has a lister know all runs, and nothing of any filter but of those that nobody asks for.
    private static func remove(_ lister: ListingWorker, _ table: RunTable) async {
        for number in 0..<20 {
            guard let query = try? Query.parse("trigger:none-\(number)") else { return }
            let request = RunListing.Request(query: query)
            _ = await lister.listing(of: table, request, now: RunWorld.now)
        }
        _ = await lister.listing(of: table, RunListing.Request(), now: RunWorld.now)
    }

    /// Measures a listing, with its order, its counts and its timeline.
    private func measure(
        _ lister: ListingWorker, _ table: RunTable, _ request: RunListing.Request
    ) async -> Duration {
        await ContinuousClock().measure {
            _ = await lister.listing(of: table, request, now: RunWorld.now)
        }
    }

    private func sorts(_ table: RunTable) async {
        for key in [SortKey.duration, .started, .pipeline, .error, .id] {
            let order = RunOrder(key: key, descending: true)
            var durations: [Duration] = []
            for _ in 0..<max(3, times / 3) {
                let lister = ListingWorker()
                if order != .newestFirst {
                    _ = await lister.listing(of: table, RunListing.Request(), now: RunWorld.now)
                }
                durations.append(
                    await ContinuousClock().measure {
                        _ = await lister.listing(
                            of: table, RunListing.Request(order: order), now: RunWorld.now)
                    })
            }
            let isTarget = key == .duration
            Measured(durations).print("all by \(key)", target: isTarget ? "60 ms" : "")
        }
    }

    // MARK: Forgetting

    /// Forgets the oldest tenth, whose rows stay taken, and then so much that the rest is numbered
    /// anew.
    private func forgetting(_ table: RunTable) {
        for share in [0.9, 0.45] {
            let kept = Retention(age: .seconds(1_000_000_000), count: Int(Double(runs) * share))
            let durations = (0..<max(3, times / 5)).map { _ in
                var table = table
                return ContinuousClock().measure {
                    _ = table.delete(
                        before: RunWorld.now.advanced(by: .zero - kept.age), keeping: kept.count)
                }
            }
            Measured(durations).print("forget all but \(kept.count)", target: "")
        }
    }

    // MARK: Changes

    private func changes(
        _ table: RunTable, _ filter: String, _ order: RunOrder
    ) async {
        guard let query = try? Query.parse(filter) else { return }
        let request = RunListing.Request(query: query, order: order)
        let name = filter.isEmpty ? "all" : filter
        for spread in [2_000, runs] {
            var table = table
            let lister = ListingWorker()
            _ = await lister.listing(of: table, request, now: RunWorld.now)
            var random = SeededRandom(seed: 7)
            let newest = Array(table.rows.suffix(spread))
            let source = table.key(in: newest[newest.count - 1]).source
            let rows = newest.filter { table.key(in: $0).source == source }
            var durations: [Duration] = []
            for round in 0..<times * 2 {
                let batch = Self.change(
                    100, among: rows, of: table, round, &random)
                durations.append(
                    await ContinuousClock().measure {
                        table.merge(batch.batch, stored: batch.stored)
                        _ = await lister.listing(of: table, request, now: RunWorld.now)
                    })
            }
            let age = spread == runs ? "of any age" : "of the last \(spread)"
            Measured(durations).print(
                "100 changed runs \(age), \(name), by \(order.key)",
                target: "2 ms")
        }
    }

    /// Makes a batch of runs that changed, and what a history would tell of them.
    private static func change(
        _ count: Int, among rows: [Int], of table: RunTable, _ round: Int,
        _ random: inout SeededRandom
    ) -> (batch: RunBatch, stored: [RunKey: RunRecord]) {
        var records: [RunRecord] = []
        var stored: [RunKey: RunRecord] = [:]
        while records.count < count {
            let run = table.run(in: rows[Int.random(in: 0..<rows.count, using: &random)])
            var seen = RunObservation(
                id: run.id, asOf: RunWorld.now.advanced(byMilliseconds: Int64(round)),
                status: round.isMultiple(of: 2) ? .failed : .warning)
            seen.startedAt = .value(run.sortTime)
            seen.duration = .value(Int64.random(in: 0..<100_000, using: &random))
            let record = RunRecord(
                seen, source: run.source, provider: run.provider, seenAt: RunWorld.now)
            records.append(record)
            stored[run.key] = record
        }
        return (RunBatch(source: records[0].key.source, records: records), stored)
    }

    private func snapshots(_ table: RunTable) {
        var kept: [RunTable] = []
        kept.reserveCapacity(1_000)
        Measured(times) { for _ in 0..<1_000 { kept.append(table) } }
            .print("1,000 snapshots", target: "")
    }
}
