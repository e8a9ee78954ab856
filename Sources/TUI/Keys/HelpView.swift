import Terminal

/// The help over the panes, made from the table of commands.
struct HelpView {
    private static let keysWidth = 16
    private static let width = 96
    private static let namesWidth = 20

    let state: State
    let scroll: Int

    /// How many lines the help has.
    var lineCount: Int { lines.count }

    /// How many of its lines the screen has room for.
    var height: Int { max(1, min(lineCount, state.size.rows - 4)) }

    /// Whether there is room for the names that `[keys]` and the palette know the commands by.
    private var isNamed: Bool { state.size.columns >= Self.width + Self.namesWidth + 4 }

    private var width: Int { Self.width + (isNamed ? Self.namesWidth : 0) }

    private var lines: [StyledLine] {
        let room = max(12, min(Self.width, state.size.columns - 4) - Self.keysWidth - 2)
        return CommandRow.Section.allCases.flatMap { section -> [StyledLine] in
            let rows = state.keymap.rows.filter { $0.section == section }
            let heading: [StyledLine] = [[Span(section.rawValue, .overlayTitle)]]
            let body = rows.flatMap { row -> [StyledLine] in
                let keys = row.ways(state.glyphs.label(of:)).joined(separator: " ")
                let parts = DisplayWidth.wrap(row.help, to: room)
                return parts.enumerated().map { place, part in
                    let head = place == 0 ? "  " + keys + " " : ""
                    let name = place == 0 && isNamed ? row.command.rawValue : ""
                    return [
                        Span(head.padded(to: Self.keysWidth + 2), .footerKey),
                        Span(isNamed ? part.padded(to: room + 1) : part, .overlay),
                        Span(name, .textMuted),
                    ]
                }
            }
            return heading + body + [[]]
        }.dropLast()
    }

    func draw(on canvas: inout Canvas) {
        let box = OverlayBox(
            title: "Help", hint: state.hint(([.down, .up], "scroll"), ([.close], "closes")),
            columns: width, rows: height)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        let lines = lines
        for (index, line) in lines.dropFirst(scroll).prefix(inner.rows).enumerated() {
            canvas.put(line, in: inner, row: inner.row + index)
        }
        ScrollBar(first: scroll, shown: inner.rows, count: lines.count)
            .draw(
                in: Rect(
                    column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
                glyphs: state.glyphs, on: &canvas)
    }
}
