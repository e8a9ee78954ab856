import Foundation
import GRDB
import Runs

/// A batch with its records as bytes.
struct EncodedBatch: Sendable {
    let source: SourceName
    let records: [EncodedRecord]
    let pipelines: [Pipeline]
    let standing: String?
    let owner: LeaseOwner?

    init(_ batch: HistoryBatch) {
        source = batch.source
        records = batch.records.map(EncodedRecord.init)
        pipelines = batch.pipelines
        standing = batch.standing.map { JSONWriter.text(of: $0.json) }
        owner = batch.owner
    }
}

/// A record, whole as bytes, and what lists need of it.
struct EncodedRecord: Sendable {
    let record: RunRecord
    let bytes: Data
    let summary: Data

    init(_ record: RunRecord) {
        self.record = record
        bytes = Data(record.bytes)
        summary = Data(record.summary)
    }
}

/// One transaction that keeps batches.
struct HistoryWriting {
    private let database: Database
    private let before: Int64
    private var revision: Int64
    private let find: Statement
    private let insertRun: Statement
    private let insertRecord: Statement
    private let updateRun: Statement
    private let updateRecord: Statement

    init(_ database: Database) throws {
        self.database = database
        before = try Int64.fetchOne(database, sql: "SELECT latest FROM revision") ?? 0
        revision = before
        find = try database.cachedStatement(
            sql: """
                SELECT run.id, record.bytes FROM run JOIN record ON record.run = run.id
                WHERE key = ? AND source = ?
                """)
        insertRun = try database.cachedStatement(
            sql: """
                INSERT INTO run (source, key, sort_time, status, revision, summary)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        insertRecord = try database.cachedStatement(sql: "INSERT INTO record VALUES (?, ?)")
        updateRun = try database.cachedStatement(
            sql: """
                UPDATE run SET sort_time = ?, status = ?, revision = ?, summary = ? WHERE id = ?
                """)
        updateRecord = try database.cachedStatement(
            sql: "UPDATE record SET bytes = ? WHERE run = ?")
    }

    /// Notes the latest revision.
    ///
    /// - Returns: Its number.
    func finish() throws -> Int64 {
        if revision != before {
            try database.execute(sql: "UPDATE revision SET latest = ?", arguments: [revision])
        }
        return revision
    }

    mutating func keep(_ batch: EncodedBatch) throws {
        let (source, leaseOwner) = try source(batch.source)
        for record in batch.records { try keep(record, source) }
        for pipeline in batch.pipelines {
            if let name = pipeline.name { try keep(name, of: pipeline.id, source) }
        }
        guard let standing = batch.standing,
            batch.owner == nil || leaseOwner == nil || batch.owner == leaseOwner
        else { return }
        try database.execute(
            sql: "UPDATE source SET standing = ?1, revision = ?2 WHERE id = ?3 "
                + "AND standing IS NOT ?1",
            arguments: [standing, revision + 1, source])
        revision += Int64(database.changesCount)
    }

    private mutating func keep(_ new: EncodedRecord, _ source: Int64) throws {
        let record = new.record
        let key = Data(record.key.id.text.utf8)
        guard let held = try Row.fetchOne(find, arguments: [key, source]) else {
            revision += 1
            try insertRun.execute(arguments: [
                source, key, record.sortTime.milliseconds, Int(record.knownStatus.code), revision,
                new.summary,
            ])
            try insertRecord.execute(arguments: [database.lastInsertedRowID, new.bytes])
            return
        }
        let before: Data = held[1]
        guard before != new.bytes else { return }
        var merged = RunRecord(readable: before, key: record.key) ?? record
        merged.merge(record)
        let after = Data(merged.bytes)
        guard after != before else { return }
        revision += 1
        let id: Int64 = held[0]
        try updateRun.execute(arguments: [
            merged.sortTime.milliseconds, Int(merged.knownStatus.code), revision,
            Data(merged.summary), id,
        ])
        try updateRecord.execute(arguments: [after, id])
    }

    private mutating func keep(_ name: String, of id: PipelineID, _ source: Int64) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO pipeline (source, id, name, revision) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET name = ?3, revision = ?4 WHERE name <> ?3
                """)
        try statement.execute(arguments: [
            source, Data(id.text.utf8), Data(name.utf8), revision + 1,
        ])
        revision += Int64(database.changesCount)
    }

    /// The number of a source, which is new where it has none, and whose lease it is.
    private func source(_ name: SourceName) throws -> (id: Int64, owner: LeaseOwner?) {
        let known = try Row.fetchOne(
            database, sql: "SELECT id, lease_owner FROM source WHERE name = ?",
            arguments: [name.text])
        if let known {
            let owner: String? = known[1]
            return (known[0], owner.map(LeaseOwner.init))
        }
        try database.execute(sql: "INSERT INTO source (name) VALUES (?)", arguments: [name.text])
        return (database.lastInsertedRowID, nil)
    }
}

extension RunRecord {
    /// Reads stored bytes; nil where they are no record, which is no reason to lose the others.
    init?(readable data: Data, key: RunKey) {
        let record = data.withUnsafeBytes { bytes in
            Result { () throws(CodecError) in try RunRecord(bytes: bytes, key: key) }
        }
        guard case .success(let record) = record else { return nil }
        self = record
    }
}
