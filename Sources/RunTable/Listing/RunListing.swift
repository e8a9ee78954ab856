package import Query
package import Runs

/// The runs that match a query, in order: a table and its rows to show.
package struct RunListing: Sendable {
    /// The query and the order.
    package let request: Request
    package let table: RunTable
    /// The starts of the listed runs.
    package let timeline: Timeline
    /// The number of texts that were too hard for the query's regular expressions. Neither the
    /// query nor its negation lists their runs.
    package let hardCount: Int

    /// The rows in display order.
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
        package var query: Query
        package var order: RunOrder

        package init(query: Query = .everything, order: RunOrder = .newestFirst) {
            self.query = query
            self.order = order
        }
    }

    /// The part of a listing that is visible first.
    package struct Viewport: Hashable, Sendable {
        /// The run in its middle; nil for the beginning.
        package let run: RunKey?
        /// The number of rows on each side of it.
        package let rows: Int

        package init(at run: RunKey?, rows: Int) {
            self.run = run
            self.rows = rows
        }
    }

    package var count: Int { rows.count }

    /// The number of listed runs by status.
    package var counts: StatusCounts { tally.statuses }

    /// The number of listed runs of a source by status. Cost: reads each pipeline.
    package func counts(of source: SourceName) -> StatusCounts {
        guard let code = table.texts.code(of: source) else { return StatusCounts() }
        var counts = Int(code) < tally.sources.count ? tally.sources[Int(code)] : StatusCounts()
        for (number, some) in tally.pipelines.enumerated()
        where table.texts.pipelines[UInt32(truncatingIfNeeded: number)]?.source == code {
            counts += some
        }
        return counts
    }

    /// The row number in the table of an index in the list.
    package func row(at place: Int) -> Int { Int(rows[place]) }

    /// The run at an index in the list.
    package subscript(place: Int) -> Run { table[Int(rows[place])] }

    /// The run at an index in the list, with its listed fields only.
    package func summary(at place: Int) -> Run { table.run(in: Int(rows[place])) }

    /// The status of the run at an index in the list.
    package func status(at place: Int) -> RunStatus { table.status(in: Int(rows[place])) }

    /// The key of the run at an index in the list.
    package func key(at place: Int) -> RunKey { table.key(in: Int(rows[place])) }

    /// Finds the nearest run of a status before or after an index. O(distance).
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
        case first
        case last
    }

    /// Finds the index of a listed run. O(n), at several rows a nanosecond.
    package func place(of key: RunKey) -> Int? {
        guard let row = table.row(of: key) else { return nil }
        return rows.firstIndex(of: UInt32(truncatingIfNeeded: row))
    }

    package static let empty = RunListing(
        request: Request(), table: RunTable(), rows: RowList(), tally: RunTally())
}

extension RunTable {
    /// Lists the runs that match a query, in order; nil if the task was cancelled. Ages such as
    /// `since:2h` count from `now`. Cost: an evaluation for each distinct text, a scan of all rows,
    /// and a sort of those that match; `ListingWorker` repeats it at less cost.
    package func listing(_ request: RunListing.Request, now: Timestamp) -> RunListing? {
        var cache = ListingCache()
        return cache.listing(of: self, request, now: now)
    }
}
