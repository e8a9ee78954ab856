import Runs
import RunTable
import Terminal

/// The areas of the screen; on a small one, the least needed lines go first.
struct ScreenLayout {
    /// Minimum columns for `.automatic` details on the right.
    private static let wide = 120
    /// Minimum body rows for details below the table.
    private static let splitHeight = 12
    /// Minimum columns for `.right` details.
    private static let narrowest = 60

    /// Rows of the report on a pipeline or an error, with its title and the line above.
    private static let reportRows = 7
    /// Minimum body rows for the report.
    private static let reportHeight = 15
    /// Minimum screen rows for a timeline with rows of its own.
    private static let tall = 36
    private static let timelineRows = 3

    let header: Rect
    let timeline: Rect
    let counts: Rect
    let title: Rect
    let tableHeader: Rect
    let table: Rect
    let separator: Rect
    let detailsTitle: Rect
    let details: Rect
    let footer: Rect
    let detailsPlacement: DetailsPlacement

    enum Details: Hashable {
        case none
        case pane
        /// A pane if there is room for both, else the table alone.
        case aside
        /// A few lines on the selected row.
        case report
    }

    var detailsCoverTable: Bool { table.isEmpty && !details.isEmpty }

    /// `titleRows` applies to details on the right: there, tabs leave too little room for a title.
    init(
        size: Size, details wanted: Details, titleRows: Int = 1,
        placement: DetailsPlacement = .automatic, showsTimeline: Bool, isPrompting: Bool
    ) {
        var rest = Rect(size: size)
        (header, rest) = rest.split(top: size.rows >= 4 ? 1 : 0)
        let isTall = showsTimeline && size.rows >= Self.tall
        var (over, middle) = rest.split(top: isTall ? Self.timelineRows : 0)
        (middle, rest) = middle.split(top: size.rows >= 12 ? 1 : 0)
        if showsTimeline, !isTall, size.columns >= 80 {
            // On a narrower screen the counts are without words, and shorter.
            (over, middle) = middle.split(left: size.columns >= 100 ? size.columns / 2 : 36)
        }
        (timeline, counts) = (over, middle)
        (title, rest) = rest.split(top: size.rows >= 7 ? 1 : 0)
        let footerRows = isPrompting && size.rows >= 4 ? 2 : size.rows >= 2 ? 1 : 0
        (rest, footer) = rest.split(bottom: footerRows)

        var body = rest
        var pane = Rect(column: rest.column, row: rest.endRow, columns: rest.columns, rows: 0)
        var line = pane
        detailsPlacement = Self.placement(placement, size: size, rows: rest.rows)
        if wanted == .report, rest.rows >= Self.reportHeight {
            (body, pane) = rest.split(bottom: Self.reportRows)
            (line, pane) = pane.split(top: 1)
        } else if wanted == .pane || wanted == .aside && detailsPlacement != .full {
            switch detailsPlacement {
            case .automatic, .right:
                (body, pane) = rest.split(right: min(90, size.columns * 2 / 5))
                (line, pane) = pane.split(left: 1)
                pane = pane.removingLeft(1)
            case .below:
                (body, pane) = rest.split(bottom: rest.rows * 11 / 20)
                (line, pane) = pane.split(top: 1)
            case .full: (pane, body) = (rest, rest.top(0))
            }
        }
        separator = line
        (detailsTitle, details) = pane.split(
            top: wanted == .none ? 0 : line.columns == 1 ? titleRows : 1)
        (tableHeader, table) = body.split(top: size.rows >= 5 ? 1 : 0)
    }

    private static func placement(
        _ request: DetailsPlacement, size: Size, rows: Int
    ) -> DetailsPlacement {
        let fitsBelow = rows >= splitHeight
        switch request {
        case .automatic: return size.columns >= wide ? .right : fitsBelow ? .below : .full
        case .right where size.columns >= narrowest: return .right
        case .right, .below: return fitsBelow ? .below : .full
        case .full: return .full
        }
    }
}

extension State {
    var layout: ScreenLayout {
        ScreenLayout(
            size: size, details: shownDetails, titleRows: view == .runs ? 2 : 1,
            placement: view == .runs ? details.placement : .automatic,
            showsTimeline: view != .sources && shownTable.map { $0.count > 0 } ?? false,
            isPrompting: prompt.open != nil)
    }

    private var shownDetails: ScreenLayout.Details {
        switch view {
        case .runs: details.open == nil ? .none : .pane
        case .sources: .aside
        case .pipelines: pipelines.items.isEmpty ? .none : .report
        case .errors: errors.items.isEmpty ? .none : .report
        }
    }

    /// The panes that can take the focus, top to bottom.
    var panes: [Pane] {
        let layout = layout
        guard !layout.detailsCoverTable else { return [.details] }
        return (layout.timeline.isEmpty ? [] : [.timeline]) + [.table]
            + (layout.details.isEmpty || view.isDigest ? [] : [.details])
    }

    /// The pane that receives keys: the details if the table has no room.
    var activePane: Pane {
        let panes = panes
        return panes.contains(navigation.focus)
            ? navigation.focus : panes.contains(.table) ? .table : .details
    }

    var keyContext: KeyContext {
        if let overlay = navigation.overlay { return overlay.content.keyContext }
        if activePane == .timeline { return .timeline }
        switch view {
        case .runs: return activePane == .table ? .table : .details
        case .pipelines: return .pipelines
        case .errors: return .errors
        case .sources: return .sources
        }
    }
}
