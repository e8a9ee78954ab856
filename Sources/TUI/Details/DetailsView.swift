import Runs
import RunTable
import Terminal

struct DetailsView {
    let state: State

    func draw(_ layout: ScreenLayout, on canvas: inout Canvas) {
        PaneView.drawGround(layout, glyphs: state.glyphs, on: &canvas)
        guard let content = state.detailsContent else {
            canvas.put(
                "no run is selected", .textMuted, column: layout.details.column + 1,
                row: layout.details.row, width: layout.details.columns)
            return
        }
        drawTitle(content, in: layout.detailsTitle, on: &canvas)
        drawLines(content, in: layout.details, on: &canvas)
    }

    func tabsOffset(_ content: DetailsContent, in rect: Rect) -> Int {
        guard rect.rows == 1 else { return 1 }
        let used = DisplayWidth.columns(of: title(content, in: rect))
        return used > 0 ? used + 2 : 0
    }

    private var tabsWidth: Int { DetailsTab.allCases.reduce(0) { $0 + $1.rawValue.count + 2 } }

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
            Span(" \(tab.rawValue) ", tab == content.details.tab ? .detailsTabActive : .detailsTab)
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
        // A match may begin above the visible lines, or end below them.
        let above = min(1, scroll)
        let matches = DetailsMatches(
            content.details.search,
            in: lines.dropFirst(scroll - above).prefix(area.rows + above + 1))
        for (index, line) in lines.dropFirst(scroll).prefix(area.rows).enumerated() {
            let room = area.removingRight(1)
            canvas.put(line, in: room, row: area.row + index)
            for columns in matches.columns[index + above] ?? [] {
                canvas.highlight(room.rows(index..<(index + 1)).columns(columns), .overlaySelected)
            }
            let isCursor =
                state.activePane == .details && nodes.indices.contains(scroll + index)
                && nodes[scroll + index] == content.details.treeCursor
            if isCursor { canvas.highlight(rect.rows(index..<(index + 1)), .tableRowSelected) }
        }
        ScrollBar(first: scroll, shown: area.rows, count: lines.count)
            .draw(in: rect.right(1), glyphs: state.glyphs, on: &canvas)
    }
}

struct DetailsContent {
    let run: Run
    /// The related runs; nil until they are found.
    let relatedRuns: RelatedRuns?
    let details: OpenDetails
    let now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    let width: Int
    let page: String?

    var lines: [StyledLine] {
        switch details.tab {
        case .overview: OverviewFields(content: self).lines
        case .error: ErrorLines(content: self).lines
        case .metadata: metadata.map(\.line)
        case .history: history?.lines ?? [reading]
        case .raw: raw
        }
    }

    var metadata: [MetadataTree.Row] {
        guard !run.isSummary else { return [MetadataTree.Row(line: reading, node: 0)] }
        return MetadataTree(run.metadata, folded: details.folded).rows(width: width, glyphs: glyphs)
    }

    var history: HistoryChart? {
        relatedRuns.map {
            HistoryChart(
                relatedRuns: $0, run: run, now: now, times: times, glyphs: glyphs, width: width)
        }
    }

    private var raw: [StyledLine] {
        guard !run.isSummary else { return [reading] }
        let note =
            "the stored run, with the field names of `--format json`; metadata as the provider "
            + "sent it"
        let json = JSONLines(RunJSON.value(of: run), width: width)
        return DisplayWidth.wrap(note, to: max(1, width)).map { [Span($0, .textMuted)] }
            + [[]] + json.lines + (json.isCut ? [MetadataTree.rest(glyphs)] : [])
    }

    private var reading: StyledLine { [Span("reading" + glyphs.ellipsis, .textMuted)] }
}
