/// The runs that answer a query, in order: a table and the rows of it to show.
package struct RunListing: Sendable {
    /// What was asked.
    package let request: Request
    /// The table that the rows belong to.
    package let table: RunTable
    /// The rows, first to last as they are shown.
    package let rows: [Int]
    /// How many of the listed runs stand in each status.
    package let counts: StatusCounts

    /// A query and an order.
    package struct Request: Hashable, Sendable {
        /// Which runs are wanted.
        package var query: Query
        /// In which order.
        package var order: SortOrder

        /// Joins a query and an order.
        package init(query: Query = .everything, order: SortOrder = .newestFirst) {
            self.query = query
            self.order = order
        }
    }

    /// How many runs are listed.
    package var count: Int { rows.count }

    /// The run at a place in the list.
    package subscript(place: Int) -> Run { table[rows[place]] }

    /// Finds the place of a run, if it is listed.
    ///
    /// Cost: linear in the list.
    package func place(of key: RunKey) -> Int? {
        guard let row = table.row(of: key) else { return nil }
        return rows.firstIndex(of: row)
    }

    /// The listing of an empty table.
    package static let empty = RunListing(
        request: Request(), table: RunTable(), rows: [], counts: StatusCounts())
}

extension RunTable {
    /// Lists the runs that answer a query, in order.
    ///
    /// Cost: one evaluation for each run held, and a sort of those that answer. Stops early, with
    /// nil, when the task that asks is cancelled.
    ///
    /// - Parameters:
    ///   - request: The query and the order.
    ///   - now: The moment that ages such as `since:2h` count from.
    /// - Returns: The listing, or nil when the task was cancelled.
    package func listing(_ request: RunListing.Request, now: Timestamp) -> RunListing? {
        var rows: [Int] = []
        var counts = StatusCounts()
        let matcher = QueryMatcher(request.query, now: now)
        for row in 0..<count {
            if row.isMultiple(of: 4_096), Task.isCancelled { return nil }
            let run = self[row]
            guard matcher.matches(run) else { continue }
            rows.append(row)
            counts[run.status] += 1
        }
        let sorted = RowSorter(table: self, order: request.order, now: now).sort(rows)
        return RunListing(request: request, table: self, rows: sorted, counts: counts)
    }
}
