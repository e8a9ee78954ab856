import Query
import Runs
import RunTable
import Terminal

/// The line above the table: the tabs, the filter and the count.
struct TitleView {
    private static let margins = 4

    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .tab)
        let parts = parts(columns: rect.columns)
        let tabs = parts.tabs.map { Span($0.text, $0.view == state.view ? .tabActive : .tab) }
        canvas.put(tabs, in: rect, row: rect.row)
        let room = rect.columns - parts.columns - Self.margins
        let text = DisplayWidth.truncate(filter, to: room, ellipsis: state.glyphs.ellipsis)
        canvas.put(
            text, .filter, column: rect.column + parts.tabColumns + 2, row: rect.row, width: room)
        canvas.put(
            parts.count, .counts, column: rect.endColumn - parts.countColumns, row: rect.row,
            width: parts.countColumns)
    }

    /// The view whose tab covers a column of a line that is `columns` wide.
    func view(at column: Int, columns: Int) -> View? {
        var end = 0
        for tab in parts(columns: columns).tabs {
            end += DisplayWidth.columns(of: tab.text)
            if column < end { return tab.view }
        }
        return nil
    }

    // MARK: - What there is room for

    private struct Parts {
        var tabs: [(view: View, text: String)] = []
        var count = ""

        var tabColumns: Int { tabs.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) } }
        var countColumns: Int { DisplayWidth.columns(of: count) }
        var columns: Int { tabColumns + countColumns }
    }

    private enum Tabs: CaseIterable {
        case titles
        /// The title of the shown view, and the keys of the others.
        case keys
        case active
    }

    private var filter: String { SafeText.line(state.runs.request.query.text).text }

    /// What fits beside the filter, which is never hidden: first the count shrinks, then the tabs.
    private func parts(columns: Int) -> Parts {
        let wanted = DisplayWidth.columns(of: filter)
        let needed = wanted == 0 ? 0 : min(wanted, columns / 4) + Self.margins
        let counts = countTexts.map { " \($0) " }
        for kind in Tabs.allCases {
            let tabs = tabs(kind)
            // Drops the count only when the tabs cannot shrink further.
            for count in kind == .active ? counts + [""] : counts {
                let parts = Parts(tabs: tabs, count: count)
                if parts.columns + needed <= columns { return parts }
            }
        }
        return Parts()
    }

    private func tabs(_ kind: Tabs) -> [(view: View, text: String)] {
        let views = View.allCases.filter { kind != .active || $0 == state.view }
        return views.map { view in
            let isNamed = kind == .titles || view == state.view
            return (view, isNamed ? " \(view.rawValue) \(view.title) " : " \(view.rawValue) ")
        }
    }

    // MARK: - The count

    /// How much is listed, longest text first.
    private var countTexts: [String] {
        let marked = state.view == .runs ? state.runs.marks.count : 0
        let marks = marked > 0 ? ["\(ShortText.count(marked)) marked"] : []
        var texts = listed
        if let first = texts.first {
            let news = newer.map { [first, $0] } + [[first]]
            texts = news.map(joined) + texts.dropFirst()
            if state.arrivedWhilePaused > 0, state.size.columns >= 100 {
                let arrived = ShortText.count(state.arrivedWhilePaused)
                texts.insert(joined([texts[0], "\(arrived) new while paused"]), at: 0)
            }
        }
        return texts.map { joined(marks + [$0]) }
    }

    private func joined(_ texts: [String]) -> String {
        texts.joined(separator: " \(state.glyphs.middleDot) ")
    }

    /// The number of newer runs above the screen, in a long and a short text; empty at the top.
    private var newer: [String] {
        guard state.view == .runs, state.runs.top > 0, !isAnswerDue, !state.layout.table.isEmpty,
            state.runs.listing.request.order == .newestFirst
        else { return [] }
        let short = "\(ShortText.count(state.runs.top)) newer"
        let key = state.activePane == .table ? state.keymap.row(of: .first)?.keys.first : nil
        return [short + " above" + (key.map { ", \(state.glyphs.label(of: $0))" } ?? ""), short]
    }

    private var isAnswerDue: Bool {
        switch state.view {
        case .runs: state.runs.isListingDue
        case .pipelines: state.pipelines.query != state.runs.request.query
        case .errors: state.errors.query != state.runs.request.query
        case .sources: false
        }
    }

    private var listed: [String] {
        guard !isAnswerDue else { return [state.glyphs.ellipsis] }
        switch state.view {
        case .runs:
            let all = state.runs.listing.table.count
            guard state.runs.request.query.root != nil else { return [ShortText.count(all, "run")] }
            return ["\(ShortText.count(state.runs.listing.count)) of \(ShortText.count(all))"]
        case .pipelines:
            let failing = state.pipelines.items.count { $0.streak != nil }
            let all = ShortText.count(state.pipelines.items.count, "pipeline")
            return failing == 0 ? [all] : ["\(all), \(ShortText.count(failing)) failing", all]
        case .errors:
            let new = state.errors.items.count { $0.isNew }
            let failures = state.errors.items.reduce(0) { $0 + $1.count }
            let all = ShortText.count(state.errors.items.count, "error")
            let news = new == 0 ? all : "\(all), \(ShortText.count(new)) new"
            return ["\(news) in \(ShortText.count(failures, "failure"))", news, all]
        case .sources:
            let sources = state.snapshot?.sources ?? []
            let troubled = sources.count { $0.problem != nil }
            let all = ShortText.count(sources.count, "source")
            return troubled == 0 ? [all] : ["\(all), \(ShortText.count(troubled)) in trouble", all]
        }
    }
}
