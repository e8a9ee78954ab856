import Foundation
import GRDB
import History
import Runs
import Testing

/// A history that an earlier version of the program wrote, as its tables in SQL: all of it is read.
struct StoredHistoryTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/Stored")
    private static let sources = Set(ProviderKind.numbered.map { SourceName($0.rawValue) })

    private func withHistory(_ body: (SQLiteHistory) async throws -> Void) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let sql = try String(
                contentsOf: Self.folder.appending(path: "history-9.sql"), encoding: .utf8)
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
            try queue.close()
            try await body(SQLiteHistory(at: path) { Issue.record("\($0)") })
        }
    }

    @Test func `every run reads as it was printed by the version that kept it`() async throws {
        try await withHistory { history in
            let printed = try String(
                contentsOf: Self.folder.appending(path: "runs.ndjson"), encoding: .utf8)
            let page = try await history.newest(of: Self.sources, limit: 100)
            var names: [SourceName: [PipelineID: String]] = [:]
            for (source, pipelines) in page.pipelines {
                for pipeline in pipelines {
                    names[source, default: [:]][pipeline.id] = pipeline.name
                }
            }
            let texts = page.records.map { record in
                let run = record.run(pipelineName: nil)
                let name = run.pipeline.flatMap { names[record.key.source]?[$0.id] }
                return RunJSON.text(of: record.run(pipelineName: name))
            }
            #expect(texts.sorted() == printed.split(separator: "\n").map(String.init).sorted())
        }
    }

    @Test func `what is listed of the runs is there for each`() async throws {
        try await withHistory { history in
            let rows = try await history.rows(of: Self.sources, after: nil, limit: 100)
            #expect(rows.rows.count == 14)
            #expect(rows.next == nil)
        }
    }

    @Test func `every source goes on from where it was read`() async throws {
        try await withHistory { history in
            let checkpoints = try await history.checkpoints(of: Self.sources)
            #expect(Set(checkpoints.keys) == Self.sources)
            for (source, checkpoint) in checkpoints {
                #expect(checkpoint.position != nil, "\(source)")
                #expect(checkpoint.lastSuccess != nil, "\(source)")
                #expect(checkpoint.isBackfilled, "\(source)")
            }
            #expect(
                checkpoints[SourceName("well")]?.coveredSince
                    == Timestamp(milliseconds: 1_796_036_087_530))
        }
    }

    @Test func `what is left of the budgets is known`() async throws {
        try await withHistory { history in
            let credential = CredentialID("leadlex http://127.0.0.1:37259 literal of leadlex")
            let entry = try await history.change(credential) { $0 }
            #expect(entry?.blockedUntil == Timestamp(milliseconds: 1_796_122_513_416))
            #expect(entry?.windows.map(\.limit) == [1_000, 10_000])
        }
    }
}
