import Foundation
import History
import Runs
import Synchronization
import Testing

/// What becomes of the file itself.
@Suite(.timeLimit(.minutes(10)))
struct HistoryFileTests {
    /// The notices of a history.
    private final class Notices: Sendable {
        private let list = Mutex<[SQLiteHistory.Notice]>([])
        var all: [SQLiteHistory.Notice] { list.withLock { $0 } }
        func add(_ notice: SQLiteHistory.Notice) { list.withLock { $0.append(notice) } }
    }

    @Test func `what one process keeps is there for the next`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            var first: SQLiteHistory? = try await SQLiteHistory(at: path) { _ in }
            try await first?.keep(
                batch(record("run", start: 1), checkpoint: SourceCheckpoint("there")))
            first = nil
            let second = try await SQLiteHistory(at: path) { _ in }
            #expect(try await second.count(of: [.here]) == 1)
            #expect(try await second.checkpoint(of: .here) == SourceCheckpoint("there"))
        }
    }

    @Test func `keeping nothing is a change of the file, and none of what is kept`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { _ in }
            let before = try await history.keep(batch(record("run", start: 1)))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
            let after = try await history.keep([])
            #expect(after > before)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")) != bytes)
            let changes = try await history.changes(of: [.here], after: before, limit: 9)
            #expect(changes.records.isEmpty && !changes.hasMore && changes.revision == after)
        }
    }

    @Test func `two that have the file open see each other's changes`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let one = try await SQLiteHistory(at: path) { _ in }
            let two = try await SQLiteHistory(at: path) { _ in }
            try await one.keep(batch(record("a", start: 1)))
            try await two.keep(batch(record("b", start: 2)))
            for history in [one, two] {
                let changes = try await history.changes(of: [.here], after: .none, limit: 10)
                #expect(changes.records.map(\.key.id.text) == ["a", "b"])
            }
        }
    }

    @Test func `many that write at once never find it locked`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            try await withThrowingTaskGroup { group in
                for writer in 0..<4 {
                    group.addTask {
                        let history = try await SQLiteHistory(at: path) { _ in }
                        for number in 0..<50 {
                            try await history.keep(
                                batch(record("\(writer)-\(number)", start: Int64(number))))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let history = try await SQLiteHistory(at: path) { _ in }
            #expect(try await history.count(of: [.here]) == 200)
        }
    }

    @Test func `nobody else can read the file, what lies beside it, or a new folder`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/deep/state/history.sqlite"
            let history = try await SQLiteHistory(at: path) { _ in }
            try await history.keep(batch(record("run", start: 1)))
            #expect(mode(of: folder + "/deep") == 0o700)
            #expect(mode(of: folder + "/deep/state") == 0o700)
            #expect(mode(of: path) == 0o600)
            #expect(mode(of: path + "-wal") == 0o600)
            #expect(mode(of: path + "-shm") == 0o600)
        }
    }

    @Test func `a file that others could read is closed to them`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            try Data().write(to: URL(fileURLWithPath: path))
            chmod(path, 0o644)
            let history = try await SQLiteHistory(at: path) { _ in }
            try await history.keep(batch(record("run", start: 1)))
            #expect(mode(of: path) == 0o600)
            #expect(mode(of: path + "-wal") == 0o600)
        }
    }

    @Test func `a file that is no database is set aside, each under a name of its own`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            for name in [".corrupt", ".corrupt.2"] {
                // Its companions too: the one before may not have let go of them yet.
                for companion in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: path + companion)
                }
                try Data("this is no database, however long one looks at it\(name)".utf8)
                    .write(to: URL(fileURLWithPath: path))
                let notices = Notices()
                let history = try await SQLiteHistory(at: path) { notices.add($0) }
                #expect(notices.all == [.setAside(path: path + name)])
                #expect(FileManager.default.fileExists(atPath: path + name))
                try await history.keep(batch(record("run", start: 1)))
                #expect(try await history.count(of: [.here]) == 1)
            }
        }
    }

    @Test func `damage that shows later sets the file aside and begins a new one`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let records = (0..<2_000).map { record("run-\($0)", start: Int64($0)) }
            var first: SQLiteHistory? = try await SQLiteHistory(at: path) { _ in }
            try await first?.keep(HistoryBatch(source: .here, records: records))
            first = nil
            try await waitForEnd(ofConnectionsTo: path)
            // Everything but the first page, which holds the schema.
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            let damaged = whole.prefix(4_096) + Data(repeating: 0xA5, count: whole.count - 4_096)
            try damaged.write(to: URL(fileURLWithPath: path))

            let notices = Notices()
            let history = try await SQLiteHistory(at: path) { notices.add($0) }
            _ = try await history.newest(of: [.here], limit: 2_000)
            #expect(notices.all == [.setAside(path: path + ".corrupt")])
            try await history.keep(batch(record("run", start: 1)))
            #expect(try await history.count(of: [.here]) == 1)
        }
    }

    @Test func `a later schema is refused, and nothing in the file is touched`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            var history: SQLiteHistory? = try await SQLiteHistory(at: path) { _ in }
            try await history?.keep(batch(record("run", start: 1)))
            history = nil
            try await waitForEnd(ofConnectionsTo: path)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            // The schema's number stands at byte 60 of the file's header.
            bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
            try bytes.write(to: URL(fileURLWithPath: path))
            await #expect(throws: HistoryError.newerSchema(found: 99, known: 9)) {
                _ = try await SQLiteHistory(at: path) { _ in }
            }
            var after = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(Array(after[60..<64]) == [0, 0, 0, 99])
            after.replaceSubrange(60..<64, with: [0, 0, 0, 4])
            try after.write(to: URL(fileURLWithPath: path))
            let same = try await SQLiteHistory(at: path) { _ in }
            #expect(try await same.count(of: [.here]) == 1)
        }
    }

    @Test func `where no file can be made the reason is the system's`() async throws {
        try await withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            await #expect(throws: HistoryError.unavailable(reason: "Not a directory")) {
                _ = try await SQLiteHistory(at: folder + "/file/history.sqlite") { _ in }
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/history.sqlite", withIntermediateDirectories: false)
            await #expect(throws: HistoryError.self) {
                _ = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
            }
        }
    }
}
