/// A rectangle of cells. Its extent is never negative, and cutting too much leaves it empty, so
/// that layouts for tiny screens need no arithmetic of their own.
package struct Rect: Hashable, Sendable {
    package var column: Int
    package var row: Int
    package private(set) var columns: Int
    package private(set) var rows: Int

    /// Creates a rectangle; a negative extent becomes 0.
    package init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    package init(origin: Point = Point(column: 0, row: 0), size: Size) {
        self.init(
            column: origin.column, row: origin.row, columns: size.columns, rows: size.rows)
    }

    package var origin: Point { Point(column: column, row: row) }
    package var size: Size { Size(columns: columns, rows: rows) }
    package var isEmpty: Bool { columns == 0 || rows == 0 }
    /// The first column to the right of the rectangle.
    package var endColumn: Int { column.addingSaturating(columns) }
    /// The first row below the rectangle.
    package var endRow: Int { row.addingSaturating(rows) }

    package func contains(_ point: Point) -> Bool {
        point.column >= column && point.column < endColumn && point.row >= row
            && point.row < endRow
    }

    /// Returns the part in both rectangles, which may be empty.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        let right = min(endColumn, other.endColumn)
        let bottom = min(endRow, other.endRow)
        return Rect(
            column: left, row: top,
            columns: right.subtractingSaturating(left), rows: bottom.subtractingSaturating(top))
    }
}

// MARK: - Cutting
extension Rect {
    /// Returns the rows of a range relative to the rectangle, clamped.
    package func rows(_ range: Range<Int>) -> Rect {
        let lower = min(max(0, range.lowerBound), rows)
        let upper = min(max(lower, range.upperBound), rows)
        return Rect(
            column: column, row: row.addingSaturating(lower), columns: columns,
            rows: upper - lower)
    }

    /// Returns the columns of a range relative to the rectangle, clamped.
    package func columns(_ range: Range<Int>) -> Rect {
        let lower = min(max(0, range.lowerBound), columns)
        let upper = min(max(lower, range.upperBound), columns)
        return Rect(
            column: column.addingSaturating(lower), row: row, columns: upper - lower, rows: rows)
    }

    /// Returns the first `count` rows.
    package func top(_ count: Int) -> Rect { rows(0..<max(0, count)) }

    /// Returns the last `count` rows.
    package func bottom(_ count: Int) -> Rect { removingTop(rows - clamped(count, rows)) }

    /// Returns the first `count` columns.
    package func left(_ count: Int) -> Rect { columns(0..<max(0, count)) }

    /// Returns the last `count` columns.
    package func right(_ count: Int) -> Rect { removingLeft(columns - clamped(count, columns)) }

    /// Returns all but the first `count` rows.
    package func removingTop(_ count: Int) -> Rect { rows(clamped(count, rows)..<rows) }

    /// Returns all but the last `count` rows.
    package func removingBottom(_ count: Int) -> Rect { rows(0..<(rows - clamped(count, rows))) }

    /// Returns all but the first `count` columns.
    package func removingLeft(_ count: Int) -> Rect {
        columns(clamped(count, columns)..<columns)
    }

    /// Returns all but the last `count` columns.
    package func removingRight(_ count: Int) -> Rect {
        columns(0..<(columns - clamped(count, columns)))
    }

    /// Returns the rectangle without a margin of this many columns and rows on each side.
    package func inset(columns: Int = 0, rows: Int = 0) -> Rect {
        removingLeft(columns).removingRight(columns).removingTop(rows).removingBottom(rows)
    }

    /// Returns the first `count` rows, and the rest.
    package func split(top count: Int) -> (top: Rect, rest: Rect) {
        (top(count), removingTop(count))
    }

    /// Returns the last `count` rows, and the rest above them.
    package func split(bottom count: Int) -> (rest: Rect, bottom: Rect) {
        (removingBottom(count), bottom(count))
    }

    /// Returns the first `count` columns, and the rest.
    package func split(left count: Int) -> (left: Rect, rest: Rect) {
        (left(count), removingLeft(count))
    }

    /// Returns the last `count` columns, and the rest to the left of them.
    package func split(right count: Int) -> (rest: Rect, right: Rect) {
        (removingRight(count), right(count))
    }

    private func clamped(_ count: Int, _ limit: Int) -> Int { min(max(0, count), limit) }
}
