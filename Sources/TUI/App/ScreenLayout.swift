import Runs
import RunTable
import Terminal

/// Where everything stands on a screen of a size; lines give way from the least needed on.
struct ScreenLayout {
    /// From this width on the details stand beside the table.
    private static let wide = 120
    /// Below this height of the body the details take all of it.
    private static let splitHeight = 12
    /// Below this width the details cannot stand on the right.
    private static let narrowest = 60

    /// The rows of what is known of a pipeline or an error, with their title and the line above.
    private static let reportRows = 7
    /// From this height of the body on they are shown.
    private static let reportHeight = 15
    /// From this height on the timeline has rows of its own.
    private static let tall = 36
    /// The rows that it has then.
    private static let timelineRows = 3

    let header: Rect
    /// Runs over time, empty where there is no room for them.
    let timeline: Rect
    let counts: Rect
    let title: Rect
    let tableHeader: Rect
    let table: Rect
    /// The line between table and details, empty where there is none.
    let separator: Rect
    let detailsTitle: Rect
    let details: Rect
    let footer: Rect
    let detailsPlacement: DetailsPlacement

    /// What may stand beside the table.
    enum Details: Hashable {
        /// Nothing.
        case none
        /// A pane to read in.
        case pane
        /// A pane where there is room for both, and else the table alone.
        case aside
        /// A few lines on what is selected.
        case report
    }

    /// Whether the details have taken the table's place.
    var detailsCoverTable: Bool { table.isEmpty && !details.isEmpty }

    /// Lays the screen out, with a title of so many rows for details on the right, where its tabs
    /// would leave it too little room on one, and a line more for an open prompt.
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
            // The counts are shorter where they are without words.
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
        _ wish: DetailsPlacement, size: Size, rows: Int
    ) -> DetailsPlacement {
        let fitsBelow = rows >= splitHeight
        switch wish {
        case .automatic: return size.columns >= wide ? .right : fitsBelow ? .below : .full
        case .right where size.columns >= narrowest: return .right
        case .right, .below: return fitsBelow ? .below : .full
        case .full: return .full
        }
    }
}

extension State {
    /// Where everything stands now.
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

    /// The panes that can have the focus, from the top.
    var panes: [Pane] {
        let layout = layout
        guard !layout.detailsCoverTable else { return [.details] }
        return (layout.timeline.isEmpty ? [] : [.timeline]) + [.table]
            + (layout.details.isEmpty || view.isDigest ? [] : [.details])
    }

    /// The pane that keys go to: the details have them where the table has no room.
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
