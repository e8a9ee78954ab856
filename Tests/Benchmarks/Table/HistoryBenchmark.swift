import ArgumentParser
import Foundation
import History
import Runs

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
        let duration = try await ContinuousClock().measure {
            for batch in batches {
                table.merge(batch)
                try await history.keep(
                    HistoryBatch(source: batch.source, records: batch.records))
                if table.payloadCount > 20_000 { table.releasePayloads() }
            }
        }
        let rate = Double(runs) / (duration.milliseconds / 1_000)
        print("merged and kept: \(Int(rate)) runs/s (\(Int(duration.milliseconds)) ms in all)")
    }
}
