import Foundation
import GRDB
import Runs

/// The tables of the history and their migrations.
///
/// The values for sorting and selecting are in narrow rows of their own, so that they can be read
/// without the long records. Provider text is stored as bytes.
enum HistorySchema {
    /// The schema version that this program writes: the number of the last step.
    static var version: Int { steps.count }

    /// The migration to each version; the first one starts from an empty file.
    private static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: first) }, { try $0.execute(sql: second) }, summarize, number,
        removeCommandNames, sign, addRemovals, completeNumbers, fingerprintLongErrors,
    ]

    private static let first = """
        CREATE TABLE revision (latest INTEGER NOT NULL) STRICT;
        INSERT INTO revision VALUES (0);
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            standing TEXT,
            revision INTEGER NOT NULL DEFAULT 0,
            lease_owner TEXT,
            lease_end INTEGER
        ) STRICT;
        CREATE TABLE pipeline (
            source INTEGER NOT NULL,
            id BLOB NOT NULL,
            name BLOB NOT NULL,
            revision INTEGER NOT NULL,
            PRIMARY KEY (source, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL,
            key BLOB NOT NULL,
            sort_time INTEGER NOT NULL,
            status INTEGER NOT NULL,
            revision INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX run_key ON run (key, source);
        CREATE INDEX run_time ON run (sort_time DESC);
        CREATE INDEX run_revision ON run (revision);
        CREATE TABLE record (run INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
        """

    /// Shared by processes: the remaining calls of credentials, and requested moments of sources.
    private static let second = """
        ALTER TABLE source ADD COLUMN wish INTEGER;
        CREATE TABLE credential (
            name TEXT PRIMARY KEY,
            standing TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The listed fields of each run, so that filling a table reads no records.
    private static func summarize(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE run ADD COLUMN summary BLOB")
        try summarizeRuns(database, where: "true")
    }

    /// A summary with only the beginning of a long error now has a fingerprint of the whole.
    private static func fingerprintLongErrors(_ database: Database) throws {
        try summarizeRuns(database, where: "length(summary) > 4000")
    }

    private static func summarizeRuns(_ database: Database, where condition: String) throws {
        let names = try Dictionary(
            Row.fetchAll(database, sql: "SELECT id, name FROM source").map { row in
                (row[0] as Int64, SourceName(row[1]))
            }, uniquingKeysWith: { first, _ in first })
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, source, key, bytes FROM run JOIN record ON record.run = run.id
                WHERE \(condition)
                """)
        let update = try database.makeStatement(sql: "UPDATE run SET summary = ? WHERE id = ?")
        while let row = try rows.next() {
            let (id, key, bytes): (Int64, Data, Data) = (row[0], row[2], row[3])
            guard let source = names[row[1]],
                let record = bytes.withUnsafeBytes({
                    RunRecord(
                        readable: $0,
                        key: RunKey(source: source, id: RunID(String(decoding: key, as: UTF8.self)))
                    )
                })
            else { continue }
            try update.execute(arguments: [Data(record.summary), id])
        }
    }

    /// Adds a hash for finding runs instead of their identifier. The writing transaction looks a
    /// run up first, so that none is stored twice. An earlier version that still has the file open
    /// would write runs without a hash, and is refused.
    private static func number(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE run ADD COLUMN hash INTEGER")
        try numberRuns(database)
        try database.execute(
            sql: """
                DROP INDEX run_key;
                CREATE INDEX run_hash ON run (hash);
                """)
        try database.execute(sql: refuseUnnumbered)
    }

    private static let refuseUnnumbered = """
        CREATE TRIGGER IF NOT EXISTS run_is_numbered BEFORE INSERT ON run WHEN NEW.hash IS NULL
        BEGIN SELECT RAISE(ABORT, 'written by an earlier version'); END;
        """

    private static func numberRuns(_ database: Database) throws {
        let rows = try RowStatement(database, "SELECT id, source, key FROM run WHERE hash IS NULL")
        let update = try RowStatement(database, "UPDATE run SET hash = ? WHERE id = ?")
        while try rows.step() {
            update.bind(RunHash.of(rows.bytes(at: 2), rows.number(at: 1)), at: 1)
            update.bind(rows.number(at: 0), at: 2)
            try update.run()
        }
        rows.reset()
    }

    /// Adds the trigger to a file that was numbered before it existed.
    private static func completeNumbers(_ database: Database) throws {
        try numberRuns(database)
        try database.execute(sql: refuseUnnumbered)
    }

    /// Credentials were once named by the words of commands, which may contain a secret: removes
    /// these names, also from free pages.
    private static func removeCommandNames(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA secure_delete = ON;
                DELETE FROM credential WHERE name LIKE '% command [%';
                """)
    }

    private static func sign(_ database: Database) throws {
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// Records until when runs were removed, because a checkpoint does not cover that time.
    private static func addRemovals(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS removal (
                    source INTEGER PRIMARY KEY,
                    until INTEGER NOT NULL
                ) STRICT;
                """)
    }

    /// The application id in the header of this program's files: "sync" in ASCII.
    private static let applicationID = 0x7379_6E63
    /// The first version with the application id.
    private static let firstSigned = 6

    /// The first version whose tables can be read without a migration.
    static let firstReadable = 5

    /// Migrates the tables to the present version.
    /// - Throws: SQLite's error; then nothing is changed.
    static func update(_ database: Database) throws {
        // Another process may have migrated meanwhile.
        for step in steps[try version(of: database)...] { try step(database) }
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    // MARK: Whose file it is

    /// Finds the schema version of a file, zero if it has none.
    /// - Throws: `HistoryError.newerSchema`, or `unavailable` if the file is not this program's.
    static func version(of database: Database) throws -> Int {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isSigned = application == applicationID
        guard isSigned || application == 0 && found < firstSigned else { throw foreign }
        guard found <= version else {
            throw HistoryError.newerSchema(found: found, known: version)
        }
        guard found > 0 else {
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            guard count == 0 else { throw foreign }
            return 0
        }
        let shape = try SchemaShape(database)
        var known = try Self.shape(at: found)
        // Files of the first numbered versions may lack the trigger; they get it later.
        if found < firstSigned, shape.triggers.isEmpty { known.triggers = [:] }
        guard shape.includes(known) else { throw foreign }
        return found
    }

    private static let foreign = HistoryError.unavailable(
        reason: "the file belongs to another application, or its tables were changed "
            + "(move it away to begin a new one)")

    private static func shape(at version: Int) throws -> SchemaShape {
        try DatabaseQueue().write { database in
            for step in steps.prefix(version) { try step(database) }
            return try SchemaShape(database)
        }
    }
}

/// The tables, indexes and triggers of a file.
private struct SchemaShape {
    /// The most tables, views and the like to read.
    private static let most = 200

    /// The columns of each table, not of views.
    private var tables: [String: [String]] = [:]
    private var indexes: Set<String> = []
    var triggers: [String: String] = [:]

    init(_ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL LIMIT ?",
            arguments: [Self.most])
        for row in rows {
            let (name, text): (String, String) = (row[1], row[2])
            switch row[0] as String {
            case "table" where !text.uppercased().hasPrefix("CREATE VIRTUAL"):
                tables[name] = try Row.fetchAll(
                    database,
                    sql: "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?)",
                    arguments: [name]
                ).map(\.description)
            case "index": indexes.insert(name)
            case "trigger":
                triggers[name] = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            default: break
            }
        }
    }

    /// Whether everything of another shape is present unchanged, and no other triggers are.
    func includes(_ other: SchemaShape) -> Bool {
        other.tables.allSatisfy { tables[$0] == $1 }
            && indexes.isSuperset(of: other.indexes) && triggers == other.triggers
    }
}
