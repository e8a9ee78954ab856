package import Runs
package import RunTable

/// The table of runs, as somebody left it.
package struct RunsState: Sendable {
    /// The filter and the order in force.
    package internal(set) var request: RunListing.Request
    /// The runs on the screen.
    package internal(set) var listing = RunListing.empty
    /// Which run is selected.
    package internal(set) var selection = Selection.newest
    /// The first listed run on the screen.
    package internal(set) var top = 0
    /// How many columns the table is scrolled to the right.
    package internal(set) var scrolledColumns = 0
    /// Which columns the table shows.
    package internal(set) var columns: ColumnChoice
    /// The runs that are marked.
    package internal(set) var marks: Set<RunKey> = []
    /// What is shown while following is paused.
    package internal(set) var paused: Pause?
    let began: Timestamp
    /// The run that was selected when the program was last left, until it is listed.
    package internal(set) var awaited: Session.SelectedRun?
    /// Whether the run selected is opened once what answers the filter is listed.
    var opensOnceListed = false
    /// Whether older runs are being read.
    package internal(set) var isReadingOlder = false
    /// How far the export under way is; nil while there is none.
    package internal(set) var exporting: ExportProgress?
    /// Tells the address of a run's page in its provider's own interface.
    var webPage: @Sendable (Run) -> String?

    init(_ session: Session, began: Timestamp, webPage: @escaping @Sendable (Run) -> String?) {
        request = session.request
        columns = session.columns
        awaited = session.run
        self.began = began
        self.webPage = webPage
    }

    /// Whether the runs listed answer an earlier filter than the one in force.
    var isListingDue: Bool { listing.request.query != request.query }

    var selectedPlace: Int? {
        guard listing.count > 0 else { return nil }
        switch selection {
        case .newest: return 0
        case .run(_, let place): return min(place, listing.count - 1)
        }
    }

    var selectedRun: Run? { selectedPlace.map { listing.summary(at: $0) } }

    /// What the listed runs are sorted by, which may still be the order before the last key.
    var order: TableOrder {
        let order = listing.request.order
        return TableOrder(column: order.key.rawValue, descending: order.descending)
    }

    func places(rows: Int) -> Range<Int> {
        let end = min(listing.count, top + rows)
        return min(top, end)..<end
    }

    /// What of the next listing is on a screen of so many rows.
    func look(rows: Int) -> RunListing.Viewport {
        switch selection {
        case .newest: RunListing.Viewport(at: nil, rows: rows)
        case .run(let key, _): RunListing.Viewport(at: key, rows: rows)
        }
    }

    /// Brings the selected run onto the screen.
    mutating func settle(rows: Int) {
        top = Movement.top(top, showing: selectedPlace, rows: rows, count: listing.count)
    }
}

/// What a paused screen goes on showing.
package struct Pause: Sendable {
    /// The runs as they were.
    package let table: RunTable
    /// When it was paused.
    package let since: Timestamp
}

/// Which run is selected.
package enum Selection: Hashable, Sendable {
    /// The first of the list, whichever run that is: the screen follows what comes.
    case newest
    /// One run, wherever the list moves it, and the place where it was last seen.
    case run(RunKey, place: Int)
}
