import Foundation
import GRDB
import Runs

/// A batch with encoded records.
struct EncodedBatch: Sendable {
    let source: SourceName
    let records: [EncodedRecord]
    let pipelines: [Pipeline]
    let checkpoint: String?
    let owner: LeaseOwner?

    init(_ batch: HistoryBatch) {
        source = batch.source
        records = batch.records.map(EncodedRecord.init)
        pipelines = batch.pipelines
        checkpoint = batch.checkpoint.map { JSONWriter.text(of: $0.json) }
        owner = batch.owner
    }
}

struct EncodedRecord: Sendable {
    let record: RunRecord
    let bytes: [UInt8]
    let summary: [UInt8]

    init(_ record: RunRecord) {
        self.record = record
        bytes = record.bytes
        summary = record.summary
    }
}

/// One transaction that stores batches.
struct HistoryWriting {
    private let database: Database
    private let before: Int64
    private var revision: Int64
    private let statements: RunStatements

    init(_ database: Database) throws {
        self.database = database
        before = try Int64.fetchOne(database, sql: "SELECT latest FROM revision") ?? 0
        revision = before
        statements = try RunStatements(database)
    }

    /// Stores the latest revision and returns its number.
    func finish() throws -> Int64 {
        if revision != before {
            try database.execute(sql: "UPDATE revision SET latest = ?", arguments: [revision])
        }
        return revision
    }

    /// Forces a write: a transaction without a change never touches the disk.
    mutating func touch() { revision += 1 }

    mutating func keep(_ batch: EncodedBatch) throws {
        let (source, leaseOwner) = try source(batch.source)
        for record in batch.records { try keep(record, source) }
        for pipeline in batch.pipelines {
            if let name = pipeline.name { try keep(name, of: pipeline.id, source) }
        }
        guard let checkpoint = batch.checkpoint,
            batch.owner == nil || leaseOwner == nil || batch.owner == leaseOwner
        else { return }
        try database.execute(
            sql: "UPDATE source SET standing = ?1, revision = ?2 WHERE id = ?3 "
                + "AND standing IS NOT ?1",
            arguments: [checkpoint, revision + 1, source])
        revision += Int64(database.changesCount)
    }

    private mutating func keep(_ new: EncodedRecord, _ source: Int64) throws {
        let record = new.record
        guard let held = try statements.find(record.key.id, of: source) else {
            revision += 1
            try statements.insert(new, of: source, revision)
            return
        }
        guard held.bytes != new.bytes else { return }
        var merged = held.record(of: record.key) ?? record
        merged.merge(record)
        let after = EncodedRecord(merged)
        guard after.bytes != held.bytes else { return }
        revision += 1
        try statements.update(held.number, with: after, revision)
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

    /// Finds or inserts a source, with the owner of its lease.
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
