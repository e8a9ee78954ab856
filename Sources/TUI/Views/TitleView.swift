import Runs
import Terminal

/// The line above the table: the view, the filter in force, and how much of all is listed.
struct TitleView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tab)
        let tabs = View.allCases.map {
            Span(Self.tab($0), $0 == state.view ? .tabActive : .tab)
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

    private static func tab(_ view: View) -> String { " \(view.rawValue) \(view.title) " }

    /// The view whose tab takes up a column, counted from the left.
    static func view(at column: Int) -> View? {
        var end = 0
        for view in View.allCases {
            end += tab(view).count
            if column < end { return view }
        }
        return nil
    }

    private var countText: String {
        let marked = state.view == .runs ? state.marks.count : 0
        let marks =
            marked > 0 ? "\(ShortText.count(marked)) marked \(state.glyphs.middleDot) " : ""
        return marks + listText
    }

    private var listText: String {
        let count = count
        guard state.arrivedWhilePaused > 0, state.size.columns >= 100 else { return count }
        let arrived = ShortText.count(state.arrivedWhilePaused)
        return "\(count) \(state.glyphs.middleDot) \(arrived) new while paused"
    }

    private var count: String {
        let isFiltered = state.listing.request.query.root != nil
        let listed = ShortText.count(state.listing.count)
        switch state.view {
        case .runs:
            guard isFiltered else { return Self.count(state.listing.table.count, "run") }
            return "\(listed) of \(ShortText.count(state.listing.table.count))"
        case .pipelines:
            let failing = state.pipelines.items.count { $0.streak != nil }
            let all = Self.count(state.pipelines.items.count, "pipeline")
            return failing == 0 ? all : "\(all), \(ShortText.count(failing)) failing"
        case .errors:
            let new = state.errors.items.count { $0.isNew }
            let failures = state.errors.items.reduce(0) { $0 + $1.count }
            let all = Self.count(state.errors.items.count, "error")
            let news = new == 0 ? "" : ", \(ShortText.count(new)) new"
            return "\(all)\(news) in \(Self.count(failures, "failure"))"
        case .sources:
            let sources = state.snapshot?.sources ?? []
            let troubled = sources.count { $0.problem != nil }
            let all = Self.count(sources.count, "source")
            return troubled == 0 ? all : "\(all), \(ShortText.count(troubled)) in trouble"
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(ShortText.count(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
