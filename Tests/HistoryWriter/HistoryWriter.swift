import Foundation
import History
import Runs

/// Keeps batch after batch in a history and, once a batch is kept, tells its number on standard
/// output; until it is killed.
@main
enum HistoryWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let first = Int(arguments[2]) else {
            throw HistoryError.unavailable(reason: "usage: history-writer FILE FIRST")
        }
        let history = try await SQLiteHistory(at: arguments[1]) { print("notice: \($0)") }
        for number in first... {
            try await history.keep(batch(number))
            FileHandle.standardOutput.write(Data("\(number)\n".utf8))
        }
    }

    /// Twenty runs, and the position that follows them.
    private static func batch(_ number: Int) -> HistoryBatch {
        let source = SourceName("writer")
        let records = (0..<20).map { index in
            var seen = RunObservation(
                id: RunID("\(number)-\(index)"), asOf: Timestamp(seconds: Int64(number)),
                status: .failed)
            seen.startedAt = .value(Timestamp(seconds: Int64(number)))
            seen.error = .value(RunError(message: String(repeating: "no ", count: 100)))
            return RunRecord(
                seen, source: source, provider: .well, seenAt: Timestamp(seconds: Int64(number)))
        }
        var checkpoint = SourceCheckpoint()
        checkpoint.position = ReadPosition(.integer(number))
        return HistoryBatch(source: source, records: records, checkpoint: checkpoint)
    }
}
