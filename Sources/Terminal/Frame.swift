/// A whole screen of cells. All drawing is clipped, so that no coordinate traps. The halves of a
/// wide character stay together; overwriting one blanks the other.
package struct Frame: Hashable, Sendable {
    package let size: Size
    /// The terminal's cursor, as in a prompt; hidden if nil or outside.
    package var cursor: Point?
    /// Row by row; `size.rows * size.columns` of them.
    var cells: [Cell]

    package init(size: Size, fill: Style = .plain) {
        self.size = Size(columns: size.columns, rows: size.rows)
        cursor = nil
        let (count, overflow) = self.size.columns.multipliedReportingOverflow(by: self.size.rows)
        precondition(!overflow, "a frame's size is a terminal's")
        cells = Array(repeating: Cell(style: fill), count: count)
    }

    package var bounds: Rect { Rect(size: size) }

    /// The cell at a position; a plain space outside.
    package subscript(column column: Int, row row: Int) -> Cell {
        guard let index = index(column: column, row: row) else { return Cell() }
        return cells[index]
    }

    /// Fills a rectangle with a character, repeated as often as it fits, and a style.
    package mutating func fill(_ rect: Rect, style: Style, text: Character = " ") {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let width = max(1, DisplayWidth.columns(of: text))
        let line = String(repeating: text, count: area.columns / width)
        for row in area.row..<area.endRow {
            let used = put(
                line, column: area.column, row: row, style: style, width: area.columns)
            for column in (area.column + used)..<max(area.column + used, area.endColumn) {
                set(Cell(style: style), column: column, row: row)
            }
        }
    }

    /// Changes the styles of a rectangle's cells, not their text.
    package mutating func restyle(_ rect: Rect, _ transform: (Style) -> Style) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        for row in area.row..<area.endRow {
            let start = row * size.columns
            for index in (start + area.column)..<(start + area.endColumn) {
                cells[index].style = transform(cells[index].style)
            }
        }
    }

    /// The rows as text without trailing spaces.
    package var lines: [String] {
        (0..<size.rows).map { row in
            var line = ""
            for cell in self[row: row] { line += cell.text }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Returns the rows with one letter per cell, chosen by its style.
    package func styles(legend: (Style) -> Character) -> [String] {
        (0..<size.rows).map { row in String(self[row: row].map { legend($0.style) }) }
    }

    /// The cells of one row, which must exist.
    subscript(row row: Int) -> ArraySlice<Cell> {
        cells[(row * size.columns)..<((row + 1) * size.columns)]
    }

    func index(column: Int, row: Int) -> Int? {
        guard row >= 0, row < size.rows, column >= 0, column < size.columns else { return nil }
        return row * size.columns + column
    }
}
