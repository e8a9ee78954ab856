/// Lists the runs of a table as it grows, away from whoever asks, and remembers what it found out,
/// so that a run that comes costs a chunk and not the table.
package actor Lister {
    private var memory = ListingMemory()

    /// Remembers nothing yet.
    package init() {}

    /// Lists the runs that answer a query, in order.
    ///
    /// - Parameters:
    ///   - table: The table, or a later or earlier state of the one that was asked of before.
    ///   - request: The query and the order.
    ///   - now: The moment that ages such as `since:2h` count from.
    /// - Returns: The listing, or nil when the task that asks was cancelled.
    package func listing(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp
    ) -> RunListing? {
        memory.listing(of: table, request, now: now)
    }

    /// Counts the runs that answer a query.
    ///
    /// - Returns: The number, or nil when the task that asks was cancelled.
    package func count(of table: RunTable, answering query: Query, now: Timestamp) -> Int? {
        memory.rows(of: table, answering: query, now: now)?.reduce(0) { $0 + $1.count }
    }
}
