import Query
import Terminal

protocol TableItem: Sendable {
    associatedtype ID: Hashable, Sendable

    var id: ID { get }
    static var columns: [Column<Self>] { get }
    /// The initial order; nil to keep the given one.
    static var usualOrder: TableOrder? { get }
}

/// The table of pipelines, errors or sources: its items, order, selection and scroll.
struct TableList<Item: TableItem>: Sendable {
    private(set) var items: [Item] = []
    /// The filter of the items; nil before the first list.
    private(set) var query: Query?
    private(set) var order = Item.usualOrder
    /// The selected item; nil for the first.
    var selection: Item.ID?
    /// The place of the first item on the screen.
    private(set) var top = 0

    var place: Int? {
        guard !items.isEmpty else { return nil }
        return items.firstIndex { $0.id == selection } ?? 0
    }

    var selected: Item? { place.map { items[$0] } }

    /// Replaces the items; with the same filter, the selected one keeps its line.
    mutating func take(_ new: [Item], answering query: Query) {
        let line = (place ?? 0) - top
        let isSame = query == self.query
        items = new
        self.query = query
        arrange()
        guard isSame, selection != nil, let place else { return }
        top = max(0, place - line)
    }

    /// Selects the item in a row of the screen; false if there is none.
    mutating func select(row: Int) -> Bool {
        guard items.indices.contains(top + row) else { return false }
        selection = items[top + row].id
        return true
    }

    mutating func move(_ movement: Movement, rows: Int) {
        guard let place else { return }
        let target = movement.applied(to: place, count: items.count)
        // At the top, the selection follows whichever item comes first.
        selection = movement == .first ? nil : items[target].id
        settle(rows: rows)
    }

    /// Sorts by the column that is `steps` to the right of the present one.
    mutating func sort(by steps: Int, among columns: [Column<Item>]) {
        guard !columns.isEmpty else { return }
        let here = columns.firstIndex { $0.id == order?.column } ?? 0
        sort(by: columns[(here + steps + columns.count) % columns.count], isInverted: false)
    }

    /// Sorts by the column of a name, which a dash inverts; false for an unknown name.
    mutating func sort(by name: String) -> Bool {
        let isInverted = name.hasPrefix("-")
        let id = isInverted ? String(name.dropFirst()) : name
        guard let column = Item.columns.first(where: { $0.id == id }) else { return false }
        sort(by: column, isInverted: isInverted)
        return true
    }

    private mutating func sort(by column: Column<Item>, isInverted: Bool) {
        let isDescending = column.order?.isDescending ?? false
        order = TableOrder(column: column.id, descending: isDescending != isInverted)
        arrange()
    }

    mutating func invert() {
        order = order.map { TableOrder(column: $0.column, descending: !$0.descending) }
        arrange()
    }

    mutating func settle(rows: Int) {
        top = Movement.top(top, showing: place, rows: rows, count: items.count)
    }

    private mutating func arrange() {
        guard let order,
            let precedes = Item.columns.first(where: { $0.id == order.column })?.order?.precedes
        else { return }
        let places = items.indices.sorted { left, right in
            let (one, other) = (items[left], items[right])
            if precedes(one, other) { return !order.descending }
            if precedes(other, one) { return order.descending }
            return left < right
        }
        items = places.map { items[$0] }
    }
}

extension TableView where Item: TableItem {
    init(
        _ list: TableList<Item>, in rows: Rect, context: CellContext,
        marking: @escaping (Item) -> Marking
    ) {
        let window = Window(
            items: Array(list.items.dropFirst(list.top).prefix(rows.rows)), first: list.top,
            count: list.items.count, selected: list.place)
        self.init(
            layout: ColumnLayout(width: rows.columns - 1, columns: Item.columns),
            context: context, order: list.order, window: window, marking: marking)
    }
}
