import GRDB
package import Runs

extension SQLiteHistory {
    package func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision {
        // Encoded before the file is locked.
        let encoded = batches.map(EncodedBatch.init)
        let size = size
        let (revision, removed) = try await write(in: epoch) { database, epoch in
            let removed = try database.makeRoom(for: encoded, within: size)
            var writing = try HistoryWriting(database)
            if encoded.isEmpty { writing.touch() }
            for batch in encoded { try writing.keep(batch) }
            return (HistoryRevision(try writing.finish(), in: epoch), removed)
        }
        if removed > 0 { reportRoomMade() }
        return revision
    }

    package func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        try await read { database, epoch in
            try HistoryReading(database, epoch, of: sources)
                .newest(after: place, limit: max(0, limit))
        }
    }

    package func changes(
        of sources: Set<SourceName>, after revision: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges {
        try await read { database, epoch in
            try HistoryReading(database, epoch, of: sources)
                .changes(after: revision, limit: max(0, limit))
        }
    }

    package func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows {
        try await read { database, epoch in
            try HistoryReading(database, epoch, of: sources)
                .rows(after: cursor, limit: max(0, limit))
        }
    }

    package func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord] {
        try await read { database, epoch in
            let reading = try HistoryReading(database, epoch, of: Set(keys.map(\.source)))
            return try keys.compactMap(reading.record(of:))
        }
    }

    package func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int {
        try await read { try HistoryReading($0, $1, of: sources).count() }
    }

    package func checkpoints(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint] {
        try await read { try HistoryReading($0, $1, of: sources).checkpoints(after: nil) }
    }

    package func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName> {
        let request = Lease(owner: owner, end: end)
        // Usually another process holds them; a read finds out without blocking writers.
        let promising = try await read { database, _ in
            try LeaseTable(database).available(sources, to: request, at: now)
        }
        guard !promising.isEmpty else { return [] }
        return try await write { database, _ in
            try LeaseTable(database).grant(promising, to: request, at: now)
        }
    }

    package func release(
        _ sources: Set<SourceName>, by owner: LeaseOwner
    ) async throws(HistoryError) {
        try await write { database, _ in
            for source in sources {
                try database.execute(
                    sql: """
                        UPDATE source SET lease_owner = NULL, lease_end = NULL
                        WHERE name = ? AND lease_owner = ?
                        """,
                    arguments: [source.text, owner.text])
            }
        }
    }

    /// Removes in portions, so that no writer waits for long.
    package func remove(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Removal {
        let limit = now?.advanced(by: .zero - retention.age)
        var left = try await read { database, _ in
            try database.age(before: limit, count: retention.count)
        }
        var (removed, portion) = (0, portion)
        while min(portion, left.old) + left.surplus > 0 {
            // Counted again, as another process may have removed some since.
            let step = try await write { [portion] database, _ in
                let age = try database.age(before: limit, count: retention.count)
                let old = min(portion, age.old)
                let count = min(max(old, age.surplus), 5_000)
                return (old: min(old, count), removed: try database.removeOldest(count))
            }
            guard step.removed > 0 else { break }
            removed += step.removed
            portion -= step.old
            left = try await read { database, _ in
                try database.age(before: limit, count: retention.count)
            }
        }
        return Removal(count: removed, remaining: left.old, oldest: left.oldest)
    }
}

extension Database {
    /// Counts the runs before a moment and those beyond a number, and finds the oldest one.
    fileprivate func age(
        before limit: Timestamp?, count most: Int
    ) throws -> (old: Int, surplus: Int, oldest: Timestamp?) {
        let old = try Int.fetchOne(
            self, sql: "SELECT count(*) FROM run INDEXED BY run_time WHERE sort_time < ?",
            arguments: [limit?.milliseconds ?? .min])
        let count = try Int.fetchOne(self, sql: "SELECT count(*) FROM run")
        let oldest = try Int64.fetchOne(self, sql: "SELECT min(sort_time) FROM run")
        return (
            old ?? 0, max(0, (count ?? 0) - max(0, most)),
            oldest.map(Timestamp.init(milliseconds:))
        )
    }

    /// Removes the oldest runs with all their data, and records up to when they are gone.
    /// - Returns: The number of removed runs.
    func removeOldest(_ count: Int) throws -> Int {
        try execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS gone (run INTEGER PRIMARY KEY);
                DELETE FROM temp.gone;
                """)
        try execute(
            sql: """
                INSERT INTO temp.gone
                SELECT id FROM run INDEXED BY run_time ORDER BY sort_time ASC, id DESC LIMIT ?
                """,
            arguments: [count])
        try execute(
            sql: """
                INSERT INTO removal (source, until)
                SELECT source, max(sort_time) FROM run
                WHERE id IN (SELECT run FROM temp.gone) GROUP BY source
                ON CONFLICT (source) DO UPDATE SET until = max(until, excluded.until)
                """)
        try execute(sql: "DELETE FROM record WHERE run IN (SELECT run FROM temp.gone)")
        try execute(sql: "DELETE FROM run WHERE id IN (SELECT run FROM temp.gone)")
        return changesCount
    }
}

extension Database {
    /// Removes the oldest runs until new ones fit into the maximum file size. A file that is
    /// already too large does not grow, and shrinks by a thousand runs at a time.
    /// - Returns: The number of removed runs.
    fileprivate func makeRoom(for batches: [EncodedBatch], within size: Int?) throws -> Int {
        guard let size else { return 0 }
        let page = try Int.fetchOne(self, sql: "PRAGMA page_size") ?? 4_096
        // Beside its own pages, each run takes part of one in every index.
        let all = batches.reduce(0) { sum, batch in
            batch.records.reduce(sum) { $0 + $1.bytes.count + $1.summary.count + 256 }
        }
        // However much arrives, half of the existing runs stay.
        let coming = min(all, size / 2)
        var bound: Int?
        var removed = 0
        while true {
            let pages = try Int.fetchOne(self, sql: "PRAGMA page_count") ?? 0
            let free = try Int.fetchOne(self, sql: "PRAGMA freelist_count") ?? 0
            let used = (pages - free) * page
            let most = bound ?? max(size, used)
            bound = most
            guard used + coming > size, used + coming > most || removed < 1_000 else {
                return removed
            }
            let gone = try removeOldest(100)
            removed += gone
            guard gone > 0 else { return removed }
        }
    }
}

/// The leases, within one transaction.
private struct LeaseTable {
    private let database: Database

    init(_ database: Database) { self.database = database }

    func available(
        _ sources: Set<SourceName>, to request: Lease, at now: Timestamp
    ) throws -> Set<SourceName> {
        var taken: Set<SourceName> = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT name, lease_owner, lease_end FROM source
                WHERE lease_owner IS NOT NULL AND lease_end IS NOT NULL
                """)
        while let row = try rows.next() {
            let lease = Lease(owner: LeaseOwner(row[1]), end: Timestamp(milliseconds: row[2]))
            if !lease.yields(to: request, at: now) { taken.insert(SourceName(row[0])) }
        }
        return sources.subtracting(taken)
    }

    func grant(
        _ sources: Set<SourceName>, to request: Lease, at now: Timestamp
    ) throws -> Set<SourceName> {
        let granted = try available(sources, to: request, at: now)
        for source in granted {
            try database.execute(
                sql: """
                    INSERT INTO source (name, lease_owner, lease_end) VALUES (?1, ?2, ?3)
                    ON CONFLICT (name) DO UPDATE SET lease_owner = ?2, lease_end = ?3
                    """,
                arguments: [source.text, request.owner.text, request.end.milliseconds])
        }
        return granted
    }
}
