import Runs
import RunTable
import Terminal

extension State {
    /// The columns that fit; the scroll bar takes one terminal column.
    var columnLayout: ColumnLayout<Run> {
        ColumnLayout(width: layout.table.columns - 1, columns: runs.columns.columns)
    }

    mutating func sort(by direction: Int) -> [Effect] {
        let keys = columnLayout.placed.compactMap { SortKey(rawValue: $0.column.id) }
        guard !keys.isEmpty else { return [] }
        let here = keys.firstIndex(of: runs.request.order.key) ?? 0
        return order(by: RunOrder(keys[(here + direction + keys.count) % keys.count]))
    }

    mutating func invertSort() -> [Effect] { order(by: runs.request.order.inverted) }

    mutating func order(by order: RunOrder) -> [Effect] {
        runs.request.order = order
        let title = RunColumns.column(order.key.rawValue)?.title.lowercased() ?? ""
        say("sorted by \(title), \(order.descending ? "greatest first" : "least first")")
        return [.list]
    }

    // MARK: - The choice of columns

    mutating func performInColumns(_ command: Command, saved: ColumnChoice, at place: Int) {
        if command == .toggle {
            if !runs.columns.toggle(place) { say("at least one column must stay") }
        } else if command == .toggleAll {
            runs.columns = .usual
        } else if command == .moveEarlier || command == .moveLater {
            navigation.overlay?.place = runs.columns.move(
                place, by: command == .moveEarlier ? -1 : 1)
        } else if command == .left || command == .right {
            runs.columns.widen(place, by: command == .left ? -1 : 1)
        } else if command == .open || command == .back || command == .close {
            if command != .open { runs.columns = saved }
            navigation.overlay = nil
        }
    }

    var columnsList: OverlayList {
        let rows = runs.columns.entries.map { entry in
            OverlayList.Row(line: [
                checkbox(entry.isShown), Span(entry.id.padded(to: 10), .overlayTitle),
                Span((entry.width.map(String.init) ?? "auto").padded(to: 6), .textMuted),
                Span(RunColumns.column(entry.id)?.help ?? "", .overlay),
            ])
        }
        return OverlayList(
            title: "Columns",
            hint: hint(
                ([.toggle], "show"), ([.moveLater, .moveEarlier], "move"),
                ([.left, .right], "width"), ([.toggleAll], "default"), ([.open], "apply"),
                ([.back], "cancel")), columns: 74, rows: rows, height: rows.count)
    }
}
