import Runs
import Terminal

/// The table of a view that lists something else than runs.
struct DigestTable<Item: Digest> {
    private static var gap: Int { 2 }

    let state: State
    let list: DigestList<Item>
    /// The sign before an item, and its role.
    let sign: (Item) -> (String, Role)

    /// A column and its place.
    private struct Placed {
        let column: DigestColumn<Item>
        let offset: Int
        let width: Int
    }

    /// The columns that a width has room for.
    static func columns(in width: Int) -> [DigestColumn<Item>] {
        // The last column of the screen is the scroll bar's.
        let width = width - 1
        var kept = Item.columns
        while least(kept) > width,
            let victim = kept.indices.filter({ kept[$0].givesWay > 0 })
                .max(by: { kept[$0].givesWay < kept[$1].givesWay })
        {
            kept.remove(at: victim)
        }
        return kept
    }

    private static func least(_ columns: [DigestColumn<Item>]) -> Int {
        columns.reduce(ColumnLayout.gutter) { $0 + $1.least } + gap * max(0, columns.count - 1)
    }

    /// Gives what is left over to those that can use it, first to last, and then by their shares.
    private static func place(_ columns: [DigestColumn<Item>], in width: Int) -> [Placed] {
        var spare = max(0, width - 1 - least(columns))
        var widths = columns.map { column in
            let extra = min(spare, column.width - column.least)
            spare -= extra
            return column.least + extra
        }
        var shares = columns.reduce(0) { $0 + $1.share }
        for (index, column) in columns.enumerated() where column.share > 0 {
            let extra = spare * column.share / shares
            widths[index] += extra
            spare -= extra
            shares -= column.share
        }
        var offset = ColumnLayout.gutter
        return zip(columns, widths).map { column, width in
            defer { offset += width + gap }
            return Placed(column: column, offset: offset, width: width)
        }
    }

    func draw(header: Rect, rows: Rect, on canvas: inout Canvas) {
        let columns = Self.place(Self.columns(in: rows.columns), in: rows.columns)
        drawHeader(columns, in: header, on: &canvas)
        guard !list.items.isEmpty else {
            EmptyView(state: state).draw(in: rows, on: &canvas)
            return
        }
        var context = DigestContext(
            now: state.shownMoment, times: state.times, glyphs: state.glyphs)
        let selected = list.place
        for (index, item) in list.items.dropFirst(list.top).prefix(rows.rows).enumerated() {
            let line = rows.rows(index..<(index + 1))
            let (text, role) = sign(item)
            canvas.put(text, role, column: line.column + 1, row: line.row, width: line.columns - 1)
            for placed in columns {
                context.width = placed.width
                put(placed.column.cell(item, context), placed, in: line, on: &canvas)
            }
            guard list.top + index == selected else { continue }
            canvas.highlight(line, .tableRowSelected)
        }
        ScrollBar(first: list.top, shown: rows.rows, count: list.items.count)
            .draw(in: rows.right(1), glyphs: state.glyphs, on: &canvas)
    }

    private func drawHeader(_ columns: [Placed], in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tableHeader)
        for placed in columns {
            let isSorted = placed.column.id == list.order.column
            let arrow = list.order.descending ? state.glyphs.descending : state.glyphs.ascending
            let title = placed.column.title
            let gap = title.count + 2 <= placed.width ? " " : ""
            let span = Span(
                isSorted ? title + gap + arrow : title,
                isSorted ? .tableHeaderSorted : .tableHeader)
            put([span], placed, in: rect, on: &canvas)
        }
    }

    /// Writes a cell, cut to its width.
    private func put(
        _ line: StyledLine, _ placed: Placed, in rect: Rect, on canvas: inout Canvas
    ) {
        let used = line.reduce(0) { $0 + $1.columns }
        let indent = placed.column.alignment == .right ? max(0, placed.width - used) : 0
        let start = placed.offset + indent
        let room = min(placed.width, rect.columns - start)
        guard room > 0 else { return }
        var column = rect.column + start
        let end = column + room
        for span in line {
            guard column < end else { return }
            let text = DisplayWidth.truncate(
                span.text, to: end - column, ellipsis: state.glyphs.ellipsis)
            column += canvas.put(
                text, span.role, column: column, row: rect.row, width: end - column)
        }
    }
}
