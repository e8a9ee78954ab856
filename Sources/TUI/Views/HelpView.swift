import Terminal

/// The help over the panes, made from the table of commands.
struct HelpView {
    private static let keysWidth = 16
    private static let width = 72

    let state: State
    let scroll: Int

    /// How many lines the help has on a screen.
    static func lineCount(in size: Size) -> Int { lines(.unicode, in: size).count }

    /// How many of its lines a screen has room for.
    static func height(in size: Size) -> Int {
        max(1, min(lineCount(in: size), size.rows - 4))
    }

    private static func lines(_ glyphs: Glyphs, in size: Size) -> [StyledLine] {
        let room = max(8, min(width, size.columns - 4) - keysWidth - 2)
        return CommandRow.Section.allCases.flatMap { section -> [StyledLine] in
            let rows = CommandTable.rows.filter { $0.section == section }
            let heading: [StyledLine] = [[Span(section.rawValue, .overlayTitle)]]
            let body = rows.flatMap { row -> [StyledLine] in
                let keys = row.ways(glyphs.label(of:)).joined(separator: " ")
                return DisplayWidth.wrap(row.help, to: room).enumerated().map { index, part in
                    let head = index == 0 ? keys : ""
                    let padding = max(1, keysWidth - DisplayWidth.columns(of: head))
                    return [
                        Span("  " + head + String(repeating: " ", count: padding), .footerKey),
                        Span(part, .overlay),
                    ]
                }
            }
            return heading + body + [[]]
        }.dropLast()
    }

    func draw(on canvas: inout Canvas) {
        let height = Self.height(in: state.size)
        let box = OverlayBox(
            title: "Help", hint: "j k scroll  q closes", columns: Self.width, rows: height)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        for (index, line) in Self.lines(state.glyphs, in: state.size).dropFirst(scroll).prefix(
            inner.rows
        )
        .enumerated() {
            canvas.put(line, in: inner, row: inner.row + index)
        }
        ScrollBar(first: scroll, shown: inner.rows, count: Self.lineCount(in: state.size))
            .draw(
                in: Rect(
                    column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
                glyphs: state.glyphs, on: &canvas)
    }
}
