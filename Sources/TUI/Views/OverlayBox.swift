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
