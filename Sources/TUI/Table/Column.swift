package import Runs
import Terminal

/// One column of a table.
package struct Column<Item: Sendable>: Sendable {
    typealias Cell = @Sendable (Item, CellContext) -> StyledLine

    /// Its name in the configuration.
    package let id: String
    /// Its heading.
    package let title: String
    /// Its width and alignment.
    package internal(set) var width: ColumnWidth
    /// On a narrow screen, the column with the greatest number goes first; 0 never goes.
    package let givesWay: Int
    let order: Order?
    let cell: Cell
    /// What it shows, for the list of columns.
    package private(set) var help = ""
    /// Whether it is shown by default.
    package private(set) var isUsual = true
    /// Returns a bar behind the text, drawn if there is room.
    private(set) var bar: (@Sendable (Item, CellContext) -> Span)?

    struct Order: Sendable {
        let isDescending: Bool
        let precedes: @Sendable (Item, Item) -> Bool

        static func ascending(_ precedes: @escaping @Sendable (Item, Item) -> Bool) -> Order {
            Order(isDescending: false, precedes: precedes)
        }

        static func descending(_ precedes: @escaping @Sendable (Item, Item) -> Bool) -> Order {
            Order(isDescending: true, precedes: precedes)
        }
    }

    /// Makes its cells safe, so that no column can forget it.
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

    func described(_ help: String, isUsual: Bool = true) -> Column {
        var column = self
        column.help = help
        column.isUsual = isUsual
        return column
    }

    func barred(_ bar: @escaping @Sendable (Item, CellContext) -> Span) -> Column {
        var column = self
        column.bar = bar
        return column
    }
}

/// A column's width in terminal columns, and its alignment.
package struct ColumnWidth: Hashable, Sendable {
    /// The minimum width.
    package let least: Int
    /// The width if there is room.
    let usual: Int
    /// Its share of the width that is left over then.
    let share: Int
    let alignment: Alignment

    /// The side that a text is aligned to.
    package enum Alignment: Hashable, Sendable {
        case left
        case right
    }

    static func fixed(_ width: Int, _ alignment: Alignment = .left) -> ColumnWidth {
        ColumnWidth(least: width, usual: width, share: 0, alignment: alignment)
    }

    static func flexible(
        _ least: Int, upTo usual: Int? = nil, share: Int = 0, _ alignment: Alignment = .left
    ) -> ColumnWidth {
        ColumnWidth(least: least, usual: usual ?? least, share: share, alignment: alignment)
    }
}

/// What a cell depends on besides its item.
package struct CellContext: Sendable {
    /// The present moment.
    package var now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    /// The width of the cell, in columns.
    var width = 0
    /// The longest duration on the screen, in milliseconds: it fills a bar.
    var longest: Int64 = 0

    /// The clock of shown times.
    package var clock: ZonedClock { times.clock }

    init(now: Timestamp, times: ShownTimes, glyphs: Glyphs) {
        self.now = now
        self.times = times
        self.glyphs = glyphs
    }

    /// Creates a context for times in a clock's zone.
    package init(now: Timestamp, clock: ZonedClock, glyphs: Glyphs) {
        self.init(now: now, times: ShownTimes(clock), glyphs: glyphs)
    }

    func moment(_ moment: Timestamp?, _ role: Role = .tableRow) -> StyledLine {
        moment.map { [Span(times.brief($0, now: now), role)] } ?? []
    }
}

struct ColumnLayout<Item: Sendable> {
    struct Placed {
        let column: Column<Item>
        let offset: Int
        /// The width with the bar.
        let width: Int
        let hasBar: Bool

        var textWidth: Int { hasBar ? width - TableMetrics.bar - 1 : width }
        var barOffset: Int { offset + width - TableMetrics.bar }
    }

    let placed: [Placed]

    /// Drops columns until the rest fits `width`, which excludes the scroll bar. Spare width brings
    /// columns to their usual width, first to last; the rest goes by their shares.
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
    /// A row's sign and its gap.
    static let gutter = 3
    static let gap = 2
    static let bar = 6
    /// The minimum width of a table with bars.
    static let barsFrom = 110
}
