import Foundation
import GRDB
import History
import Runs
import Testing

/// Files of SQLite that are no history of this program.
@Suite(.timeLimit(.minutes(10)))
struct ForeignFileTests {
    private static let endless = """
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
        """

    /// What somebody else may have written into a new file, and into one of this program.
    static let unknown: [(name: String, sql: String)] = [
        ("another application's", "CREATE TABLE note (text); PRAGMA application_id = 77"),
        ("one with tables and no version", "CREATE TABLE note (text)"),
        ("one with a version alone", "CREATE TABLE note (text); PRAGMA user_version = 5"),
        ("one with a great version", "CREATE TABLE note (text); PRAGMA user_version = 4000"),
        (
            "one with our mark and no tables of ours",
            "CREATE TABLE note (text); PRAGMA application_id = 1937337955; PRAGMA user_version = 6"
        ),
    ]

    /// What a file of this program may have become.
    static let changes: [(name: String, sql: String)] = [
        (
            "runs without end",
            """
            DROP TABLE run; CREATE VIEW run AS \(endless)
            SELECT x AS id, 1 AS source, x'61' AS key, x AS sort_time, 1 AS status,
                1 AS revision, NULL AS summary, 1 AS hash FROM n
            """
        ),
        (
            "sources without end",
            "DROP TABLE source; CREATE VIEW source AS \(endless) SELECT x AS id, 'a' AS name FROM n"
        ),
        (
            "a trigger without end",
            """
            CREATE TRIGGER more AFTER INSERT ON run BEGIN
                INSERT INTO revision \(endless) SELECT x FROM n; END
            """
        ),
        ("a column that is computed", "ALTER TABLE run ADD COLUMN more INTEGER AS (id + 1)"),
        ("a table that lacks a column", "ALTER TABLE record RENAME COLUMN bytes TO text"),
        ("a table that is gone", "DROP TABLE credential"),
        ("the guard against older writers is gone", "DROP TRIGGER run_is_numbered"),
    ]

    @Test(arguments: [SQLiteHistory.Purpose.reading, .keeping], ["", "-wal"])
    func `a pipe in place of a file is refused at once`(
        purpose: SQLiteHistory.Purpose, suffix: String
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            try #require(mkfifo(path + suffix, 0o600) == 0)
            await #expect(
                throws: HistoryError.unavailable(
                    reason: "\(path + suffix) is not a regular file")
            ) {
                _ = try await SQLiteHistory(at: path, for: purpose) { _ in }
            }
        }
    }

    private func make(_ path: String, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func expectRefusal(of path: String) async throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        for purpose in [SQLiteHistory.Purpose.reading, .keeping] {
            let error = await #expect(throws: HistoryError.self) {
                _ = try await SQLiteHistory(at: path, for: purpose) { _ in }
            }
            guard case .unavailable(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(reason.contains("another application") && reason.contains("move it away"))
        }
        let after = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(after.dropFirst(100) == before.dropFirst(100), "nothing is added to it")
    }

    @Test(arguments: unknown.indices)
    func `a file of another application is refused`(number: Int) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            try await make(path, Self.unknown[number].sql)
            try await expectRefusal(of: path)
        }
    }

    @Test(arguments: changes.indices)
    func `a history whose tables were changed is refused`(number: Int) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(batch(record("run", start: 1)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            try await make(path, Self.changes[number].sql)
            try await expectRefusal(of: path)
        }
    }

    @Test func `a view of one's own is no reason to refuse a history`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(batch(record("run", start: 1)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            try await make(path, "CREATE VIEW mine AS SELECT * FROM run")
            let history = try await SQLiteHistory(at: path) { _ in }
            #expect(try await history.count(of: [.here]) == 1)
        }
    }

    @Test func `a record that is too long to be one is not read into memory`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(batch(record("run", start: 1)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            try await make(path, "UPDATE record SET bytes = zeroblob(200000000)")
            let history = try await SQLiteHistory(at: path, for: .reading) { _ in }
            await #expect(throws: HistoryError.self) {
                _ = try await history.newest(of: [.here], limit: 10)
            }
            #expect(try await history.count(of: [.here]) == 1)
        }
    }
}
