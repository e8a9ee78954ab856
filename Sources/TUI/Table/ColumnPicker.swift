import Terminal

/// The open choice of columns, which shows at once.
package struct ColumnPicker: Hashable, Sendable {
    /// The column that keys act on.
    package internal(set) var cursor = 0
    /// The choice that Esc brings back.
    let saved: ColumnChoice
}

extension State {
    /// Opens the choice of columns.
    mutating func openColumns() { overlay = .columns(ColumnPicker(saved: columns)) }

    mutating func performInColumns(_ command: Command, _ open: ColumnPicker) {
        var picker = open
        if let movement = Movement(command, page: 8) {
            picker.cursor = movement.applied(to: picker.cursor, count: columns.entries.count)
        } else if command == .toggle {
            if !columns.toggle(picker.cursor) {
                message = StatusMessage("one column has to stay")
            }
        } else if command == .toggleAll {
            columns = .usual
        } else if command == .moveEarlier || command == .moveLater {
            picker.cursor = columns.move(picker.cursor, by: command == .moveEarlier ? -1 : 1)
        } else if command == .left || command == .right {
            columns.widen(picker.cursor, by: command == .left ? -1 : 1)
        } else if command == .open || command == .back || command == .close {
            if command != .open { columns = picker.saved }
            overlay = nil
            return
        }
        overlay = .columns(picker)
    }
}

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
