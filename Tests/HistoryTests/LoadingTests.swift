import Foundation
import GRDB
import History
import Runs
import RunTable
import Testing

/// What lists need is read without the records, and says the same.
@Suite(.timeLimit(.minutes(10)))
struct LoadingTests {
    /// Records that differ in all that a row can hold.
    private func records(_ count: Int) -> [RunRecord] {
        (0..<count).map { number in
            record("run-\(number)-\(number % 3 == 0 ? "Ä" : "B")", start: Int64(number % 50)) {
                seen in
                seen.pipeline = number % 7 == 0 ? .null : .value(PipelineID("p\(number % 5)"))
                seen.trigger = number % 3 == 0 ? .unsaid : .value("manual")
                seen.event = number % 4 == 0 ? .value("sync.\(number % 2)") : .unsaid
                seen.request = number % 5 == 0 ? .value("POST /v2/\(number % 3)") : .unsaid
                seen.httpStatus = number % 5 == 0 ? .value(500 + number % 4) : .unsaid
                seen.attempt = number % 6 == 0 ? .value(number) : .unsaid
                seen.error =
                    number % 8 == 0
                    ? .value(RunError(code: number % 16 == 0 ? "E" : nil, message: "no \(number)"))
                    : .unsaid
                seen.metadata = .value(.object([.init("skip_reason", .string("paused"))]))
                seen.related =
                    number % 9 == 0 ? [RelatedID(key: "job_id", value: "j\(number)")] : []
                if number % 10 == 0 {
                    seen.status = .skipped
                    seen.startedAt = .unsaid
                    seen.timeSource = .firstSeen
                    seen.listPlace = ListPlace(
                        arrival: .backlog, listed: Timestamp(seconds: 5), rank: Int64(number))
                }
            }
        }
    }

    private func loaded(_ history: any RunHistory, page: Int) async throws -> RunTable {
        var table = RunTable()
        table.beginLoading()
        var cursor: HistoryCursor?
        repeat {
            let rows = try await history.rows(of: [.here], after: cursor, limit: page)
            #expect(table.load(rows.rows, rows.pipelines).unreadable == 0)
            cursor = rows.next
        } while cursor != nil
        table.endLoading()
        return table
    }

    @Test(arguments: HistoryKind.allCases)
    func `rows list what the records tell`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let all = records(300)
            try await history.keep(
                HistoryBatch(
                    source: .here, records: all,
                    pipelines: [Pipeline(id: PipelineID("p1"), name: "Bank")]))
            try await history.keep(
                batch(record("elsewhere", source: .there, start: 3), source: .there))
            let table = try await loaded(history, page: 37)
            var merged = RunTable()
            merged.merge(
                RunBatch(
                    source: .here, records: all,
                    pipelines: [Pipeline(id: PipelineID("p1"), name: "Bank")]))
            #expect(table.count == 300)
            #expect(!table.isWhole)
            for row in merged.rows {
                let whole = merged.run(in: row)
                #expect(table.run(for: whole.key) == whole)
            }
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `what came while rows were read stays, joined with what is stored`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let old = record("run", start: 1) { $0.trigger = .value("manual") }
            try await history.keep(batch(old))
            var table = RunTable()
            table.beginLoading()
            let news = RunBatch(
                source: .here,
                records: [record("run", start: 1) { $0.error = .value(RunError(message: "no")) }])
            let missing = table.incomplete(in: news)
            #expect(missing == [old.key])
            let stored = try await history.records(of: missing)
            table.merge(news, stored: [old.key: try #require(stored.first)])
            let rows = try await history.rows(of: [.here], after: nil, limit: 10)
            _ = table.load(rows.rows)
            table.endLoading()
            let run = try #require(table.run(for: old.key))
            #expect(table.count == 1)
            #expect(run.trigger == "manual")
            #expect(run.error?.message == "no")
            #expect(table.incomplete(in: news).isEmpty)
        }
    }

    @Test func `a version of before that has the file open still cannot write to it`() async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { _ in }
            let queue = try DatabaseQueue(path: path)
            await #expect(throws: DatabaseError.self) {
                try await queue.write { database in
                    try database.execute(
                        sql: """
                            INSERT INTO run (source, key, sort_time, status, revision, summary)
                            VALUES (1, x'61', 0, 0, 1, x'')
                            """)
                }
            }
            #expect(try await history.count(of: [.here]) == 0)
        }
    }

    @Test func `names of credentials with the words of commands are gone from a file of before`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let canary = "leadlex https://there command [\"op\", \"--token=canary\"]"
            let kept = CredentialID("leadlex https://there env KEY")
            func isThere() -> Bool {
                ["", "-wal"].contains { suffix in
                    let data = FileManager.default.contents(atPath: path + suffix)
                    return data?.range(of: Data("canary".utf8)) != nil
                }
            }
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.change(kept) { $0 = CallLedgerEntry() }
            }
            do {
                let queue = try DatabaseQueue(path: path)
                try await queue.write { database in
                    try database.execute(
                        sql: "INSERT INTO credential VALUES (?, '{}')", arguments: [canary])
                    try database.execute(sql: "PRAGMA user_version = 4")
                }
                try queue.close()
            }
            #expect(isThere())
            let history = try await SQLiteHistory(at: path) { _ in }
            #expect(!isThere())
            let checkpoint = try await history.change(kept) { $0 }
            #expect(checkpoint != nil)
        }
    }

    @Test(arguments: [4, 5])
    func `a file of before that lacks the guard against older writers is given it`(
        version: Int
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(HistoryBatch(source: .here, records: records(40)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            do {
                let queue = try DatabaseQueue(path: path)
                try await queue.write { database in
                    try database.execute(
                        sql: """
                            DROP TRIGGER run_is_numbered;
                            UPDATE run SET hash = NULL WHERE id = 7;
                            PRAGMA user_version = \(version);
                            PRAGMA application_id = 0;
                            """)
                }
                try queue.close()
            }
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                // What is kept again is found, the run without a number too.
                try await history.keep(HistoryBatch(source: .here, records: records(41)))
                #expect(try await history.count(of: [.here]) == 41)
            }
            try await waitForEnd(ofConnectionsTo: path)
            let triggers = try await DatabaseQueue(path: path).read { database in
                try String.fetchAll(
                    database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            }
            #expect(triggers == ["run_is_numbered"])
        }
    }

    @Test func `a file of before is given what tells long errors apart`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(HistoryBatch(source: .here, records: records(40)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            do {
                try await DatabaseQueue(path: path).write { database in
                    try database.execute(
                        sql: """
                            UPDATE run SET summary = zeroblob(5000) WHERE id = 7;
                            PRAGMA user_version = 8;
                            """)
                }
            }
            let history = try await SQLiteHistory(at: path) { _ in }
            #expect(try await loaded(history, page: 100).count == 40)
        }
    }

    @Test func `a file of before is given what lists need`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let history = try await SQLiteHistory(at: path) { _ in }
                try await history.keep(HistoryBatch(source: .here, records: records(40)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            do {
                let queue = try DatabaseQueue(path: path)
                try await queue.write { database in
                    try database.execute(
                        sql: """
                            DROP TRIGGER run_is_numbered;
                            DROP INDEX run_hash;
                            ALTER TABLE run DROP COLUMN hash;
                            ALTER TABLE run DROP COLUMN summary;
                            CREATE UNIQUE INDEX run_key ON run (key, source);
                            PRAGMA user_version = 2;
                            """)
                }
            }
            let history = try await SQLiteHistory(at: path) { _ in }
            #expect(try await loaded(history, page: 100).count == 40)
            // What is kept again is found.
            try await history.keep(HistoryBatch(source: .here, records: records(41)))
            #expect(try await history.count(of: [.here]) == 41)
            #expect(try await loaded(history, page: 7).count == 41)
        }
    }
}
