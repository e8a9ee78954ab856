import Runs

/// Which columns a width has room for, and where they stand.
struct ColumnLayout {
    /// The columns of the screen that the sign of the status and its gap take up.
    static let gutter = 3
    private static let gap = 2

    /// A column and its place, counted from the left edge of the unscrolled table.
    struct Placed {
        let column: Column
        let offset: Int
        let width: Int
        let alignment: Column.Alignment

        /// The part for text and, where there is one, the part for a bar.
        func split(showsBars: Bool) -> (text: Placed, bar: Placed?) {
            guard showsBars, column.hasBar else { return (self, nil) }
            let bar = ColumnTable.barWidth
            return (
                Placed(
                    column: column, offset: offset, width: width - bar - 1,
                    alignment: alignment),
                Placed(
                    column: column, offset: offset + width - bar, width: bar, alignment: .left)
            )
        }
    }

    let placed: [Placed]
    /// Whether bars are drawn behind durations.
    let showsBars: Bool

    /// Lays columns out.
    ///
    /// - Parameters:
    ///   - width: The width of the table in terminal columns.
    ///   - columns: The columns to choose from, in order.
    init(width: Int, columns: [Column] = ColumnTable.columns) {
        showsBars = width >= 110
        var kept = columns
        let bars = showsBars
        while Self.least(kept, bars: bars) > width,
            let victim = kept.filter({ $0.givesWay > 0 }).max(by: { $0.givesWay < $1.givesWay })
        {
            kept.removeAll { $0.id == victim.id }
        }
        placed = Self.place(kept, width: width, bars: bars)
    }

    private static func place(_ columns: [Column], width: Int, bars: Bool) -> [Placed] {
        let shares = columns.reduce(0) { total, column in
            guard case .flexible(_, let share) = column.width else { return total }
            return total + share
        }
        var spare = max(0, width - least(columns, bars: bars))
        var sharesLeft = shares
        var offset = gutter
        var placed: [Placed] = []
        for column in columns {
            var own = least(column, bars: bars)
            if case .flexible(_, let share) = column.width, sharesLeft > 0 {
                let extra = spare * share / sharesLeft
                own += extra
                spare -= extra
                sharesLeft -= share
            }
            placed.append(
                Placed(
                    column: column, offset: offset, width: own, alignment: column.alignment))
            offset += own + gap
        }
        return placed
    }

    private static func least(_ columns: [Column], bars: Bool) -> Int {
        columns.reduce(gutter) { $0 + least($1, bars: bars) } + gap * max(0, columns.count - 1)
    }

    private static func least(_ column: Column, bars: Bool) -> Int {
        switch column.width {
        case .fixed(let width):
            column.hasBar && bars ? width + 1 + ColumnTable.barWidth : width
        case .flexible(let least, _): least
        }
    }
}
