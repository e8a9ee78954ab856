import Query
import Terminal
import Testing

@testable import Runs
@testable import RunTable
@testable import TUI

/// A table of something else than runs: what is selected, what is on the screen, and the order.
struct DigestListTests {
    private static func group(
        _ name: String, count: Int = 1, isNew: Bool = false, first: Int64? = nil
    ) -> ErrorGroup {
        ErrorGroup(
            id: UInt64(name.hashValue.magnitude), fingerprint: name, example: name, count: count,
            pipelines: 1, sources: [RunFixtures.wellSource],
            firstSeen: first.map { Timestamp(milliseconds: $0) }, lastSeen: nil,
            isNew: isNew, query: "")
    }

    /// Ten errors, the most frequent of them first: `g0` to `g9`.
    private static func ten() -> TableList<ErrorGroup> {
        var list = TableList<ErrorGroup>()
        list.take((0..<10).map { group("g\($0)", count: 100 - $0) }, answering: .everything)
        return list
    }

    private static func names(_ list: TableList<ErrorGroup>) -> [String] {
        list.items.map(\.fingerprint)
    }

    @Test func `four rows follow what is selected in both directions`() {
        var list = Self.ten()
        let steps: [(Movement, Int, Int)] = [
            (.down, 1, 0), (.forward(2), 3, 0), (.down, 4, 1), (.last, 9, 6), (.down, 9, 6),
            (.backward(3), 6, 6), (.up, 5, 5), (.first, 0, 0), (.up, 0, 0), (.forward(99), 9, 6),
        ]
        for (movement, place, top) in steps {
            list.move(movement, rows: 4)
            #expect(list.place == place)
            #expect(list.top == top)
        }
    }

    @Test func `a row of the screen selects what stands in it, and nothing below the last`() {
        var list = Self.ten()
        list.move(.last, rows: 4)
        let isThere = list.select(row: 1)
        #expect(isThere)
        #expect(list.selected?.fingerprint == "g7")
        let isBelow = list.select(row: 4)
        #expect(!isBelow)
        #expect(list.place == 7)
        let isLast = list.select(row: 3)
        #expect(isLast)
        #expect(list.place == 9)
    }

    @Test func `who goes to the top looks at the first, and who goes up to it at that one`() {
        let more = [Self.group("new", count: 999)]
        var first = Self.ten()
        first.move(.down, rows: 4)
        first.move(.first, rows: 4)
        first.take(more + first.items, answering: .everything)
        #expect(first.selected?.fingerprint == "new")
        var up = Self.ten()
        up.move(.down, rows: 4)
        up.move(.up, rows: 4)
        up.take(more + up.items, answering: .everything)
        #expect(up.selected?.fingerprint == "g0")
        #expect(up.place == 1)
    }

    @Test func `what is selected keeps its line under the same filter alone`() throws {
        let failed = try Query.parse("status:failed")
        for (query, top) in [(Query.everything, 4), (failed, 3)] {
            var list = Self.ten()
            list.move(.last, rows: 4)
            list.move(.backward(6), rows: 4)
            list.move(.forward(2), rows: 4)
            #expect(list.place == 5 && list.top == 3)
            list.take([Self.group("new", count: 999)] + list.items, answering: query)
            #expect(list.place == 6)
            #expect(list.top == top)
        }
    }

    @Test func `where less is listed the screen goes up`() {
        var list = Self.ten()
        list.move(.last, rows: 4)
        list.take(Array(list.items.prefix(5)), answering: .everything)
        list.settle(rows: 4)
        #expect(list.place == 0)
        #expect(list.top == 0)
        list.move(.last, rows: 4)
        #expect(list.top == 1)
        list.settle(rows: 9)
        #expect(list.top == 0)
        list.settle(rows: 0)
        #expect(list.top == 4)
        list.take([], answering: .everything)
        list.settle(rows: 4)
        #expect(list.place == nil && list.selected == nil && list.top == 0)
        let isThere = list.select(row: 0)
        #expect(!isThere)
    }

    // MARK: - The order

    @Test func `the columns are gone through around both ends, each from its own end`() {
        var list = Self.ten()
        let columns = ErrorGroup.columns
        list.sort(by: -1, among: columns)
        #expect(list.order == TableOrder(column: "last", descending: true))
        list.sort(by: 1, among: columns)
        #expect(list.order == TableOrder(column: "count", descending: true))
        for _ in 0..<2 { list.sort(by: 1, among: columns) }
        #expect(list.order == TableOrder(column: "error", descending: false))
        list.invert()
        #expect(list.order == TableOrder(column: "error", descending: true))
        #expect(Self.names(list).first == "g9")
        list.sort(by: 1, among: [])
        #expect(list.order?.column == "error")
    }

    private static let orders: [(String, Bool, String, Bool)] = [
        ("count", true, "count", true), ("-count", true, "count", false),
        ("error", true, "error", false), ("-error", true, "error", true),
        ("moon", false, "count", true), ("", false, "count", true), ("-", false, "count", true),
    ]

    @Test(arguments: orders)
    func `a name sorts from the column's own end, with a dash from the other`(
        name: String, isKnown: Bool, column: String, descending: Bool
    ) {
        var list = Self.ten()
        let isTaken = list.sort(by: name)
        #expect(isTaken == isKnown)
        #expect(list.order == TableOrder(column: column, descending: descending))
    }

    @Test func `equals stay as they came, whichever end comes first`() {
        let groups = [("b", 1), ("c", 2), ("a", 1), ("d", 2)].map {
            Self.group($0.0, count: $0.1)
        }
        var list = TableList<ErrorGroup>()
        list.take(groups, answering: .everything)
        #expect(Self.names(list) == ["c", "d", "b", "a"])
        list.invert()
        #expect(Self.names(list) == ["b", "a", "c", "d"])
    }

    private static let sorts: [(String, [String])] = [
        ("new", ["b", "Old", "none"]), ("-new", ["Old", "none", "b"]),
        ("error", ["b", "none", "Old"]), ("first", ["Old", "b", "none"]),
        ("-first", ["none", "b", "Old"]),
    ]

    @Test(arguments: sorts)
    func `errors are sorted by what a column shows`(name: String, order: [String]) {
        var list = TableList<ErrorGroup>()
        list.take(
            [
                Self.group("b", count: 3, isNew: true, first: 1),
                Self.group("Old", count: 2, first: 2), Self.group("none"),
            ], answering: .everything)
        _ = list.sort(by: name)
        #expect(Self.names(list) == order)
    }

    @Test func `an error without a message has words, and counts are set apart`() {
        let context = CellContext(now: RunFixtures.now, times: ShownTimes(.utc), glyphs: .unicode)
        func cell(_ id: String, _ group: ErrorGroup) -> StyledLine {
            ErrorGroup.columns.first { $0.id == id }?.cell(group, context) ?? []
        }
        let group = Self.group("", count: 1_234, isNew: true)
        #expect(cell("error", group) == [Span("(no message)", .errorNew)])
        #expect(cell("count", group) == [Span("1,234", .tableRow)])
        #expect(cell("new", group) == [Span("new", .errorNew)])
        #expect(cell("first", group).isEmpty)
        let known = Self.group("x", first: RunFixtures.now.milliseconds)
        #expect(cell("error", known) == [Span("x", .statusFailed)])
        #expect(cell("new", known) == [Span("known", .textMuted)])
        #expect(cell("first", known) == [Span("14:32:07", .textMuted)])
    }
}
