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

    private func drawTitle(_ content: DetailsContent, in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        let hasFocus = state.activePane == .details
        let tabs: StyledLine = DetailsTab.allCases.map { tab in
            Span(
                " \(tab.rawValue) ",
                tab == content.details.tab ? .detailsTabActive : .detailsTab)
        }
        let tabsWidth = tabs.reduce(0) { $0 + $1.columns }
        let room = max(0, rect.columns - tabsWidth - 3)
        let run = content.run
        let name = SafeText.line(run.pipeline?.label ?? run.event ?? run.id.text).text
        let id = String(SafeText.line(run.id.text).text.prefix(8))
        let sign = hasFocus ? state.glyphs.unfolded : " "
        var title = "\(sign)\(name) \(state.glyphs.middleDot) \(id)"
        if DisplayWidth.columns(of: title) > room { title = "\(sign)\(name)" }
        let cut = DisplayWidth.truncate(title, to: room, ellipsis: state.glyphs.ellipsis)
        let used = canvas.put(
            cut, .detailsTitle, column: rect.column, row: rect.row, width: rect.columns)
        canvas.put(tabs, in: rect.removingLeft(used > 0 ? used + 2 : 0), row: rect.row)
    }

    private func drawLines(_ content: DetailsContent, in rect: Rect, on canvas: inout Canvas) {
        let lines = content.lines
        let nodes = content.details.tab == .metadata ? content.metadata.map(\.node) : []
        let area = rect.removingLeft(1)
        let scroll = min(content.details.scroll, max(0, lines.count - 1))
        for (index, line) in lines.dropFirst(scroll).prefix(area.rows).enumerated() {
            canvas.put(line, in: area.removingRight(1), row: area.row + index)
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
