import GRDB
import Runs

/// The tables of the history, and how older ones become them.
///
/// What lists are ordered and selected by stands in narrow rows of its own, so that it can be read
/// without the records, which are long. Whatever a provider writes is stored as bytes.
enum HistorySchema {
    /// The schema that this program writes: the number of the last step.
    static var version: Int { steps.count }

    /// How each version is made of the one before; the first of an empty file.
    private static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: first) }, { try $0.execute(sql: second) },
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

    /// What processes agree on beside leases: what is left of a credential's calls, and as of when
    /// somebody wants a source to have been read.
    private static let second = """
        ALTER TABLE source ADD COLUMN wish INTEGER;
        CREATE TABLE credential (
            name TEXT PRIMARY KEY,
            standing TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Brings the tables up to date.
    ///
    /// - Throws: `HistoryError.newerSchema`, or what SQLite refused; then nothing is changed.
    static func update(_ database: Database) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw HistoryError.newerSchema(found: found, known: version)
        }
        guard found < version else { return }
        for step in steps[found...] { try step(database) }
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }
}
