import Runs
import Terminal

/// A list of choices over the panes.
struct PickerView {
    let state: State
    let picker: Picker

    func draw(on canvas: inout Canvas) {
        let title = picker.subject == .statuses ? "Statuses" : "Providers and sources"
        let box = OverlayBox(
            title: title,
            hint: state.hint(
                ([.toggle], "chooses"), ([.toggleAll], "all"), ([.open], "keeps"),
                ([.back], "restores")), columns: 48, rows: picker.items.count)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        let first = max(0, picker.cursor - inner.rows + 1)
        for (index, item) in picker.items.dropFirst(first).prefix(inner.rows).enumerated() {
            let line = inner.rows(index..<(index + 1))
            canvas.put(self.line(item), in: line, row: line.row)
            let count = ShortText.count(item.count)
            canvas.put(
                count, .textMuted, column: line.endColumn - count.count, row: line.row,
                width: count.count)
            if first + index == picker.cursor { canvas.highlight(line, .overlaySelected) }
        }
    }

    private func line(_ item: Picker.Item) -> StyledLine {
        let mark = picker.chosen.contains(item.value) ? state.glyphs.checked : " "
        let box = Span("[\(mark)] ", .overlay)
        switch item.value {
        case .status(let status):
            return [
                box, Span("\(state.glyphs.status(status)) ", Role(status)),
                Span(status.rawValue, .overlay),
            ]
        case .provider(let kind):
            return [box, Span(kind.rawValue, .overlay)]
        case .source(let name):
            return [Span("  ", .overlay), box, Span(SafeText.line(name.text).text, .overlay)]
        }
    }
}
