import Query
package import Runs

/// Lists the runs of a table as it grows, away from whoever asks, and remembers what it found out,
/// so that a run that comes costs a chunk and not the table.
package actor ListingWorker {
    var memory = ListingMemory()
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
        guard await read(table, for: request.query, now: now) else { return nil }
        return memory.listing(of: table, request, now: now)
    }

    /// Lists the runs that answer a query with only those in order that are looked at first, where
    /// an order of all takes longer than a frame.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - request: The query and the order.
    ///   - now: The moment that ages count from.
    ///   - look: What is looked at.
    /// - Returns: The listing, which the one in order is to follow; nil where that comes as soon.
    package func glimpse(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp, at look: RunListing.Look
    ) -> RunListing? {
        memory.glimpse(of: table, request, now: now, at: look)
    }

    /// How many records are read at a time: those that have to be may be long.
    private static let portion = 32

    /// Reads the records that tell whether rows answer a query, where nothing else does.
    ///
    /// - Returns: False when the task that asks was cancelled.
    func read(_ table: RunTable, for query: Query, now: Timestamp) async -> Bool {
        guard QueryPlan(query).leaves.contains(where: \.mayNeedRecord) else { return true }
        guard memory.rows(of: table, answering: query, now: now) != nil else { return false }
        var budgets: [QueryLeaf: RegexBudget] = [:]
        for unread in memory.unread {
            let budget = budgets[unread.leaf] ?? RegexBudget()
            budgets[unread.leaf] = budget
            for portion in unread.portions(of: Self.portion) {
                var keys: [RunKey] = []
                portion.rows.forEach { keys.append(table.key(in: portion.row($0))) }
                let records = await records(keys)
                guard !Task.isCancelled else { return false }
                memory.note(portion, of: table, now: now, budget: budget) {
                    records[table.key(in: $0)]
                }
            }
        }
        return true
    }
}
