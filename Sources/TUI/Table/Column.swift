package import Runs
import Terminal

/// One column of a table. Its row in a table of columns is all there is to know of it.
package struct Column<Item: Sendable>: Sendable {
    /// The text of an item in it, in the role of each part.
    typealias Cell = @Sendable (Item, CellContext) -> StyledLine

    /// Its name in the configuration.
    package let id: String
    /// Its heading.
    package let title: String
    /// How wide it is, and which side its text keeps to.
    package internal(set) var width: ColumnWidth
    /// The order in which columns give way on a narrow screen: the greatest number goes first.
    /// 0 never goes.
    package let givesWay: Int
    /// How its list is sorted by it, where the list sorts itself.
    let order: Order?
    let cell: Cell
    /// What it shows, for the choice of columns.
    package private(set) var help = ""
    /// Whether it is shown without being asked for.
    package private(set) var isUsual = true
    /// A bar behind its text, where there is room.
    private(set) var bar: (@Sendable (Item, CellContext) -> Span)?

    struct Order: Sendable {
        /// Whether the greatest come first, until that is inverted.
        let isDescending: Bool
        let precedes: @Sendable (Item, Item) -> Bool

        static func ascending(_ precedes: @escaping @Sendable (Item, Item) -> Bool) -> Order {
            Order(isDescending: false, precedes: precedes)
        }

        static func descending(_ precedes: @escaping @Sendable (Item, Item) -> Bool) -> Order {
            Order(isDescending: true, precedes: precedes)
        }
    }

    /// Its cells are made safe here, so that no column can forget it.
    init(
        _ id: String, _ title: String, _ width: ColumnWidth, givesWay: Int, order: Order? = nil,
        cell: @escaping Cell
    ) {
        self.id = id
        self.title = title
        self.width = width
        self.givesWay = givesWay
        self.order = order
        self.cell = { item, context in
            cell(item, context).map { Span(SafeText.line($0.text).text, $0.role) }
        }
    }

    /// The same column with words on what it shows, and whether it does so without being asked.
    func described(_ help: String, isUsual: Bool = true) -> Column {
        var column = self
        column.help = help
        column.isUsual = isUsual
        return column
    }

    /// The same column with a bar behind its text.
    func barred(_ bar: @escaping @Sendable (Item, CellContext) -> Span) -> Column {
        var column = self
        column.bar = bar
        return column
    }
}

/// How wide a column is in terminal columns, and which side its text keeps to.
package struct ColumnWidth: Hashable, Sendable {
    /// How wide it is at least.
    package let least: Int
    /// How wide it is where there is room.
    let usual: Int
    /// Its share of what is left over then.
    let share: Int
    let alignment: Alignment

    /// Which side a column's text keeps to.
    package enum Alignment: Hashable, Sendable {
        case left
        case right
    }

    /// Always as wide.
    static func fixed(_ width: Int, _ alignment: Alignment = .left) -> ColumnWidth {
        ColumnWidth(least: width, usual: width, share: 0, alignment: alignment)
    }

    /// At least so wide, up to another width where there is room, and a share of what is left over
    /// then.
    static func flexible(
        _ least: Int, upTo usual: Int? = nil, share: Int = 0, _ alignment: Alignment = .left
    ) -> ColumnWidth {
        ColumnWidth(least: least, usual: usual ?? least, share: share, alignment: alignment)
    }
}

/// What a cell's text depends on beside its item.
package struct CellContext: Sendable {
    /// The present moment.
    package var now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    /// The columns that the cell has.
    var width = 0
    /// The longest duration on the screen in milliseconds, which a full bar stands for.
    var longest: Int64 = 0

    /// The clock that times are shown by.
    package var clock: ZonedClock { times.clock }

    init(now: Timestamp, times: ShownTimes, glyphs: Glyphs) {
        self.now = now
        self.times = times
        self.glyphs = glyphs
    }

    /// Joins what cells depend on, for times by a clock.
    package init(now: Timestamp, clock: ZonedClock, glyphs: Glyphs) {
        self.init(now: now, times: ShownTimes(clock), glyphs: glyphs)
    }

    /// A moment, empty where there is none.
    func moment(_ moment: Timestamp?, _ role: Role = .tableRow) -> StyledLine {
        moment.map { [Span(times.brief($0, now: now), role)] } ?? []
    }
}

/// Which columns a width has room for, and where they stand.
struct ColumnLayout<Item: Sendable> {
    struct Placed {
        let column: Column<Item>
        let offset: Int
        /// With the bar.
        let width: Int
        let hasBar: Bool

        var textWidth: Int { hasBar ? width - TableMetrics.bar - 1 : width }
        var barOffset: Int { offset + width - TableMetrics.bar }
    }

    let placed: [Placed]

    /// Lays columns out in a width without the scroll bar: those give way that there is no room for;
    /// what is left over goes to those that can use it, first to last, and then by their shares.
    init(width: Int, columns: [Column<Item>]) {
        let bars = width >= TableMetrics.barsFrom
        var kept = columns
        while Self.least(kept, bars: bars) > width,
            let victim = kept.indices.filter({ kept[$0].givesWay > 0 }).max(by: {
                kept[$0].givesWay < kept[$1].givesWay
            })
        { kept.remove(at: victim) }
        var spare = max(0, width - Self.least(kept, bars: bars))
        var widths = kept.map { column in
            let extra = min(spare, column.width.usual - column.width.least)
            spare -= extra
            return Self.least(column, bars: bars) + extra
        }
        var shares = kept.reduce(0) { $0 + $1.width.share }
        for (place, column) in kept.enumerated() where column.width.share > 0 {
            let extra = spare * column.width.share / shares
            widths[place] += extra
            spare -= extra
            shares -= column.width.share
        }
        var offset = TableMetrics.gutter
        placed = zip(kept, widths).map { column, width in
            defer { offset += width + TableMetrics.gap }
            return Placed(
                column: column, offset: offset, width: width, hasBar: bars && column.bar != nil)
        }
    }

    private static func least(_ columns: [Column<Item>], bars: Bool) -> Int {
        columns.reduce(TableMetrics.gutter) { $0 + least($1, bars: bars) }
            + TableMetrics.gap * max(0, columns.count - 1)
    }

    private static func least(_ column: Column<Item>, bars: Bool) -> Int {
        column.width.least + (bars && column.bar != nil ? 1 + TableMetrics.bar : 0)
    }
}

/// The measures of all tables, in terminal columns.
enum TableMetrics {
    /// What the sign of a row and its gap take up.
    static let gutter = 3
    /// What stands between two columns.
    static let gap = 2
    /// How wide a bar is.
    static let bar = 6
    /// From this width on there is room for bars.
    static let barsFrom = 110
}
