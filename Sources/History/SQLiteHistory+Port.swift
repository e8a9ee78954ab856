import GRDB
package import Runs

extension SQLiteHistory {
    package func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision {
        // Encoded before the file is locked.
        let encoded = batches.map(EncodedBatch.init)
        return try await write(in: epoch) { database, epoch in
            var writing = try HistoryWriting(database)
            for batch in encoded { try writing.keep(batch) }
            return HistoryRevision(try writing.finish(), in: epoch)
        }
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

    package func standings(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceStanding] {
        try await read { try HistoryReading($0, $1, of: sources).standings(after: nil) }
    }

    package func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName> {
        let wish = Lease(owner: owner, end: end)
        // Most often somebody else holds them, which is found out without keeping others waiting.
        let promising = try await read { database, _ in
            try LeaseTable(database).available(sources, to: wish, at: now)
        }
        guard !promising.isEmpty else { return [] }
        return try await write { database, _ in
            try LeaseTable(database).grant(promising, to: wish, at: now)
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

    /// Forgets in portions, so that nobody who wants to write waits for long.
    package func forget(
        beyond retention: Retention, at now: Timestamp
    ) async throws(HistoryError) -> Int {
        let oldest = now.advanced(by: .zero - retention.age)
        let portion = 5_000
        var total = 0
        while true {
            let gone = try await write { database, _ in
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM run") ?? 0
                let surplus = min(portion, max(0, count - max(0, retention.count)))
                return try database.forget(
                    before: oldest, surplus: surplus, atMost: portion)
            }
            total += gone
            guard gone == portion else { return total }
        }
    }
}

extension Database {
    /// Removes the oldest runs: those before a moment, and a surplus in any case.
    fileprivate func forget(
        before oldest: Timestamp, surplus: Int, atMost portion: Int
    ) throws -> Int {
        try execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS gone (run INTEGER PRIMARY KEY);
                DELETE FROM temp.gone;
                """)
        try execute(
            sql: """
                INSERT INTO temp.gone
                SELECT id FROM run INDEXED BY run_time WHERE sort_time < ?
                ORDER BY sort_time ASC, id DESC LIMIT ?
                """,
            arguments: [oldest.milliseconds, portion])
        try execute(
            sql: """
                INSERT OR IGNORE INTO temp.gone
                SELECT id FROM run INDEXED BY run_time ORDER BY sort_time ASC, id DESC LIMIT ?
                """,
            arguments: [surplus])
        try execute(sql: "DELETE FROM record WHERE run IN (SELECT run FROM temp.gone)")
        try execute(sql: "DELETE FROM run WHERE id IN (SELECT run FROM temp.gone)")
        return changesCount
    }
}

/// The leases, within one transaction.
private struct LeaseTable {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// The sources whose lease may be had.
    func available(
        _ sources: Set<SourceName>, to wish: Lease, at now: Timestamp
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
            if !lease.yields(to: wish, at: now) { taken.insert(SourceName(row[0])) }
        }
        return sources.subtracting(taken)
    }

    func grant(
        _ sources: Set<SourceName>, to wish: Lease, at now: Timestamp
    ) throws -> Set<SourceName> {
        let granted = try available(sources, to: wish, at: now)
        for source in granted {
            try database.execute(
                sql: """
                    INSERT INTO source (name, lease_owner, lease_end) VALUES (?1, ?2, ?3)
                    ON CONFLICT (name) DO UPDATE SET lease_owner = ?2, lease_end = ?3
                    """,
                arguments: [source.text, wish.owner.text, wish.end.milliseconds])
        }
        return granted
    }
}
