import Runs
import RunTable
import Terminal

/// A prompt for one line that is no filter, and below it what to do or what is wrong.
struct LineView {
    let state: State
    let line: LinePrompt

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .prompt)
        let head = self.head
        let room = max(1, rect.columns - head.count - 1)
        let text = line.editor.text
        let before = DisplayWidth.columns(of: String(text.prefix(line.editor.cursor)))
        let shift = max(0, before - room + 1)
        canvas.put(head, .footerKey, column: rect.column, row: rect.row, width: rect.columns)
        let (visible, dropped) = DisplayWidth.dropping(columns: shift, from: text)
        let start = rect.column + head.count + dropped - shift
        let used = canvas.put(visible, .prompt, column: start, row: rect.row, width: room)
        canvas.put(
            state.paletteGhost, .promptGhost, column: start + used, row: rect.row,
            width: max(0, room - used))
        canvas.frame.cursor = Point(
            column: rect.column + head.count + before - shift, row: rect.row)
        guard rect.rows > 1 else { return }
        drawBelow(in: rect.removingTop(1), on: &canvas)
    }

    private var head: String {
        switch line.purpose {
        case .search: "search: "
        case .export: "export to: "
        case .palette: ":"
        }
    }

    private func drawBelow(in rect: Rect, on canvas: inout Canvas) {
        if line.mistake == nil, let completion = line.completion {
            let shown = completion.candidates.enumerated().dropFirst(max(0, completion.chosen - 4))
            let candidates = shown.flatMap { place, candidate in
                [
                    Span(candidate, place == completion.chosen ? .footerKey : .promptGhost),
                    Span("  ", .prompt),
                ]
            }
            return canvas.put([Span("  ", .prompt)] + candidates, in: rect, row: rect.row)
        }
        let (text, role): (String, Role) =
            line.mistake.map { ("  " + $0, .promptMistake) } ?? ("  " + hint, .promptGhost)
        let shown = DisplayWidth.truncate(
            text, to: rect.columns, ellipsis: state.glyphs.ellipsis)
        canvas.put(shown, role, column: rect.column, row: rect.row, width: rect.columns)
    }

    private var hint: String {
        switch line.purpose {
        case .palette: state.paletteHint
        case .search: "Enter keeps, then n and N go on and back  Esc restores"
        case .export:
            "\(ShortText.count(state.listing.count)) runs  Enter writes  Tab csv, json, ndjson  "
                + "Esc writes nothing"
        }
    }
}
