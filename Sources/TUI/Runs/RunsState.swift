package import Runs
package import RunTable

/// The state of the table of runs.
package struct RunsState: Sendable {
    /// The present filter and order.
    package internal(set) var request: RunListing.Request
    /// The listed runs.
    package internal(set) var listing = RunListing.empty
    /// The selected run.
    package internal(set) var selection = Selection.newest
    /// The place of the first run on the screen.
    package internal(set) var top = 0
    /// How many columns the table is scrolled to the right.
    package internal(set) var scrolledColumns = 0
    /// The columns of the table.
    package internal(set) var columns: ColumnChoice
    /// The marked runs.
    package internal(set) var marks: Set<RunKey> = []
    /// What a paused screen shows; nil while it follows new runs.
    package internal(set) var paused: Pause?
    let began: Timestamp
    /// The selected run of the last session, until it is listed.
    package internal(set) var awaited: Session.SelectedRun?
    /// Whether to open the selected run once the list answers the filter.
    var opensOnceListed = false
    /// Whether older runs are being read.
    package internal(set) var isReadingOlder = false
    /// The progress of the running export, if there is one.
    package internal(set) var exporting: ExportProgress?
    var webPage: @Sendable (Run) -> String?

    init(_ session: Session, began: Timestamp, webPage: @escaping @Sendable (Run) -> String?) {
        request = session.request
        columns = session.columns
        awaited = session.run
        self.began = began
        self.webPage = webPage
    }

    /// Whether the list still answers an earlier filter.
    var isListingDue: Bool { listing.request.query != request.query }

    var selectedPlace: Int? {
        guard listing.count > 0 else { return nil }
        switch selection {
        case .newest: return 0
        case .run(_, let place): return min(place, listing.count - 1)
        }
    }

    var selectedRun: Run? { selectedPlace.map { listing.summary(at: $0) } }

    /// The order of the list, which may lag behind the requested one.
    var order: TableOrder {
        let order = listing.request.order
        return TableOrder(column: order.key.rawValue, descending: order.descending)
    }

    func places(rows: Int) -> Range<Int> {
        let end = min(listing.count, top + rows)
        return min(top, end)..<end
    }

    /// The part of the next listing that a screen of `rows` shows.
    func look(rows: Int) -> RunListing.Viewport {
        switch selection {
        case .newest: RunListing.Viewport(at: nil, rows: rows)
        case .run(let key, _): RunListing.Viewport(at: key, rows: rows)
        }
    }

    mutating func settle(rows: Int) {
        top = Movement.top(top, showing: selectedPlace, rows: rows, count: listing.count)
    }
}

/// What a paused screen shows.
package struct Pause: Sendable {
    /// The table at that time.
    package let table: RunTable
    /// When it was paused.
    package let since: Timestamp
}

/// The selected run.
package enum Selection: Hashable, Sendable {
    /// The first run of the list, whichever it is: the screen follows new runs.
    case newest
    /// One run, wherever the list moves it, and its last known place.
    case run(RunKey, place: Int)
}
