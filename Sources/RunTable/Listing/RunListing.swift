package import Query
package import Runs

/// The runs that answer a query, in order: a table and the rows of it to show.
package struct RunListing: Sendable {
    /// What was asked.
    package let request: Request
    /// The table that the rows belong to.
    package let table: RunTable
    /// When the listed runs began.
    package let timeline: Timeline
    /// How many texts were too hard for the query's regular expressions. Their runs are listed
    /// neither by the query nor by its opposite.
    package let hardCount: Int

    /// The rows, first to last as they are shown.
    let rows: RowList
    private let tally: RunTally

    init(
        request: Request, table: RunTable, rows: RowList, tally: RunTally, hardCount: Int = 0
    ) {
        self.hardCount = hardCount
        self.request = request
        self.table = table
        self.rows = rows
        self.tally = tally
        timeline = tally.timeline
    }

    /// A query and an order.
    package struct Request: Hashable, Sendable {
        /// Which runs are wanted.
        package var query: Query
        /// In which order.
        package var order: RunOrder

        /// Joins a query and an order.
        package init(query: Query = .everything, order: RunOrder = .newestFirst) {
            self.query = query
            self.order = order
        }
    }

    /// What of a listing is looked at first.
    package struct Look: Hashable, Sendable {
        /// The run that it is about; nil for the beginning.
        package let run: RunKey?
        /// How many rows on each side of it.
        package let rows: Int

        /// Joins a run and how much around it.
        package init(at run: RunKey?, rows: Int) {
            self.run = run
            self.rows = rows
        }
    }

    /// How many runs are listed.
    package var count: Int { rows.count }

    /// How many of the listed runs stand in each status.
    package var counts: StatusCounts { tally.statuses }

    /// How many of the listed runs of a source stand in each status.
    ///
    /// Cost: a look at each pipeline.
    package func counts(of source: SourceName) -> StatusCounts {
        guard let code = table.texts.code(of: source) else { return StatusCounts() }
        var counts = Int(code) < tally.sources.count ? tally.sources[Int(code)] : StatusCounts()
        for (number, some) in tally.pipelines.enumerated()
        where table.texts.pipelines[UInt32(truncatingIfNeeded: number)]?.source == code {
            counts += some
        }
        return counts
    }

    /// The number in the table of the row at a place in the list.
    package func row(at place: Int) -> Int { Int(rows[place]) }

    /// The run at a place in the list.
    package subscript(place: Int) -> Run { table[Int(rows[place])] }

    /// The run at a place in the list, as far as it is listed: without metadata and its kin.
    package func summary(at place: Int) -> Run { table.run(in: Int(rows[place])) }

    /// Whether only what is listed of the run at a place is in memory.
    package func isSummary(at place: Int) -> Bool { table.isSummary(in: Int(rows[place])) }

    /// How the run at a place in the list stands.
    package func status(at place: Int) -> RunStatus { table.status(in: Int(rows[place])) }

    /// The key of the run at a place in the list.
    package func key(at place: Int) -> RunKey { table.key(in: Int(rows[place])) }

    /// Finds the nearest run of a status before a place in the list, or after it.
    ///
    /// Cost: linear in the runs that are passed over.
    package func place(
        of status: RunStatus, from place: Int, towards end: End
    ) -> Int? {
        let places =
            switch end {
            case .first: stride(from: place - 1, through: 0, by: -1)
            case .last: stride(from: place + 1, through: count - 1, by: 1)
            }
        return places.first { self.status(at: $0) == status }
    }

    /// An end of a list.
    package enum End: Hashable, Sendable {
        /// Where it begins.
        case first
        /// Where it ends.
        case last
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
        request: Request(), table: RunTable(), rows: RowList(), tally: RunTally())
}

extension RunTable {
    /// Lists the runs that answer a query, in order.
    ///
    /// Cost: an evaluation for each distinct text and a scan of the rows held, and a sort of those
    /// that answer. `ListingWorker` does it again at less.
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
