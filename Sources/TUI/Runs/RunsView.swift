import Runs
import RunTable
import Terminal

/// The table of runs.
struct RunsView {
    let state: State

    func draw(header: Rect, rows: Rect, on canvas: inout Canvas) {
        guard !rows.isEmpty || !header.isEmpty else { return }
        let layout = state.columnLayout
        drawHeader(in: header, layout: layout, on: &canvas)
        guard state.listing.count > 0 else {
            EmptyView(state: state).draw(in: rows, on: &canvas)
            return
        }
        let places = state.top..<min(state.listing.count, state.top + rows.rows)
        guard !places.isEmpty else { return }
        let runs = places.map { state.listing.summary(at: $0) }
        let longest = runs.compactMap { $0.elapsed(at: state.shownMoment) }.max() ?? 0
        let context = CellContext(
            now: state.shownMoment, times: state.times, glyphs: state.glyphs, longest: longest,
            showsBars: layout.showsBars)
        for (index, run) in runs.enumerated() {
            let line = rows.rows(index..<(index + 1))
            if run.status == .failed { canvas.tint(line, .statusFailedRow) }
            draw(run, in: line, layout: layout, context: context, on: &canvas)
            guard places.lowerBound + index == state.selectedPlace else { continue }
            canvas.highlight(line, .tableRowSelected)
        }
        ScrollBar(first: state.top, shown: rows.rows, count: state.listing.count)
            .draw(in: rows.right(1), glyphs: state.glyphs, on: &canvas)
    }

    private func drawHeader(in rect: Rect, layout: ColumnLayout, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tableHeader)
        for placed in layout.placed {
            // The order of the rows below, which may still be the one before the last key.
            let order = state.listing.request.order
            let isSorted = placed.column.sortKey == order.key
            let arrow = order.descending ? state.glyphs.descending : state.glyphs.ascending
            let title = placed.column.title
            let room = placed.split(showsBars: layout.showsBars).text
            let gap = title.count + 2 <= room.width ? " " : ""
            put(
                isSorted ? title + gap + arrow : title,
                isSorted ? .tableHeaderSorted : .tableHeader, room, in: rect, on: &canvas)
        }
    }

    private func draw(
        _ run: Run, in rect: Rect, layout: ColumnLayout, context: CellContext,
        on canvas: inout Canvas
    ) {
        let sign = state.glyphs.status(run.status)
        if state.marks.contains(run.key) {
            canvas.put(state.glyphs.mark, .filter, column: rect.column, row: rect.row)
        }
        if state.scrolledColumns == 0 {
            canvas.put(
                sign, Role(run.status), column: rect.column + 1, row: rect.row,
                width: rect.columns - 1)
        }
        for placed in layout.placed {
            let cell = placed.column.cell(run, context)
            let (text, bar) = placed.split(showsBars: layout.showsBars)
            put(cell.text, cell.role ?? .tableRow, text, in: rect, on: &canvas)
            guard let bar, let drawn = cell.bar else { continue }
            put(drawn.text, drawn.role, bar, in: rect, on: &canvas)
        }
    }

    /// Writes a cell's text into its place, moved by the sideways scrolling.
    private func put(
        _ text: String, _ role: Role, _ placed: ColumnLayout.Placed, in rect: Rect,
        on canvas: inout Canvas
    ) {
        let isLast = placed.offset + placed.width >= rect.columns - 2
        // Scrolled sideways, the last column shows the rest of its text.
        let width = placed.width + (isLast ? state.scrolledColumns : 0)
        let cut =
            isLast && state.scrolledColumns > 0
            ? text
            : DisplayWidth.truncate(text, to: width, ellipsis: state.glyphs.ellipsis)
        let indent =
            placed.alignment == .right
            ? max(0, placed.width - DisplayWidth.columns(of: cut)) : 0
        let start = placed.offset + indent - state.scrolledColumns
        let visible = rect.columns - 1 - start
        guard visible > 0 else { return }
        canvas.put(
            cut, role, column: rect.column + start, row: rect.row, width: min(width, visible))
    }
}
