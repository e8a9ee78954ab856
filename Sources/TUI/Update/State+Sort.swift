import Runs
import Terminal

extension State {
    /// Sorts by the visible column to the left or right of the present one.
    mutating func sort(by direction: Int) -> [Effect] {
        let keys = visibleColumns.map(\.sortKey)
        guard !keys.isEmpty else { return [] }
        let here = keys.firstIndex(of: request.order.key) ?? 0
        let key = keys[(here + direction + keys.count) % keys.count]
        // Times and durations are read from the greatest on, texts from A on.
        return order(by: SortOrder(key: key, descending: [.started, .duration].contains(key)))
    }

    mutating func invertSort() -> [Effect] {
        order(by: SortOrder(key: request.order.key, descending: !request.order.descending))
    }

    private mutating func order(by order: SortOrder) -> [Effect] {
        request.order = order
        let column = visibleColumns.first { $0.sortKey == order.key }
        let direction = order.descending ? "greatest first" : "least first"
        message = StatusMessage("sorted by \(column?.title.lowercased() ?? ""), \(direction)")
        return [.list]
    }

    /// The columns that the table has room for.
    private var visibleColumns: [Column] {
        ColumnLayout(width: layout.table.columns).placed.map(\.column)
    }
}
