import Runs
import RunTable
import Terminal

/// The view of the sources: how each fares, and one of them in full.
struct SourcesView {
    private static let gap = 2

    let state: State

    func draw(_ layout: ScreenLayout, on canvas: inout Canvas) {
        let columns = columns(in: layout.table.columns)
        drawHeader(columns, in: layout.tableHeader, on: &canvas)
        drawRows(columns, in: layout.table, on: &canvas)
        drawDetails(layout, on: &canvas)
    }

    // MARK: - The table

    private struct Placed {
        let column: SourceColumn
        let offset: Int
        let width: Int
    }

    /// The columns that a width has room for; what is left over goes to those that can use it,
    /// first to last, and the rest to the last one.
    private func columns(in width: Int) -> [Placed] {
        // The last column of the screen is the scroll bar's.
        let width = width - 1
        var kept = SourceColumn.all
        func least() -> Int {
            kept.reduce(ColumnLayout.gutter) { $0 + $1.least } + Self.gap * (kept.count - 1)
        }
        while least() > width,
            let victim = kept.indices.filter({ kept[$0].givesWay > 0 })
                .max(by: { kept[$0].givesWay < kept[$1].givesWay })
        {
            kept.remove(at: victim)
        }
        var spare = max(0, width - least())
        var offset = ColumnLayout.gutter
        return kept.enumerated().map { index, column in
            let isLast = index == kept.count - 1
            let extra = isLast ? spare : min(spare, column.width - column.least)
            spare -= extra
            defer { offset += column.least + extra + Self.gap }
            return Placed(column: column, offset: offset, width: column.least + extra)
        }
    }

    private func drawHeader(_ columns: [Placed], in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tableHeader)
        for placed in columns {
            put(placed.column.title, .tableHeader, placed, in: rect, on: &canvas)
        }
    }

    private func drawRows(_ columns: [Placed], in rect: Rect, on canvas: inout Canvas) {
        let sources = state.snapshot?.sources ?? []
        guard !sources.isEmpty else {
            return EmptyView(state: state).draw(in: rect, on: &canvas)
        }
        let context = SourceContext(
            now: state.now, clock: state.times.clock, glyphs: state.glyphs,
            trail: state.sources.trail)
        let first = state.sources.top
        let selected = state.selectedSource?.name
        for (index, source) in sources.dropFirst(first).prefix(rect.rows).enumerated() {
            let line = rect.rows(index..<(index + 1))
            let (sign, role) = sign(of: source)
            canvas.put(
                sign, role, column: line.column + 1, row: line.row, width: line.columns - 1)
            for placed in columns {
                let cell = placed.column.cell(source, context)
                put(cell.text, cell.role ?? .tableRow, placed, in: line, on: &canvas)
            }
            if source.name == selected {
                canvas.highlight(line, .tableRowSelected)
            }
        }
        ScrollBar(first: first, shown: rect.rows, count: sources.count)
            .draw(in: rect.right(1), glyphs: state.glyphs, on: &canvas)
    }

    private func sign(of source: SourceHealth) -> (String, Role) {
        if let problem = source.problem {
            return problem.error.isTransient
                ? (state.glyphs.trouble, .statusWarning) : (state.glyphs.broken, .statusFailed)
        }
        return source.lastSuccess == nil
            ? (state.glyphs.starting, .statusRunning) : (state.glyphs.healthy, .statusSucceeded)
    }

    private func put(
        _ text: String, _ role: Role, _ placed: Placed, in rect: Rect, on canvas: inout Canvas
    ) {
        let cut = DisplayWidth.truncate(
            text, to: placed.width, ellipsis: state.glyphs.ellipsis)
        let indent =
            placed.column.alignment == .right
            ? max(0, placed.width - DisplayWidth.columns(of: cut)) : 0
        let room = rect.columns - placed.offset - indent
        guard room > 0 else { return }
        canvas.put(
            cut, role, column: rect.column + placed.offset + indent, row: rect.row,
            width: min(room, placed.width))
    }

    // MARK: - The selected source

    private func drawDetails(_ layout: ScreenLayout, on canvas: inout Canvas) {
        let isVertical = layout.separator.columns == 1
        canvas.fill(
            layout.separator, .tableSeparator,
            text: isVertical ? state.glyphs.verticalLine : state.glyphs.horizontalLine)
        canvas.fill(layout.details, .details)
        canvas.fill(layout.detailsTitle, .details)
        guard let report = state.sourceReport else { return }
        let title = layout.detailsTitle
        canvas.put(
            " "
                + DisplayWidth.truncate(
                    report.title, to: max(0, title.columns - 2), ellipsis: state.glyphs.ellipsis),
            .detailsTitle, column: title.column, row: title.row, width: title.columns)
        let area = layout.details.removingLeft(1).removingRight(1)
        let lines = report.lines
        for (index, line) in lines.dropFirst(state.sources.scroll).prefix(area.rows).enumerated() {
            canvas.put(line, in: area, row: area.row + index)
        }
        ScrollBar(first: state.sources.scroll, shown: area.rows, count: lines.count)
            .draw(in: layout.details.right(1), glyphs: state.glyphs, on: &canvas)
    }
}
