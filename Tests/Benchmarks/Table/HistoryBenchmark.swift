import ArgumentParser
import Foundation
import History
import Runs
import RunTable

/// Writes a history of a million runs, and says how many a second.
struct HistoryBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Write a large history, for `open` to measure.")

    @Option(help: "How many runs are written.") var runs = 1_000_000
    @Option(help: "The folder to write to.") var folder = "/tmp/synctop-benchmark"

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        let history = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
        var world = RunWorld(count: runs)
        var batches: [RunBatch] = []
        world.forEachBatch(of: 1_000) { batches.append($0) }
        var table = RunTable()
        // As the engine does it: the table goes on while the history is behind, and what comes
        // meanwhile is kept in one transaction.
        let duration = try await ContinuousClock().measure {
            var waiting: [HistoryBatch] = []
            var keeping: Task<Void, any Error>?
            for batch in batches {
                table.merge(batch)
                waiting.append(HistoryBatch(source: batch.source, records: batch.records))
                guard waiting.count >= 5 else { continue }
                try await keeping?.value
                keeping = Task { [waiting] in try await history.keep(waiting) }
                waiting = []
                if table.payloadCount > 20_000 { table.releasePayloads() }
            }
            try await keeping?.value
            try await history.keep(waiting)
        }
        let rate = Double(runs) / (duration.milliseconds / 1_000)
        print("merged and kept: \(Int(rate)) runs/s (\(Int(duration.milliseconds)) ms in all)")
    }
}
