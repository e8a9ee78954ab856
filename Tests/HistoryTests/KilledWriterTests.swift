import Foundation
import GRDB
import History
import Runs
import Testing

/// What is left of a history when the process that writes to it is killed.
@Suite(.timeLimit(.minutes(10)))
struct KilledWriterTests {
    /// How often it is killed; `SYNCTOP_KILLS=200` for a long look.
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["SYNCTOP_KILLS"].flatMap(Int.init) ?? 4
    }

    /// The writer, which stands beside the bundle of these tests.
    private static var writer: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folder = bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
        return folder.appendingPathComponent("history-writer")
    }

    @Test func `nothing that was kept is lost, and the file stays whole`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            var first = 0
            for round in 0..<Self.rounds {
                let kept = try Self.run(path, from: first, killedAfter: 3 + round * 7 % 20)
                #expect(kept.allSatisfy { Int($0) != nil })
                let last = try #require(kept.last.flatMap { Int($0) })
                try await check(path, last)
                // The batch under way may have been kept without a word of it.
                first = last + 2
            }
        }
    }

    /// Starts the writer and kills it after so many lines.
    private static func run(
        _ path: String, from first: Int, killedAfter count: Int
    ) throws -> [String] {
        let process = Process()
        let output = Pipe()
        process.executableURL = writer
        process.arguments = [path, "\(first)"]
        process.standardOutput = output
        try process.run()
        var text = ""
        while text.count(where: { $0 == "\n" }) < count {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if let rest = try output.fileHandleForReading.readToEnd() {
            text += String(decoding: rest, as: UTF8.self)
        }
        // A line that was cut short was not told.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    private func check(_ path: String, _ last: Int) async throws {
        let history = try await SQLiteHistory(at: path) { Issue.record("\($0)") }
        for index in 0..<20 {
            let key = RunKey(source: SourceName("writer"), id: RunID("\(last)-\(index)"))
            #expect(try await history.record(of: key) != nil)
        }
        let checkpoint = try await history.checkpoint(of: SourceName("writer"))
        let position = checkpoint?.position?.notes.integer ?? -1
        #expect(position == Int64(last) || position == Int64(last) + 1)
        let count = try await history.count(of: [SourceName("writer")])
        #expect(count.isMultiple(of: 20))
        let verdict = try await DatabaseQueue(path: path).read {
            try String.fetchAll($0, sql: "PRAGMA integrity_check")
        }
        #expect(verdict == ["ok"])
    }
}
