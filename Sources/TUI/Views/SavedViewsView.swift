import Runs
import Terminal

/// The saved views over the panes.
struct SavedViewsView {
    let state: State
    let cursor: Int

    func draw(on canvas: inout Canvas) {
        let all = state.savedViews.all
        let box = OverlayBox(
            title: "Saved views",
            hint: state.hint(([.open], "opens"), ([.forget], "forgets"))
                + "  :save NAME adds  " + state.hint(([.back], "closes")),
            columns: 68, rows: all.count)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        let first = max(0, cursor - inner.rows + 1)
        let nameWidth = min(24, all.map { DisplayWidth.columns(of: $0.name) }.max() ?? 0)
        for (row, (place, saved)) in all.enumerated().dropFirst(first).prefix(inner.rows)
            .enumerated()
        {
            let line = inner.rows(row..<(row + 1))
            let name = DisplayWidth.truncate(
                saved.name, to: nameWidth, ellipsis: state.glyphs.ellipsis)
            let filter = saved.request.query.text
            canvas.put(
                [
                    Span(name.padded(to: nameWidth + 2), .overlayTitle),
                    Span(saved.view.title.padded(to: 11), .textMuted),
                    Span(filter.isEmpty ? "all runs" : filter, .overlay),
                ], in: line, row: line.row)
            if place == cursor { canvas.highlight(line, .overlaySelected) }
        }
    }
}
