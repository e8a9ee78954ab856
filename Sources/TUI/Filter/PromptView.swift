import Query
import Runs
import RunTable
import Terminal

/// The prompt, and below it a hint, or the mistake at its column.
struct PromptView {
    let state: State
    let prompt: Prompt

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .prompt)
        let room = max(1, rect.columns - head.count - 1)
        let before = columns(upTo: prompt.editor.cursor)
        let shift = max(0, before - room + 1)
        canvas.put(head, .footerKey, column: rect.column, row: rect.row, width: rect.columns)
        let (visible, dropped) = DisplayWidth.dropping(columns: shift, from: prompt.editor.text)
        // A wide character that is cut in half leaves a blank column.
        let start = rect.column + head.count + dropped - shift
        let used = canvas.put(visible, .prompt, column: start, row: rect.row, width: room)
        canvas.put(
            state.paletteGhost, .promptGhost, column: start + used, row: rect.row,
            width: max(0, room - used))
        if let range = prompt.mistake?.range {
            let from = place(range.lowerBound, shift)
            let upTo = place(max(range.upperBound, range.lowerBound + 1), shift)
            canvas.highlight(
                rect.top(1).columns(max(head.count, from)..<max(from + 1, upTo)), .filterMistake)
        }
        canvas.frame.cursor = Point(
            column: rect.column + head.count + before - shift, row: rect.row)
        guard rect.rows > 1 else { return }
        drawBelow(shift: shift, in: rect.removingTop(1), on: &canvas)
    }

    private var head: String {
        switch prompt.purpose {
        case .filter: "/ "
        case .search: "search: "
        case .export: "export to: "
        case .palette: ":"
        }
    }

    private func drawBelow(shift: Int, in rect: Rect, on canvas: inout Canvas) {
        if let mistake = prompt.mistake {
            guard let range = mistake.range else {
                return canvas.put("  " + mistake.sentence, .promptMistake, in: rect, state.glyphs)
            }
            let place = place(range.lowerBound, shift)
            explain(
                mistake.sentence, at: max(0, min(place, rect.columns - 1)), in: rect, on: &canvas)
        } else if let message = state.message, case .filter = prompt.purpose {
            canvas.put("  " + message.text, .message, in: rect, state.glyphs)
        } else if let completion = prompt.completion {
            let shown = completion.candidates.enumerated().dropFirst(max(0, completion.chosen - 4))
            let candidates = shown.flatMap { place, candidate in
                [
                    Span(candidate, place == completion.chosen ? .footerKey : .promptGhost),
                    Span("  ", .prompt),
                ]
            }
            canvas.put([Span("  ", .prompt)] + candidates, in: rect, row: rect.row)
        } else {
            let (text, role) = hint
            canvas.put("  " + text, role, in: rect, state.glyphs)
        }
    }

    private var hint: (text: String, role: Role) {
        switch prompt.purpose {
        case .filter: filterHint
        case .palette: (state.paletteHint, .promptGhost)
        case .search: ("Enter search, then n N next, previous  Esc cancel", .promptGhost)
        case .export:
            (
                "\(ShortText.count(state.runs.listing.count)) runs  Enter write  "
                    + "Tab csv, json, ndjson  Esc cancel", .promptGhost
            )
        }
    }

    private var filterHint: (text: String, role: Role) {
        let listing = state.runs.listing
        let listed =
            state.runs.isListingDue ? state.glyphs.ellipsis : ShortText.count(listing.count)
        let history = [KeyEvent.up, .down].map(state.glyphs.label(of:)).joined(separator: " ")
        let keys = "Enter apply  Esc cancel  Tab complete  \(history) history"
        let remark = state.runs.request.query.remark
        let dot = state.glyphs.middleDot
        return (
            "\(listed) of \(ShortText.count(listing.table.count))  \(dot)  \(remark ?? keys)",
            remark == nil ? .promptGhost : .message
        )
    }

    /// Draws a caret at the mistake, and the sentence on the side with more room.
    private func explain(_ sentence: String, at place: Int, in rect: Rect, on canvas: inout Canvas)
    {
        let sentence = SafeText.line(sentence).text
        let needed = DisplayWidth.columns(of: sentence)
        let caret = rect.column + place
        canvas.put(state.glyphs.caret, .promptMistake, column: caret, row: rect.row)
        let roomBehind = max(0, rect.columns - place - 2)
        if needed <= roomBehind || roomBehind >= place {
            let text = DisplayWidth.truncate(
                sentence, to: roomBehind, ellipsis: state.glyphs.ellipsis)
            canvas.put(text, .promptMistake, column: caret + 2, row: rect.row, width: roomBehind)
        } else {
            let text = DisplayWidth.truncate(
                sentence, to: max(0, place - 1), ellipsis: state.glyphs.ellipsis)
            let start = caret - 1 - DisplayWidth.columns(of: text)
            canvas.put(text, .promptMistake, column: start, row: rect.row, width: place)
        }
    }

    private func place(_ character: Int, _ shift: Int) -> Int {
        head.count + columns(upTo: character) - shift
    }

    private func columns(upTo count: Int) -> Int {
        DisplayWidth.columns(of: String(prompt.editor.text.prefix(count)))
    }
}

extension DisplayWidth {
    /// Drops columns from the left: one more than requested if a wide character crosses the edge.
    static func dropping(columns: Int, from text: String) -> (rest: String, dropped: Int) {
        var rest = text[...]
        var dropped = 0
        while dropped < columns, let first = rest.first {
            dropped += DisplayWidth.columns(of: first)
            rest.removeFirst()
        }
        return (String(rest), dropped)
    }
}
