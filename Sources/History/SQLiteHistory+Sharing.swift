import GRDB
package import Runs

extension SQLiteHistory {
    package func settleRemovals(
        of source: SourceName, by owner: LeaseOwner
    ) async throws(HistoryError) {
        try await write { database, epoch in
            let checkpoint = try HistoryReading(database, epoch, of: [source])
                .checkpoints(after: nil)[source]
            if let checkpoint {
                try database.execute(
                    sql: "UPDATE source SET standing = ?1 WHERE name = ?2 AND lease_owner = ?3 "
                        + "AND standing IS NOT ?1",
                    arguments: [JSONWriter.text(of: checkpoint.json), source.text, owner.text])
            }
            try database.execute(
                sql: """
                    DELETE FROM removal WHERE source IN
                    (SELECT id FROM source WHERE name = ? AND lease_owner = ?)
                    """,
                arguments: [source.text, owner.text])
        }
    }

    package func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner? {
        try await read { database, _ in
            try String.fetchOne(
                database,
                sql: "SELECT lease_owner FROM source WHERE name = ? AND lease_end > ?",
                arguments: [source.text, now.milliseconds]
            ).map(LeaseOwner.init)
        }
    }

    package func requestPoll(_ moment: Timestamp, of source: SourceName) async throws(HistoryError)
    {
        try await write { database, _ in
            try database.execute(
                sql: """
                    INSERT INTO source (name, wish) VALUES (?1, ?2)
                    ON CONFLICT (name) DO UPDATE SET wish = ?2
                    """,
                arguments: [source.text, moment.milliseconds])
        }
    }

    package func pollRequests(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp] {
        try await read { database, _ in
            var pollRequests: [SourceName: Timestamp] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT name, wish FROM source WHERE wish IS NOT NULL")
            while let row = try rows.next() {
                let name = SourceName(row[0])
                if sources.contains(name) { pollRequests[name] = Timestamp(milliseconds: row[1]) }
            }
            return pollRequests
        }
    }

    package func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer {
        // Usually there is nothing to write; a read finds out without blocking writers.
        let (unchanged, isSame) = try await read { database, _ in
            let kept = try database.ledgerEntry(of: credential)
            var entry = kept
            let answer = body(&entry)
            return (answer, entry == kept)
        }
        guard !isSame else { return unchanged }
        return try await write { database, _ in
            let kept = try database.ledgerEntry(of: credential)
            var entry = kept
            let answer = body(&entry)
            if entry != kept { try database.keep(entry, of: credential) }
            return answer
        }
    }
}

extension Database {
    fileprivate func ledgerEntry(of credential: CredentialID) throws -> CallLedgerEntry? {
        let text = try String.fetchOne(
            self, sql: "SELECT standing FROM credential WHERE name = ?",
            arguments: [credential.text])
        do {
            return try text.map { CallLedgerEntry(json: try JSONParser.parse(Array($0.utf8))) }
        } catch {
            throw HistoryError.damaged(reason: "the standing of a credential cannot be read")
        }
    }

    fileprivate func keep(
        _ entry: CallLedgerEntry?, of credential: CredentialID
    ) throws {
        guard let entry else {
            return try execute(
                sql: "DELETE FROM credential WHERE name = ?", arguments: [credential.text])
        }
        try execute(
            sql: "INSERT OR REPLACE INTO credential (name, standing) VALUES (?, ?)",
            arguments: [credential.text, JSONWriter.text(of: entry.json)])
    }
}

/// The right to poll one source for a while.
struct Lease: Hashable, Sendable {
    let owner: LeaseOwner
    /// When it expires, unless renewed.
    let end: Timestamp

    /// Whether another lease may replace it: one of the same owner, or any once it has expired. A
    /// lease that ends later than any request would is from a clock that was set back, and does not
    /// count.
    func yields(to request: Lease, at now: Timestamp) -> Bool {
        owner == request.owner || end <= now
            || end.milliseconds(since: now) > 2 * request.end.milliseconds(since: now)
    }

    /// Whether another process holds it; nil is no process.
    func isElsewhere(for asking: LeaseOwner?) -> Bool {
        asking.map { $0 != owner } ?? false
    }
}
