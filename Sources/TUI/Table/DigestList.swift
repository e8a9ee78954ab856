import Query
import Runs
import Terminal

/// What a view lists in place of runs.
protocol Digest: Hashable, Sendable {
    associatedtype ID: Hashable, Sendable

    /// What it is found again by.
    var id: ID { get }
    /// The columns of its table, in the order of the screen.
    static var columns: [DigestColumn<Self>] { get }
    /// The order to begin with.
    static var usualOrder: DigestOrder { get }
}

/// A column that a view's table is sorted by, and the direction.
package struct DigestOrder: Hashable, Sendable {
    /// The column's id.
    package let column: String
    /// Whether the greatest comes first.
    package let descending: Bool
}

/// The table of a view that lists something else than runs, as somebody left it.
struct DigestList<Item: Digest>: Sendable {
    /// What is listed, in order.
    private(set) var items: [Item] = []
    /// The filter that is answered; nil before anything was listed.
    private(set) var query: Query?
    /// The order.
    private(set) var order = Item.usualOrder
    /// What is selected; nil for the first one.
    private var selection: Item.ID?
    /// The first one on the screen.
    private(set) var top = 0

    /// The place of what is selected; nil where nothing is listed.
    var place: Int? {
        guard !items.isEmpty else { return nil }
        return items.firstIndex { $0.id == selection } ?? 0
    }

    /// What is selected; nil where nothing is listed.
    var selected: Item? { place.map { items[$0] } }

    /// Takes new items in; what is selected keeps its line.
    mutating func take(_ new: [Item], answering query: Query) {
        let line = (place ?? 0) - top
        let isSame = query == self.query
        items = new
        self.query = query
        arrange()
        guard isSame, selection != nil, let place else { return }
        top = max(0, place - line)
    }

    /// Selects what stands in a row of the screen.
    ///
    /// - Returns: Whether something does.
    mutating func select(row: Int) -> Bool {
        guard items.indices.contains(top + row) else { return false }
        selection = items[top + row].id
        return true
    }

    mutating func move(_ movement: Movement, rows: Int) {
        guard let place else { return }
        let target = movement.applied(to: place, count: items.count)
        // Whoever goes to the top looks at what comes first, whichever that is.
        selection = movement == .first ? nil : items[target].id
        settle(rows: rows)
    }

    /// Sorts by the column so many places to the right of the present one.
    mutating func sort(by steps: Int, among columns: [DigestColumn<Item>]) {
        guard !columns.isEmpty else { return }
        let here = columns.firstIndex { $0.id == order.column } ?? 0
        let column = columns[(here + steps + columns.count) % columns.count]
        order = DigestOrder(column: column.id, descending: column.startsDescending)
        arrange()
    }

    /// Sorts by the column of a name, with a dash before it the other way round.
    ///
    /// - Returns: Whether there is such a column.
    mutating func sort(by name: String, rows: Int) -> Bool {
        let isInverted = name.hasPrefix("-")
        let id = isInverted ? String(name.dropFirst()) : name
        guard let column = Item.columns.first(where: { $0.id == id }) else { return false }
        order = DigestOrder(
            column: id, descending: column.startsDescending != isInverted)
        arrange()
        settle(rows: rows)
        return true
    }

    mutating func invert() {
        order = DigestOrder(column: order.column, descending: !order.descending)
        arrange()
    }

    /// Brings what is selected onto the screen.
    mutating func settle(rows: Int) {
        let height = max(1, rows)
        guard let place else {
            top = 0
            return
        }
        top = max(min(top, place), place - height + 1)
        top = max(0, min(top, items.count - height))
    }

    private mutating func arrange() {
        guard let column = Item.columns.first(where: { $0.id == order.column }) else { return }
        let places = items.indices.sorted { left, right in
            let (one, other) = (items[left], items[right])
            if column.precedes(one, other) { return !order.descending }
            if column.precedes(other, one) { return order.descending }
            return left < right
        }
        items = places.map { items[$0] }
    }
}
