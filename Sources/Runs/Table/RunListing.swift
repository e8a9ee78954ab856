/// The runs that answer a query, in order: a table and the rows of it to show.
package struct RunListing: Sendable {
    /// What was asked.
    package let request: Request
    /// The table that the rows belong to.
    package let table: RunTable
    /// How many of the listed runs stand in each status.
    package let counts: StatusCounts

    /// The rows, first to last as they are shown.
    let rows: RowList
    /// The same rows by chunk.
    let found: ContiguousArray<RowBits>
    /// The moment that it was true at.
    let now: Timestamp

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

    /// The number in the table of the row at a place in the list.
    package func row(at place: Int) -> Int { Int(rows[place]) }

    /// The run at a place in the list.
    package subscript(place: Int) -> Run { table[Int(rows[place])] }

    /// The run at a place in the list, as far as it is listed: without metadata and its kin.
    package func summary(at place: Int) -> Run { table.run(in: Int(rows[place])) }

    /// How the run at a place in the list stands.
    package func status(at place: Int) -> RunStatus { table.status(in: Int(rows[place])) }

    /// The key of the run at a place in the list.
    package func key(at place: Int) -> RunKey { table.key(in: Int(rows[place])) }

    /// Finds the nearest run of a status before or after a place in the list.
    ///
    /// Cost: linear in the runs that are passed over.
    package func place(of status: RunStatus, after place: Int, upwards: Bool) -> Int? {
        let places =
            upwards
            ? stride(from: place - 1, through: 0, by: -1)
            : stride(from: place + 1, through: count - 1, by: 1)
        return places.first { self.status(at: $0) == status }
    }

    /// Finds the place of a run, if it is listed.
    ///
    /// Cost: linear in the list, at several rows a nanosecond.
    package func place(of key: RunKey) -> Int? {
        guard let row = table.row(of: key) else { return nil }
        return rows.firstIndex(of: UInt32(truncatingIfNeeded: row))
    }

    /// The listing of an empty table.
    package static let empty = RunListing(
        request: Request(), table: RunTable(), counts: StatusCounts(), rows: RowList(), found: [],
        now: Timestamp(milliseconds: 0))
}

extension RunTable {
    /// Lists the runs that answer a query, in order.
    ///
    /// Cost: an evaluation for each distinct text and a scan of the rows held, and a sort of those
    /// that answer. `Lister` does it again at less.
    ///
    /// - Parameters:
    ///   - request: The query and the order.
    ///   - now: The moment that ages such as `since:2h` count from.
    /// - Returns: The listing, or nil when the task was cancelled.
    package func listing(_ request: RunListing.Request, now: Timestamp) -> RunListing? {
        var memory = ListingMemory()
        return memory.listing(of: self, request, now: now)
    }
}
