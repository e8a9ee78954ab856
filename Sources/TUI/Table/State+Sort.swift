import Runs
import RunTable
import Terminal

extension State {
    /// Sorts by the visible column to the left or right of the present one.
    mutating func sort(by direction: Int) -> [Effect] {
        let columns = columnLayout.placed.map(\.column)
        guard !columns.isEmpty else { return [] }
        let here = columns.firstIndex { $0.sortKey == request.order.key } ?? 0
        let column = columns[(here + direction + columns.count) % columns.count]
        return order(by: RunOrder(column.sortKey))
    }

    mutating func invertSort() -> [Effect] {
        order(by: request.order.inverted)
    }

    /// Puts an order in force.
    mutating func order(by order: RunOrder) -> [Effect] {
        request.order = order
        let column = ColumnTable.all.first { $0.sortKey == order.key }
        let direction = order.descending ? "greatest first" : "least first"
        message = StatusMessage("sorted by \(column?.title.lowercased() ?? ""), \(direction)")
        return [.list]
    }

    /// The columns that the table has room for; one terminal column belongs to the scroll bar.
    var columnLayout: ColumnLayout {
        ColumnLayout(width: layout.table.columns - 1, columns: columns.columns)
    }
}
