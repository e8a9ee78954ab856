import Terminal

struct TableView<Item: Sendable> {
    struct Marking {
        let sign: Span
        var mark: Span?
        var tint: Role?
    }

    /// The part of a list that is on the screen; places and count are those of the whole list.
    struct Window {
        let items: [Item]
        let first: Int
        let count: Int
        let selected: Int?
    }

    let layout: ColumnLayout<Item>
    var context: CellContext
    let order: TableOrder?
    let window: Window
    /// How many columns it is scrolled to the right.
    var scrolled = 0
    let marking: (Item) -> Marking

    func draw(header: Rect, rows: Rect, on canvas: inout Canvas) {
        drawHeader(in: header, on: &canvas)
        for (index, item) in window.items.prefix(rows.rows).enumerated() {
            let line = rows.rows(index..<(index + 1))
            draw(item, in: line, on: &canvas)
            if window.first + index == window.selected { canvas.highlight(line, .tableRowSelected) }
        }
        ScrollBar(first: window.first, shown: rows.rows, count: window.count)
            .draw(in: rows.right(1), glyphs: context.glyphs, on: &canvas)
    }

    private func drawHeader(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tableHeader)
        for placed in layout.placed {
            let title = placed.column.title
            guard let order, order.column == placed.column.id else {
                put([Span(title, .tableHeader)], placed, in: rect, on: &canvas)
                continue
            }
            let arrow = order.descending ? context.glyphs.descending : context.glyphs.ascending
            let gap = title.count + 2 <= placed.textWidth ? " " : ""
            put([Span(title + gap + arrow, .tableHeaderSorted)], placed, in: rect, on: &canvas)
        }
    }

    private func draw(_ item: Item, in rect: Rect, on canvas: inout Canvas) {
        let marking = marking(item)
        if let tint = marking.tint { canvas.tint(rect, tint) }
        if let mark = marking.mark {
            canvas.put(mark.text, mark.role, column: rect.column, row: rect.row)
        }
        if scrolled == 0 { canvas.put([marking.sign], in: rect.removingLeft(1), row: rect.row) }
        var context = context
        for placed in layout.placed {
            context.width = placed.textWidth
            put(placed.column.cell(item, context), placed, in: rect, on: &canvas)
            guard placed.hasBar, let bar = placed.column.bar?(item, context) else { continue }
            put(bar, at: placed.barOffset, width: TableMetrics.bar, in: rect, on: &canvas)
        }
    }

    private func put(
        _ line: StyledLine, _ placed: ColumnLayout<Item>.Placed, in rect: Rect,
        on canvas: inout Canvas
    ) {
        var width = placed.textWidth
        // Scrolled sideways, the last column shows the rest of its text.
        if scrolled > 0, placed.offset + placed.width >= rect.columns - 2 { width = .max / 2 }
        var offset = placed.offset
        if placed.column.width.alignment == .right {
            offset += max(0, placed.textWidth - line.columns)
        }
        for span in line where width > 0 {
            let drawn = put(span, at: offset, width: width, in: rect, on: &canvas)
            offset += drawn
            width -= drawn
        }
    }

    /// Draws a text, shifted by the scroll and clipped at the scroll bar. Returns its columns.
    @discardableResult private func put(
        _ span: Span, at offset: Int, width: Int, in rect: Rect, on canvas: inout Canvas
    ) -> Int {
        let text = DisplayWidth.truncate(span.text, to: width, ellipsis: context.glyphs.ellipsis)
        let start = offset - scrolled
        let room = rect.columns - 1 - start
        guard room > 0 else { return 0 }
        return canvas.put(
            text, span.role, column: rect.column + start, row: rect.row, width: min(width, room))
    }
}

/// The column that a table is sorted by, and the direction.
package struct TableOrder: Hashable, Sendable {
    /// The column's id.
    package let column: String
    /// Whether the greatest comes first.
    package let descending: Bool
}

/// Shows which part of a list is on the screen; hidden if all of it is.
struct ScrollBar {
    let first: Int
    let shown: Int
    let count: Int

    func draw(in rect: Rect, glyphs: Glyphs, on canvas: inout Canvas) {
        guard count > shown, !rect.isEmpty else { return }
        canvas.fill(rect, .scrollbar, text: glyphs.verticalLine)
        let length = max(1, rect.rows * shown / count)
        let furthest = max(1, count - shown)
        let start = (rect.rows - length) * min(first, furthest) / furthest
        canvas.fill(
            rect.rows(start..<(start + length)), .scrollbarThumb, text: glyphs.thumb.first ?? "#")
    }
}
