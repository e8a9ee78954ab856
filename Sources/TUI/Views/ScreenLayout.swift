import Terminal

/// Where everything stands on a screen of a size; lines give way from the least needed on.
struct ScreenLayout {
    /// From this width on the details stand beside the table.
    private static let wide = 120
    /// Below this height of the body the details take all of it.
    private static let splitHeight = 12

    let header: Rect
    let counts: Rect
    let title: Rect
    let tableHeader: Rect
    let table: Rect
    /// The line between table and details, empty where there is none.
    let separator: Rect
    let detailsTitle: Rect
    let details: Rect
    let footer: Rect

    /// Whether the details have taken the table's place.
    var detailsCoverTable: Bool { table.isEmpty && !details.isEmpty }

    /// Lays the screen out.
    ///
    /// - Parameters:
    ///   - size: The screen's size.
    ///   - showsDetails: Whether the details are open.
    ///   - isPrompting: Whether the prompt is open, which needs a line for mistakes.
    init(size: Size, showsDetails: Bool, isPrompting: Bool) {
        var rest = Rect(size: size)
        (header, rest) = rest.split(top: size.rows >= 4 ? 1 : 0)
        (counts, rest) = rest.split(top: size.rows >= 12 ? 1 : 0)
        (title, rest) = rest.split(top: size.rows >= 7 ? 1 : 0)
        let footerRows = isPrompting && size.rows >= 4 ? 2 : size.rows >= 2 ? 1 : 0
        (rest, footer) = rest.split(bottom: footerRows)

        var body = rest
        var pane = Rect(column: rest.column, row: rest.endRow, columns: rest.columns, rows: 0)
        var line = pane
        if showsDetails, size.columns >= Self.wide {
            (body, pane) = rest.split(right: min(90, size.columns * 2 / 5))
            (line, pane) = pane.split(left: 1)
            pane = pane.removingLeft(1)
        } else if showsDetails, rest.rows >= Self.splitHeight {
            (body, pane) = rest.split(bottom: rest.rows * 11 / 20)
            (line, pane) = pane.split(top: 1)
        } else if showsDetails {
            (pane, body) = (rest, rest.top(0))
        }
        separator = line
        (detailsTitle, details) = pane.split(top: showsDetails ? 1 : 0)
        (tableHeader, table) = body.split(top: size.rows >= 5 ? 1 : 0)
    }
}

extension State {
    /// Where everything stands now.
    var layout: ScreenLayout {
        ScreenLayout(
            size: size, showsDetails: details != nil || view == .sources,
            isPrompting: prompt != nil)
    }

    /// The pane that keys go to: the details have them where the table has no room.
    var activePane: Pane {
        guard details != nil else { return .table }
        return layout.detailsCoverTable ? .details : focus
    }

    /// What keys mean now.
    var keyContext: KeyContext {
        switch overlay {
        case .help: return .help
        case .picker: return .picker
        case .themes: return .themes
        case .messages: return .messages
        case nil: break
        }
        switch view {
        case .runs: return activePane == .table ? .table : .details
        case .sources: return .sources
        }
    }
}
