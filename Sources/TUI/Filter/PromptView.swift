import Query
import Runs
import RunTable
import Terminal

/// The filter prompt, and below it what is wrong with the filter, at its column.
struct PromptView {
    private static let head = "/ "

    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard let prompt = state.prompt, !rect.isEmpty else { return }
        canvas.fill(rect, .prompt)
        let head = Self.head
        let room = max(1, rect.columns - head.count - 1)
        let shift = max(0, columns(prompt, upTo: prompt.editor.cursor) - room + 1)
        canvas.put(head, .footerKey, column: rect.column, row: rect.row, width: rect.columns)
        let (visible, dropped) = DisplayWidth.dropping(columns: shift, from: prompt.editor.text)
        // A wide character that is cut in two leaves a blank half behind.
        canvas.put(
            visible, .prompt, column: rect.column + head.count + dropped - shift, row: rect.row,
            width: room)
        if let mistake = prompt.mistake {
            underline(mistake, prompt, shift: shift, in: rect, on: &canvas)
        }
        let cursor = head.count + columns(prompt, upTo: prompt.editor.cursor) - shift
        canvas.frame.cursor = Point(column: rect.column + cursor, row: rect.row)
        guard rect.rows > 1 else { return }
        drawBelow(prompt, shift: shift, in: rect.removingTop(1), on: &canvas)
    }

    private func drawBelow(
        _ prompt: FilterPrompt, shift: Int, in rect: Rect, on canvas: inout Canvas
    ) {
        if let mistake = prompt.mistake {
            let place = Self.head.count + columns(prompt, upTo: mistake.column) - shift
            explain(mistake, at: max(0, min(place, rect.columns - 1)), in: rect, on: &canvas)
        } else if let message = state.message {
            say("  \(message.text)", .message, in: rect, on: &canvas)
        } else if let completion = prompt.completion {
            var line: StyledLine = [Span("  ", .prompt)]
            let firstShown = max(0, completion.chosen - 4)
            for (index, candidate) in completion.candidates.enumerated().dropFirst(firstShown) {
                line.append(
                    Span(candidate, index == completion.chosen ? .footerKey : .promptGhost))
                line.append(Span("  ", .prompt))
            }
            canvas.put(line, in: rect, row: rect.row)
        } else {
            let listed =
                state.isListingDue
                ? state.glyphs.ellipsis : ShortText.count(state.listing.count)
            let held = ShortText.count(state.listing.table.count)
            let history = [KeyEvent.up, .down].map(state.glyphs.label(of:)).joined(separator: " ")
            let keys = "Enter keeps  Esc restores  Tab completes  \(history) history"
            let remark = state.request.query.remark
            say(
                "  \(listed) of \(held)  \(state.glyphs.middleDot)  \(remark ?? keys)",
                remark == nil ? .promptGhost : .message, in: rect, on: &canvas)
        }
    }

    private func say(_ text: String, _ role: Role, in rect: Rect, on canvas: inout Canvas) {
        let shown = DisplayWidth.truncate(
            text, to: rect.columns, ellipsis: state.glyphs.ellipsis)
        canvas.put(shown, role, column: rect.column, row: rect.row, width: rect.columns)
    }

    /// Writes a caret at a place, and the sentence on the side that has more room for it.
    private func explain(
        _ mistake: QueryMistake, at place: Int, in rect: Rect, on canvas: inout Canvas
    ) {
        let sentence = SafeText.line(mistake.sentence).text
        let needed = DisplayWidth.columns(of: sentence)
        let caret = rect.column + place
        canvas.put(state.glyphs.caret, .promptMistake, column: caret, row: rect.row)
        let roomBehind = max(0, rect.columns - place - 2)
        if needed <= roomBehind || roomBehind >= place {
            let text = DisplayWidth.truncate(
                sentence, to: roomBehind, ellipsis: state.glyphs.ellipsis)
            canvas.put(
                text, .promptMistake, column: caret + 2, row: rect.row, width: roomBehind)
        } else {
            let text = DisplayWidth.truncate(
                sentence, to: max(0, place - 1), ellipsis: state.glyphs.ellipsis)
            let start = caret - 1 - DisplayWidth.columns(of: text)
            canvas.put(text, .promptMistake, column: start, row: rect.row, width: place)
        }
    }

    private func underline(
        _ mistake: QueryMistake, _ prompt: FilterPrompt, shift: Int, in rect: Rect,
        on canvas: inout Canvas
    ) {
        let from = Self.head.count + columns(prompt, upTo: mistake.column) - shift
        let upTo =
            Self.head.count + columns(prompt, upTo: mistake.column + max(1, mistake.length))
            - shift
        let range = rect.top(1).columns(max(Self.head.count, from)..<max(from + 1, upTo))
        canvas.highlight(range, .filterMistake)
    }

    /// The columns that the first characters of the text take up.
    private func columns(_ prompt: FilterPrompt, upTo count: Int) -> Int {
        DisplayWidth.columns(of: String(prompt.editor.text.prefix(count)))
    }
}

extension DisplayWidth {
    /// The text without its first columns, and how many were dropped, where a wide character does
    /// not end there one more.
    static func dropping(
        columns: Int, from text: String
    ) -> (rest: String, dropped: Int) {
        var rest = text[...]
        var dropped = 0
        while dropped < columns, let first = rest.first {
            dropped += DisplayWidth.columns(of: first)
            rest.removeFirst()
        }
        return (String(rest), dropped)
    }
}
