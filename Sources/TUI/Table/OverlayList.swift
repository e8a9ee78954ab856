import Terminal

/// A titled box over the panes that lists rows, to choose from or to scroll.
struct OverlayList {
    struct Row {
        let line: StyledLine
        var trailing: StyledLine = []
        /// The same in fixed styles, which the cursor does not cover.
        var swatch: [(text: String, style: Style)] = []
    }

    enum Movability {
        case cursor
        case scroll
    }

    let title: String
    let hint: String
    let columns: Int
    let rows: [Row]
    /// The wanted rows inside the box.
    let height: Int
    var movability = Movability.cursor
    var absence = ""
    /// The row under the cursor, or the first one on the screen.
    var place = 0
    var search: LineEditor?
    var isSearching = false

    var page: Int {
        switch movability {
        case .cursor: 8
        case .scroll: readable
        }
    }

    var stops: Int {
        switch movability {
        case .cursor: rows.count
        // Stops at the last page, so that the next key up moves at once.
        case .scroll: max(1, rows.count - readable + 1)
        }
    }

    private var readable: Int { max(1, height - (search == nil ? 0 : 1)) }

    func draw(size: Size, glyphs: Glyphs, on canvas: inout Canvas) {
        var inner = drawFrame(size: size, glyphs: glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        if let search {
            draw(search, in: inner.top(1), on: &canvas)
            inner = inner.removingTop(1)
        }
        guard !rows.isEmpty else {
            canvas.put(
                absence, .textMuted, column: inner.column, row: inner.row, width: inner.columns)
            return
        }
        let first = movability == .cursor ? max(0, place - inner.rows + 1) : place
        for (index, row) in rows.dropFirst(first).prefix(inner.rows).enumerated() {
            let line = inner.rows(index..<(index + 1))
            canvas.put(row.line, in: line, row: line.row)
            let width = row.trailing.columns
            canvas.put(row.trailing, in: line.right(width), row: line.row)
            if movability == .cursor, first + index == place {
                canvas.highlight(line, .overlaySelected)
            }
            draw(row.swatch, in: line, on: &canvas)
        }
        ScrollBar(first: first, shown: inner.rows, count: rows.count).draw(
            in: Rect(column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
            glyphs: glyphs, on: &canvas)
    }

    private func draw(_ search: LineEditor, in rect: Rect, on canvas: inout Canvas) {
        canvas.put([Span("/ ", .footerKey), Span(search.text, .overlay)], in: rect, row: rect.row)
        guard isSearching else { return }
        let before = DisplayWidth.columns(of: String(search.text.prefix(search.cursor)))
        canvas.frame.cursor = Point(
            column: min(rect.column + 2 + before, rect.endColumn - 1), row: rect.row)
    }

    private func draw(
        _ swatch: [(text: String, style: Style)], in line: Rect, on canvas: inout Canvas
    ) {
        let width = swatch.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) }
        var column = max(line.column, line.endColumn - width)
        for (text, style) in swatch where column < line.endColumn {
            column += canvas.frame.put(
                text, column: column, row: line.row, style: style, width: line.endColumn - column)
        }
    }

    /// Draws the frame, as large as fits, and returns the room inside.
    private func drawFrame(size: Size, glyphs: Glyphs, on canvas: inout Canvas) -> Rect {
        let width = min(columns + 4, size.columns)
        let height = min(height + 2, size.rows)
        let box = Rect(
            column: (size.columns - width) / 2, row: (size.rows - height) / 2, columns: width,
            rows: height)
        canvas.fill(box, .overlay)
        guard box.columns >= 4, box.rows >= 3 else { return box }
        let corners = glyphs.corners
        canvas.fill(box.top(1), .overlayBorder, text: glyphs.horizontalLine)
        canvas.fill(box.bottom(1), .overlayBorder, text: glyphs.horizontalLine)
        canvas.fill(box.left(1), .overlayBorder, text: glyphs.verticalLine)
        canvas.fill(box.right(1), .overlayBorder, text: glyphs.verticalLine)
        for (text, column, row) in [
            (corners.topLeft, box.column, box.row), (corners.topRight, box.endColumn - 1, box.row),
            (corners.bottomLeft, box.column, box.endRow - 1),
            (corners.bottomRight, box.endColumn - 1, box.endRow - 1),
        ] { canvas.put(text, .overlayBorder, column: column, row: row) }
        canvas.put(
            " \(title) ", .overlayTitle, column: box.column + 2, row: box.row,
            width: box.columns - 4)
        canvas.put(
            " \(hint) ", .overlayBorder, column: box.column + 2, row: box.endRow - 1,
            width: box.columns - 4)
        return box.inset(columns: 1, rows: 1).removingLeft(1).removingRight(1)
    }
}
