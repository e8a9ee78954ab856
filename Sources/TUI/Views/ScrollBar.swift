import Terminal

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
