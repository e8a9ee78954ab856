import Runs
import RunTable
import Terminal

struct TimelineView {
    /// Columns of the time at either end, with a space on both sides.
    private static let labelWidth = 7

    let state: State

    static func bars(in rect: Rect) -> Rect {
        rect.removingLeft(labelWidth).removingRight(labelWidth)
    }

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .counts)
        let spans = state.spans
        guard let first = spans.first, let last = spans.last,
            let most = spans.map(\.counts.total).max()
        else { return }
        let bars = Self.bars(in: rect)
        let row = rect.endRow - 1
        label(first.from, in: rect.left(Self.labelWidth), row: row, on: &canvas)
        // The last span may end after the present time.
        label(
            min(last.until, max(last.from, state.shownMoment)),
            in: rect.right(Self.labelWidth), row: row, on: &canvas)
        let width = max(1, bars.columns / spans.count)
        let chosen = state.activePane == .timeline ? state.selection(of: spans) : nil
        for (place, span) in spans.enumerated() {
            let column = bars.columns(place * width..<(place + 1) * width)
            draw(
                TimelineBar(span.counts, most: most, height: bars.rows * 8), in: column,
                on: &canvas)
            guard let chosen, chosen.contains(place) else { continue }
            let isEnd = state.timeline.anchor == nil
            canvas.highlight(column, isEnd ? .timelineCursor : .timelineSelected)
        }
    }

    private func label(_ moment: Timestamp, in rect: Rect, row: Int, on canvas: inout Canvas) {
        let text = state.times.clock.coarse(moment, today: state.shownMoment)
        canvas.put(text, .timeline, column: rect.column + 1, row: row, width: rect.columns - 1)
    }

    private func draw(_ bar: TimelineBar, in rect: Rect, on canvas: inout Canvas) {
        for number in 0..<rect.rows {
            guard let cell = bar.cell(number) else { continue }
            let row = rect.endRow - 1 - number
            let (lower, upper) = (canvas.theme[cell.role], cell.above.map { canvas.theme[$0] })
            var style = lower.over(canvas.frame[column: rect.column, row: row].style)
            var height = cell.height
            if let upper, state.glyphs.hasEighths, !canvas.theme.hasFewColors {
                style.background = upper.foreground
            } else if upper != nil {
                // If colours do not separate the two parts, both fill the cell as one.
                height = cell.top
            }
            let sign = state.glyphs.column(eighths: height, isBad: cell.role == .statusFailed)
            canvas.frame.put(
                String(repeating: sign, count: rect.columns), column: rect.column, row: row,
                style: style, width: rect.columns)
        }
    }
}
