import Foundation
import GRDB
import Runs

/// One consistent read of the history.
struct HistoryReading {
    /// The bytes of records after which a page ends, however few they are.
    private static let pageBytes = 16 << 20

    private let database: Database
    private let names: [Int64: SourceName]
    private let revision: HistoryRevision
    private let lookup: RunLookup

    init(_ database: Database, _ epoch: HistoryEpoch, of sources: Set<SourceName>) throws {
        self.database = database
        var names: [Int64: SourceName] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT id, name FROM source")
        while let row = try rows.next() {
            let name = SourceName(row[1])
            if sources.contains(name) { names[row[0]] = name }
        }
        self.names = names
        lookup = try RunLookup(database)
        revision = HistoryRevision(
            try Int64.fetchOne(database, sql: "SELECT latest FROM revision") ?? 0, in: epoch)
    }

    /// The row ids of the sources, as SQL.
    private var wanted: String {
        "(" + names.keys.sorted().map(String.init).joined(separator: ", ") + ")"
    }

    func newest(after place: HistoryPlace?, limit: Int) throws -> HistoryPage {
        var condition = ""
        var arguments: StatementArguments = []
        if let place {
            let id = try id(of: place.key) ?? .max
            condition = "AND sort_time <= ? AND (sort_time < ? OR run.id > ?)"
            arguments = [place.time.milliseconds, place.time.milliseconds, id]
        }
        arguments += [limit + 1]
        var (rows, hasMore) = try rows(
            "run_time",
            "source IN \(wanted) \(condition) "
                + "ORDER BY sort_time DESC, run.id LIMIT ?", arguments)
        if rows.count > limit {
            hasMore = true
            rows.removeLast()
        }
        let records = rows.compactMap(\.record)
        return HistoryPage(
            records: records, pipelines: try pipelines(after: 0),
            next: hasMore ? rows.last?.place ?? place : nil, revision: revision,
            unreadableCount: rows.count - records.count)
    }

    func changes(after known: HistoryRevision, limit: Int) throws -> HistoryChanges {
        guard revision > known else {
            return HistoryChanges(
                records: [], pipelines: [:], checkpoints: [:], revision: known, hasMore: false)
        }
        // A revision of an earlier history does not apply to this one.
        let known = known.epoch == revision.epoch ? known.number : 0
        var (rows, hasMore) = try rows(
            "run_revision",
            "revision > ? AND source IN \(wanted) "
                + "ORDER BY revision LIMIT ?", [known, limit + 1])
        var latest = revision
        if rows.count > limit, let first = rows.popLast() {
            hasMore = true
            // The next call begins with the row left out here.
            latest = HistoryRevision(first.revision - 1, in: revision.epoch)
        } else if hasMore, let last = rows.last {
            latest = HistoryRevision(last.revision, in: revision.epoch)
        }
        return HistoryChanges(
            records: rows.compactMap(\.record), pipelines: try pipelines(after: known),
            checkpoints: try checkpoints(after: known), revision: latest, hasMore: hasMore)
    }

    func rows(after cursor: HistoryCursor?, limit: Int) throws -> HistoryRows {
        let places = Array(names)
        let place = Dictionary(
            uniqueKeysWithValues: places.enumerated().map { ($0.element.key, $0.offset) })
        var kept = RunRows(of: places.map(\.value))
        var next: Int64?
        let rows = try RowStatement(
            database,
            """
            SELECT id, source, key, summary FROM run
            WHERE id < ? AND source IN \(wanted) ORDER BY id DESC LIMIT ?
            """)
        rows.bind(cursor?.number ?? .max, at: 1)
        rows.bind(Int64(limit), at: 2)
        defer { rows.reset() }
        while try rows.step() {
            next = rows.number(at: 0)
            guard let source = place[rows.number(at: 1)] else { continue }
            kept.append(source: source, id: rows.bytes(at: 2), summary: rows.bytes(at: 3))
        }
        return HistoryRows(
            rows: kept, pipelines: cursor == nil ? try pipelines(after: 0) : [:],
            next: kept.count < limit ? nil : next.map(HistoryCursor.init), revision: revision)
    }

    func record(of key: RunKey) throws -> RunRecord? {
        guard let source = names.first(where: { $0.value == key.source })?.key else { return nil }
        return try lookup.find(key.id, of: source)?.record(of: key)
    }

    func count() throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM run WHERE source IN \(wanted)") ?? 0
    }

    /// Reads the checkpoints that changed after a revision, or all of them.
    /// - Throws: The database's error.
    func checkpoints(after known: Int64?) throws -> [SourceName: SourceCheckpoint] {
        var checkpoints: [SourceName: SourceCheckpoint] = [:]
        let removals = try removals()
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT id, standing FROM source WHERE standing IS NOT NULL AND revision > ?",
            arguments: [known ?? -1])
        while let row = try rows.next() {
            guard let name = names[row[0]] else { continue }
            let text: String = row[1]
            // At worst, a source is read again.
            guard let json = try? JSONParser.parse(Array(text.utf8)) else { continue }
            checkpoints[name] = SourceCheckpoint(json: json).lacking(until: removals[row[0]])
        }
        return checkpoints
    }

    /// The moments up to which runs of sources were removed; a file of an earlier version has none.
    private func removals() throws -> [Int64: Timestamp] {
        let isKnown = try Bool.fetchOne(
            database, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'removal'")
        guard isKnown == true else { return [:] }
        let rows = try Row.fetchAll(database, sql: "SELECT source, until FROM removal")
        return Dictionary(
            rows.map { ($0[0], Timestamp(milliseconds: $0[1])) }, uniquingKeysWith: max)
    }

    private func pipelines(after known: Int64) throws -> [SourceName: [Pipeline]] {
        var pipelines: [SourceName: [Pipeline]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT source, id, name FROM pipeline WHERE revision > ? ORDER BY source, id",
            arguments: [known])
        while let row = try rows.next() {
            guard let source = names[row[0]] else { continue }
            let (id, name): (Data, Data) = (row[1], row[2])
            pipelines[source, default: []].append(
                Pipeline(
                    id: PipelineID(String(decoding: id, as: UTF8.self)),
                    name: String(decoding: name, as: UTF8.self)))
        }
        return pipelines
    }

    private func id(of key: RunKey) throws -> Int64? {
        guard let source = names.first(where: { $0.value == key.source })?.key else { return nil }
        return try lookup.find(key.id, of: source)?.number
    }

    private struct StoredRun {
        let place: HistoryPlace
        let revision: Int64
        /// Nil if unreadable.
        let record: RunRecord?
    }

    /// Reads runs through an index.
    /// - Returns: The runs, and whether the size limit cut the page.
    private func rows(
        _ index: String, _ clause: String, _ arguments: StatementArguments
    ) throws -> (runs: [StoredRun], isCut: Bool) {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT source, key, revision, bytes, sort_time
                FROM run INDEXED BY \(index) JOIN record ON record.run = run.id
                WHERE \(clause)
                """,
            arguments: arguments)
        var runs: [StoredRun] = []
        var size = 0
        while let row = try rows.next() {
            guard let source = names[row[0]] else { continue }
            if size > Self.pageBytes { return (runs, true) }
            let id = try row.withUnsafeData(atIndex: 1) {
                String(decoding: $0 ?? Data(), as: UTF8.self)
            }
            let key = RunKey(source: source, id: RunID(id))
            let record = try row.withUnsafeData(atIndex: 3) { bytes in
                size += bytes?.count ?? 0
                return (bytes ?? Data()).withUnsafeBytes { RunRecord(readable: $0, key: key) }
            }
            let place = HistoryPlace(time: Timestamp(milliseconds: row[4]), key: key)
            runs.append(StoredRun(place: place, revision: row[2], record: record))
        }
        return (runs, false)
    }
}
