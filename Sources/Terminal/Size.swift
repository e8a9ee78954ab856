/// The extent of a screen or a rectangle in cells, never negative.
package struct Size: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    /// Creates an extent; negative numbers become 0.
    package init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The most cells that are drawn, because some programs set huge sizes at random.
    static let mostColumns = 1_000
    static let mostRows = 500

    /// The part of a window that is drawn, at least one cell; 80 x 24 if the size is unknown.
    static func drawn(columns: Int, rows: Int) -> Size {
        guard columns > 0, rows > 0 else { return Size(columns: 80, rows: 24) }
        return Size(columns: min(columns, mostColumns), rows: min(rows, mostRows))
    }

    package var isEmpty: Bool { columns <= 0 || rows <= 0 }
}

/// The position of a cell, counted from zero at the top left.
package struct Point: Hashable, Sendable {
    package var column: Int
    package var row: Int

    /// Creates a position, not clamped, because a point may lie outside a frame.
    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

// Any coordinates may occur (from a scrolled list, a prompt, a test), and drawing must not trap:
// these sums saturate. The module's only stdlib extensions.
extension Int {
    func addingSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other > 0 ? .max : .min
    }

    func subtractingSaturating(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return other < 0 ? .max : .min
    }
}
