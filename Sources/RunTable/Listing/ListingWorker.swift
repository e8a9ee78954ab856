import Query
package import Runs

/// Lists the runs of a growing table off the caller's actor, and caches results, so that a new run
/// costs a chunk and not the table.
package actor ListingWorker {
    var cache = ListingCache()
    private let records: @Sendable ([RunKey]) async -> [RunKey: RunRecord]

    /// - Parameter records: Reads complete records that are not in memory, for queries.
    package init(
        records: @escaping @Sendable ([RunKey]) async -> [RunKey: RunRecord] = { _ in [:] }
    ) { self.records = records }

    /// Lists the runs that match a query, in order; nil if the calling task was cancelled. The
    /// table may be a later or earlier state of the previous one. Ages such as `since:2h` count
    /// from `now`.
    package func listing(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp
    ) async -> RunListing? {
        guard await read(table, for: request.query, now: now) else { return nil }
        return cache.listing(of: table, request, now: now)
    }

    /// Lists all matching runs with only the visible part in order, to be followed by the sorted
    /// listing; nil if that is just as fast.
    package func preview(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp,
        at viewport: RunListing.Viewport
    ) -> RunListing? {
        cache.preview(of: table, request, now: now, at: viewport)
    }

    /// The number of records to read at a time, as they may be long.
    private static let portion = 32

    /// Reads the records without which rows of a query are undecided.
    /// - Returns: False if the calling task was cancelled.
    func read(_ table: RunTable, for query: Query, now: Timestamp) async -> Bool {
        guard QueryPlan(query).leaves.contains(where: \.mayNeedRecord) else { return true }
        guard cache.rows(of: table, answering: query, now: now) != nil else { return false }
        var budgets: [QueryLeaf: RegexBudget] = [:]
        for unread in cache.unread {
            let budget = budgets[unread.leaf] ?? RegexBudget()
            budgets[unread.leaf] = budget
            for portion in unread.portions(of: Self.portion) {
                var keys: [RunKey] = []
                portion.rows.forEach { keys.append(table.key(in: portion.row($0))) }
                let records = await records(keys)
                guard !Task.isCancelled else { return false }
                cache.test(portion, of: table, now: now, budget: budget) {
                    records[table.key(in: $0)]
                }
            }
        }
        return true
    }
}
