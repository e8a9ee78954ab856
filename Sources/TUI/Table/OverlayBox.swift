import Terminal

/// A framed box in the middle of the screen, as large as there is room for.
struct OverlayBox {
    let title: String
    let hint: String
    /// The columns wanted inside.
    let columns: Int
    /// The rows wanted inside.
    let rows: Int

    /// Draws the frame.
    ///
    /// - Returns: The room inside.
    func draw(size: Size, glyphs: Glyphs, on canvas: inout Canvas) -> Rect {
        let width = min(columns + 4, size.columns)
        let height = min(rows + 2, size.rows)
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
            (corners.topLeft, box.column, box.row),
            (corners.topRight, box.endColumn - 1, box.row),
            (corners.bottomLeft, box.column, box.endRow - 1),
            (corners.bottomRight, box.endColumn - 1, box.endRow - 1),
        ] {
            canvas.put(text, .overlayBorder, column: column, row: row)
        }
        canvas.put(
            " \(title) ", .overlayTitle, column: box.column + 2, row: box.row,
            width: box.columns - 4)
        canvas.put(
            " \(hint) ", .overlayBorder, column: box.column + 2, row: box.endRow - 1,
            width: box.columns - 4)
        return box.inset(columns: 1, rows: 1).removingLeft(1).removingRight(1)
    }
}

/// A bar that shows which part of a list is on the screen; it is absent when all of it is.
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
            rect.rows(start..<(start + length)), .scrollbarThumb,
            text: glyphs.thumb.first ?? "#")
    }
}
