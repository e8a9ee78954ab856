import Foundation
import GRDB
import Runs

/// One look at the history as it is at one moment.
struct HistoryReading {
    private let database: Database
    private let names: [Int64: SourceName]
    private let revision: Int64

    init(_ database: Database, of sources: Set<SourceName>) throws {
        self.database = database
        var names: [Int64: SourceName] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT id, name FROM source")
        while let row = try rows.next() {
            let name = SourceName(row[1])
            if sources.contains(name) { names[row[0]] = name }
        }
        self.names = names
        revision = try Int64.fetchOne(database, sql: "SELECT latest FROM revision") ?? 0
    }

    /// The numbers of the sources, as SQL.
    private var wanted: String {
        "(" + names.keys.map(String.init).joined(separator: ", ") + ")"
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
        var (records, _) = try records(
            "run_time",
            "source IN \(wanted) \(condition) "
                + "ORDER BY sort_time DESC, run.id LIMIT ?", arguments)
        let hasMore = records.count > limit
        if hasMore { records.removeLast() }
        let last = records.last.map { HistoryPlace(time: $0.sortTime, key: $0.key) }
        return HistoryPage(
            records: records, pipelines: try pipelines(after: 0),
            next: hasMore ? last ?? place : nil, revision: HistoryRevision(revision))
    }

    func changes(after known: HistoryRevision, limit: Int) throws -> HistoryChanges {
        guard revision > known.number else {
            return HistoryChanges(
                records: [], pipelines: [:], standings: [:], revision: known, hasMore: false)
        }
        var (records, last) = try records(
            "run_revision",
            "revision > ? AND source IN \(wanted) "
                + "ORDER BY revision LIMIT ?", [known.number, limit + 1])
        let hasMore = records.count > limit
        if hasMore {
            records.removeLast()
            // The next look begins with the record that is left out here.
            last -= 1
        }
        return HistoryChanges(
            records: records, pipelines: try pipelines(after: known.number),
            standings: try standings(after: known.number),
            revision: HistoryRevision(hasMore ? last : revision), hasMore: hasMore)
    }

    func record(of key: RunKey) throws -> RunRecord? {
        guard let id = try id(of: key) else { return nil }
        let bytes = try Data.fetchOne(
            database, sql: "SELECT bytes FROM record WHERE run = ?", arguments: [id])
        return try bytes.map { try RunRecord($0, key: key) }
    }

    func count() throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM run WHERE source IN \(wanted)") ?? 0
    }

    /// Reads how sources stand.
    ///
    /// - Parameter known: Only standings that changed after this revision; nil for all.
    /// - Returns: The standings by source.
    /// - Throws: What the database says.
    func standings(after known: Int64?) throws -> [SourceName: SourceStanding] {
        var standings: [SourceName: SourceStanding] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT id, standing FROM source WHERE standing IS NOT NULL AND revision > ?",
            arguments: [known ?? -1])
        while let row = try rows.next() {
            guard let name = names[row[0]] else { continue }
            let text: String = row[1]
            do {
                standings[name] = SourceStanding(json: try JSONParser.parse(Array(text.utf8)))
            } catch {
                throw HistoryError.damaged(reason: "the standing of a source cannot be read")
            }
        }
        return standings
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
        return try Int64.fetchOne(
            database, sql: "SELECT id FROM run WHERE key = ? AND source = ?",
            arguments: [Data(key.id.text.utf8), source])
    }

    /// Reads records by way of an index, and the revision of the last of them.
    private func records(
        _ index: String, _ clause: String, _ arguments: StatementArguments
    ) throws -> (records: [RunRecord], revision: Int64) {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT source, key, revision, bytes
                FROM run INDEXED BY \(index) JOIN record ON record.run = run.id
                WHERE \(clause)
                """,
            arguments: arguments)
        var records: [RunRecord] = []
        var revision: Int64 = 0
        while let row = try rows.next() {
            guard let source = names[row[0]] else { continue }
            revision = row[2]
            let id = try row.withUnsafeData(atIndex: 1) {
                String(decoding: $0 ?? Data(), as: UTF8.self)
            }
            let key = RunKey(source: source, id: RunID(id))
            let record = try row.withUnsafeData(atIndex: 3) {
                try RunRecord($0 ?? Data(), key: key)
            }
            records.append(record)
        }
        return (records, revision)
    }
}
