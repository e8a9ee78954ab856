import Runs
import Terminal

/// The themes to pick from, each with a swatch in its own colours.
struct ThemesView {
    private static let statuses: [RunStatus] = [.succeeded, .running, .warning, .failed, .skipped]
    private static let width = 44

    let state: State
    let picker: ThemePicker

    func draw(on canvas: inout Canvas) {
        let themes = state.shelf.themes
        let box = OverlayBox(
            title: "Themes", hint: state.hint(([.open], "keeps"), ([.back], "restores")),
            columns: Self.width,
            rows: max(1, themes.count))
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        guard let cursor = picker.cursor else {
            canvas.put(
                "Reading the themes.", .textMuted, column: inner.column, row: inner.row,
                width: inner.columns)
            return
        }
        let first = max(0, cursor - inner.rows + 1)
        for (index, theme) in themes.dropFirst(first).prefix(inner.rows).enumerated() {
            let line = inner.rows(index..<(index + 1))
            canvas.put(
                SafeText.line(theme.name).text, .overlay, column: line.column, row: line.row,
                width: line.columns)
            if first + index == cursor { canvas.highlight(line, .overlaySelected) }
            draw(theme, in: line.right(min(Self.swatch, line.columns)), on: &canvas)
        }
        ScrollBar(first: first, shown: inner.rows, count: themes.count)
            .draw(
                in: Rect(column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
                glyphs: state.glyphs, on: &canvas)
    }

    /// The columns of a swatch.
    private static let swatch = 22

    private func draw(_ theme: Theme, in rect: Rect, on canvas: inout Canvas) {
        let ground = theme[.background]
        var column = rect.column
        func put(_ text: String, _ role: Role) {
            let room = rect.endColumn - column
            guard room > 0 else { return }
            column += canvas.frame.put(
                text, column: column, row: rect.row, style: theme[role].over(ground), width: room)
        }
        put(" text ", .text)
        for status in Self.statuses { put("\(state.glyphs.status(status)) ", Role(status)) }
        put(" key  ", .footerKey)
    }
}
