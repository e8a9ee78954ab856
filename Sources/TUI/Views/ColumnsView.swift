import Terminal

/// The choice of columns over the panes.
struct ColumnsView {
    let state: State
    let picker: ColumnPicker

    func draw(on canvas: inout Canvas) {
        let box = OverlayBox(
            title: "Columns",
            hint: state.hint(
                ([.toggle], "shows"), ([.moveLater, .moveEarlier], "move"),
                ([.left, .right], "width"), ([.toggleAll], "usual"), ([.open], "keeps"),
                ([.back], "restores")), columns: 74, rows: state.columns.entries.count)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        let first = max(0, picker.cursor - inner.rows + 1)
        let shown = state.columns.entries.enumerated().dropFirst(first).prefix(inner.rows)
        for (row, (place, entry)) in shown.enumerated() {
            guard let column = ColumnTable.column(entry.id) else { continue }
            let line = inner.rows(row..<(row + 1))
            let mark = entry.isShown ? state.glyphs.checked : " "
            let width = entry.width.map(String.init) ?? "auto"
            canvas.put(
                [
                    Span("[\(mark)] ", .overlay), Span(column.id.padded(to: 10), .overlayTitle),
                    Span(width.padded(to: 6), .textMuted), Span(column.help, .overlay),
                ], in: line, row: line.row)
            if place == picker.cursor { canvas.highlight(line, .overlaySelected) }
        }
    }
}
