import GRDB
import Runs

/// The statements that find, insert and update runs.
struct RunStatements {
    private let database: Database
    private let lookup: RunLookup
    private let insertRun: RowStatement
    private let insertRecord: RowStatement
    private let updateRun: RowStatement
    private let updateRecord: RowStatement

    init(_ database: Database) throws {
        self.database = database
        lookup = try RunLookup(database)
        insertRun = try RowStatement(
            database,
            """
            INSERT INTO run (source, key, sort_time, status, revision, summary, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        insertRecord = try RowStatement(database, "INSERT INTO record VALUES (?, ?)")
        updateRun = try RowStatement(
            database,
            "UPDATE run SET sort_time = ?, status = ?, revision = ?, summary = ? WHERE id = ?")
        updateRecord = try RowStatement(database, "UPDATE record SET bytes = ? WHERE run = ?")
    }

    func find(_ id: RunID, of source: Int64) throws -> RunLookup.Match? {
        try lookup.find(id, of: source)
    }

    func insert(_ new: EncodedRecord, of source: Int64, _ revision: Int64) throws {
        var text = new.record.key.id.text
        try text.withUTF8 { id in
            let id = UnsafeRawBufferPointer(id)
            try new.summary.withUnsafeBytes { summary in
                insertRun.bind(source, at: 1)
                insertRun.bind(id, at: 2)
                insertRun.bind(new.record.sortTime.milliseconds, at: 3)
                insertRun.bind(Int64(new.record.knownStatus.code), at: 4)
                insertRun.bind(revision, at: 5)
                insertRun.bind(summary, at: 6)
                insertRun.bind(RunHash.of(id, source), at: 7)
                try insertRun.run()
            }
        }
        try new.bytes.withUnsafeBytes { bytes in
            insertRecord.bind(database.lastInsertedRowID, at: 1)
            insertRecord.bind(bytes, at: 2)
            try insertRecord.run()
        }
    }

    func update(_ number: Int64, with new: EncodedRecord, _ revision: Int64) throws {
        try new.summary.withUnsafeBytes { summary in
            updateRun.bind(new.record.sortTime.milliseconds, at: 1)
            updateRun.bind(Int64(new.record.knownStatus.code), at: 2)
            updateRun.bind(revision, at: 3)
            updateRun.bind(summary, at: 4)
            updateRun.bind(number, at: 5)
            try updateRun.run()
        }
        try new.bytes.withUnsafeBytes { bytes in
            updateRecord.bind(bytes, at: 1)
            updateRecord.bind(number, at: 2)
            try updateRecord.run()
        }
    }
}

extension RunRecord {
    /// Decodes stored bytes; nil if unreadable, which must not lose the other records.
    init?(readable bytes: UnsafeRawBufferPointer, key: RunKey) {
        let record = Result { () throws(CodecError) in try RunRecord(bytes: bytes, key: key) }
        guard case .success(let record) = record else { return nil }
        self = record
    }
}
