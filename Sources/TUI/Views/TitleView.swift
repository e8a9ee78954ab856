import Runs
import Terminal

/// The line above the table: the view, the filter in force, and how much of all is listed.
struct TitleView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tab)
        let tabs = View.allCases.map {
            Span(" \($0.rawValue) \($0.title) ", $0 == state.view ? .tabActive : .tab)
        }
        canvas.put(tabs, in: rect, row: rect.row)
        let used = tabs.reduce(0) { $0 + $1.columns }
        let count = " \(countText) "
        let countWidth = DisplayWidth.columns(of: count)
        let filter = state.request.query.text
        let room = rect.columns - used - countWidth - 4
        if !filter.isEmpty, room > 4 {
            let text = DisplayWidth.truncate(
                SafeText.line(filter).text, to: room, ellipsis: state.glyphs.ellipsis)
            canvas.put(
                text, .filter, column: rect.column + used + 2, row: rect.row, width: room)
        }
        canvas.put(
            count, .counts, column: rect.endColumn - countWidth, row: rect.row,
            width: countWidth)
    }

    private var countText: String {
        let listed = ShortText.count(state.listing.count)
        let held = ShortText.count(state.listing.table.count)
        let isFiltered = state.listing.request.query.root != nil
        let all = held == "1" ? "1 run" : "\(held) runs"
        let count = isFiltered ? "\(listed) of \(held)" : all
        guard state.arrivedWhilePaused > 0, state.size.columns >= 100 else { return count }
        let arrived = ShortText.count(state.arrivedWhilePaused)
        return "\(count) \(state.glyphs.middleDot) \(arrived) new while paused"
    }
}
