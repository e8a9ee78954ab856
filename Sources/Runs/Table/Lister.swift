/// Lists the runs of a table as it grows, away from whoever asks, and remembers what it found out,
/// so that a run that comes costs a chunk and not the table.
package actor Lister {
    private var memory = ListingMemory()
    private let records: @Sendable ([RunKey]) async -> [RunKey: RunRecord]

    /// Remembers nothing yet.
    ///
    /// - Parameter records: Reads all that is known of runs whose payload is not in memory, for
    ///   queries that ask for it.
    package init(
        records: @escaping @Sendable ([RunKey]) async -> [RunKey: RunRecord] = { _ in [:] }
    ) { self.records = records }

    /// Lists the runs that answer a query, in order.
    ///
    /// - Parameters:
    ///   - table: The table, or a later or earlier state of the one that was asked of before.
    ///   - request: The query and the order.
    ///   - now: The moment that ages such as `since:2h` count from.
    /// - Returns: The listing, or nil when the task that asks was cancelled.
    package func listing(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp
    ) async -> RunListing? {
        for portion in memory.unread(of: table, for: request.query, now: now) {
            let keys = portion.rows.map(table.key(in:))
            let records = await records(keys)
            guard !Task.isCancelled else { return nil }
            memory.note(records, for: portion, of: table, now: now)
        }
        return memory.listing(of: table, request, now: now)
    }

    /// Counts the runs that answer a query.
    ///
    /// - Returns: The number, or nil when the task that asks was cancelled.
    package func count(of table: RunTable, answering query: Query, now: Timestamp) -> Int? {
        memory.rows(of: table, answering: query, now: now)?.reduce(0) { $0 + $1.count }
    }
}
