import Foundation
import GRDB
import Runs
import Synchronization
import Testing

@testable import History

/// What becomes of a history whose file goes bad, full or missing while it is in use.
@Suite(.timeLimit(.minutes(10)))
struct DamageTests {
    private func ids(_ history: SQLiteHistory) async throws -> [String] {
        try await history.newest(of: [.here], limit: 100).records.map(\.key.id.text)
    }

    /// Overwrites everything but the beginning of a file, and of the log beside it.
    private func damage(_ path: String) throws {
        for (file, first) in [(path, 4_096), (path + "-wal", 32)] {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
            let size = Int(try handle.seekToEnd())
            if size > first {
                try handle.seek(toOffset: UInt64(first))
                try handle.write(contentsOf: Data(repeating: 0xA5, count: size - first))
            }
            try handle.close()
        }
    }

    @Test func `damage under way begins a new history, which takes nothing that goes on from it`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let notices = Mutex<[SQLiteHistory.Notice]>([])
            let history = try await SQLiteHistory(at: path) { notice in
                notices.withLock { $0.append(notice) }
            }
            let records = (0..<2_000).map { record("run-\($0)", start: Int64($0)) }
            let known = try await history.keep(HistoryBatch(source: .here, records: records))
            let first = await history.epoch
            try damage(path)
            #expect(try await ids(history).isEmpty)
            #expect(notices.withLock { $0 } == [.setAside(path: path + ".corrupt")])

            let next = batch(record("next", start: 1), checkpoint: SourceCheckpoint("next"))
            await #expect(throws: HistoryError.replaced) {
                _ = try await history.keep([next], in: first)
            }
            #expect(try await history.checkpoint(of: .here) == nil)
            let second = await history.epoch
            #expect(second > first)
            _ = try await history.keep([next], in: second)
            let changes = try await history.changes(of: [.here], after: known, limit: 10)
            #expect(changes.records.map(\.key.id.text) == ["next"])
            #expect(changes.revision > known)
            let more = try await history.changes(of: [.here], after: changes.revision, limit: 10)
            #expect(more.records.isEmpty)
        }
    }

    @Test func `a file that another process set aside is not written to any more`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let one = try await SQLiteHistory(at: path) { _ in }
            try await one.keep(batch(record("before", start: 1)))
            for suffix in ["", "-wal", "-shm"] {
                try FileManager.default.moveItem(
                    atPath: path + suffix, toPath: path + ".corrupt" + suffix)
            }
            let two = try await SQLiteHistory(at: path) { _ in }
            try await two.keep(batch(record("theirs", start: 2)))
            let late = batch(record("late", start: 3), checkpoint: SourceCheckpoint("late"))
            await #expect(throws: HistoryError.replaced) {
                _ = try await one.keep([late], in: .first)
            }
            #expect(try await ids(one) == ["theirs"])
            _ = try await one.keep([late], in: one.epoch)
            #expect(try await ids(two) == ["late", "theirs"])
        }
    }

    @Test func `a record that cannot be read is left out, and the rest is whole`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { Issue.record("\($0)") }
            let records = (1...5).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(
                HistoryBatch(source: .here, records: records, checkpoint: SourceCheckpoint("here")))
            let broken = RunKey(source: .here, id: RunID("r3"))
            try await history.write { database, _ in
                try database.execute(
                    sql: """
                        UPDATE record SET bytes = x'FF00'
                        WHERE run = (SELECT id FROM run WHERE key = CAST('r3' AS BLOB))
                        """)
            }
            let page = try await history.newest(of: [.here], limit: 10)
            #expect(page.records.map(\.key.id.text) == ["r5", "r4", "r2", "r1"])
            #expect(page.unreadableCount == 1)
            // Pages lead past it, one that holds nothing else too.
            let part = try await history.newest(of: [.here], limit: 3)
            #expect(part.records.map(\.key.id.text) == ["r5", "r4"])
            let rest = try await history.newest(of: [.here], after: part.next, limit: 3)
            #expect(rest.records.map(\.key.id.text) == ["r2", "r1"])
            let changes = try await history.changes(of: [.here], after: .none, limit: 3)
            #expect(changes.records.count == 2 && changes.hasMore)
            #expect(try await history.record(of: broken) == nil)
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("here"))

            try await history.keep(batch(records[2]))
            #expect(try await history.record(of: broken) == records[2])
            #expect(try await history.newest(of: [.here], limit: 10).unreadableCount == 0)
        }
    }

    @Test func `a standing that cannot be read is none, and the file stays`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { Issue.record("\($0)") }
            try await history.keep(
                batch(record("run", start: 1), checkpoint: SourceCheckpoint("here")))
            try await history.write { database, _ in
                try database.execute(sql: "UPDATE source SET standing = '{'")
            }
            #expect(try await history.checkpoint(of: .here) == nil)
            #expect(try await ids(history) == ["run"])
        }
    }

    @Test func `a full disk keeps nothing of a batch, says so, and loses nothing else`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { Issue.record("\($0)") }
            try await history.keep(batch(record("before", start: 1)))
            func limit(_ pages: Int) async throws {
                try await history.write { database, _ in
                    try database.execute(sql: "PRAGMA max_page_count = \(pages)")
                }
            }
            try await limit(20)
            let many = HistoryBatch(
                source: .here, records: (0..<2_000).map { record("r\($0)", start: Int64($0)) },
                checkpoint: SourceCheckpoint("far"))
            await #expect(
                throws: HistoryError.unavailable(reason: "database or disk is full")
            ) {
                _ = try await history.keep(many)
            }
            #expect(try await ids(history) == ["before"])
            #expect(try await history.checkpoint(of: .here) == nil)
            #expect(await history.epoch == .first)
            try await limit(1_000_000)
            try await history.keep(many)
            #expect(try await history.count(of: [.here]) == 2_001)
        }
    }
}
