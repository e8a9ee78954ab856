import Runs
import Terminal

/// The pane that shows one run in full.
struct DetailsView {
    let state: State

    func draw(_ layout: ScreenLayout, on canvas: inout Canvas) {
        let isVertical = layout.separator.columns == 1
        canvas.fill(
            layout.separator, .tableSeparator,
            text: isVertical ? state.glyphs.verticalLine : state.glyphs.horizontalLine)
        canvas.fill(layout.details, .details)
        canvas.fill(layout.detailsTitle, .details)
        guard let content = state.detailsContent else {
            canvas.put(
                "no run is selected", .textMuted, column: layout.details.column + 1,
                row: layout.details.row, width: layout.details.columns)
            return
        }
        drawTitle(content, in: layout.detailsTitle, on: &canvas)
        drawLines(content, in: layout.details, on: &canvas)
    }

    /// Where the first tab begins in the title.
    func tabsOffset(_ content: DetailsContent, in rect: Rect) -> Int {
        guard rect.rows == 1 else { return 1 }
        let used = DisplayWidth.columns(of: title(content, in: rect))
        return used > 0 ? used + 2 : 0
    }

    private var tabsWidth: Int {
        DetailsTab.allCases.reduce(0) { $0 + $1.rawValue.count + 2 }
    }

    private func title(_ content: DetailsContent, in rect: Rect) -> String {
        let room = max(0, rect.rows == 1 ? rect.columns - tabsWidth - 3 : rect.columns - 1)
        let run = content.run
        let name = SafeText.line(run.pipeline?.label ?? run.event ?? run.id.text).text
        let id = String(SafeText.line(run.id.text).text.prefix(8))
        let sign = state.activePane == .details ? state.glyphs.unfolded : " "
        var title = "\(sign)\(name) \(state.glyphs.middleDot) \(id)"
        if DisplayWidth.columns(of: title) > room { title = "\(sign)\(name)" }
        return DisplayWidth.truncate(title, to: room, ellipsis: state.glyphs.ellipsis)
    }

    private func drawTitle(_ content: DetailsContent, in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        let tabs: StyledLine = DetailsTab.allCases.map { tab in
            Span(
                " \(tab.rawValue) ",
                tab == content.details.tab ? .detailsTabActive : .detailsTab)
        }
        canvas.put(
            title(content, in: rect), .detailsTitle, column: rect.column, row: rect.row,
            width: rect.columns)
        canvas.put(tabs, in: rect.removingLeft(tabsOffset(content, in: rect)), row: rect.endRow - 1)
    }

    private func drawLines(_ content: DetailsContent, in rect: Rect, on canvas: inout Canvas) {
        let lines = content.lines
        let nodes = content.details.tab == .metadata ? content.metadata.map(\.node) : []
        let area = rect.removingLeft(1)
        let scroll = min(content.details.scroll, max(0, lines.count - 1))
        // A text that was looked for may begin above what is seen, or end below it.
        let above = min(1, scroll)
        let matches = DetailsMatches(
            content.details.search,
            in: lines.dropFirst(scroll - above).prefix(area.rows + above + 1))
        for (index, line) in lines.dropFirst(scroll).prefix(area.rows).enumerated() {
            let room = area.removingRight(1)
            canvas.put(line, in: room, row: area.row + index)
            for columns in matches.columns[index + above] ?? [] {
                canvas.highlight(
                    room.rows(index..<(index + 1)).columns(columns), .overlaySelected)
            }
            let isCursor =
                state.activePane == .details && nodes.indices.contains(scroll + index)
                && nodes[scroll + index] == content.details.treeCursor
            if isCursor {
                canvas.highlight(rect.rows(index..<(index + 1)), .tableRowSelected)
            }
        }
        ScrollBar(first: scroll, shown: area.rows, count: lines.count)
            .draw(in: rect.right(1), glyphs: state.glyphs, on: &canvas)
    }
}
