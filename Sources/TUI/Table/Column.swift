package import Runs
package import RunTable

/// One column of the runs' table. Its row in `ColumnTable` is all there is to know of it.
package struct Column: Sendable {
    /// Its name in the configuration.
    package let id: String
    /// Its heading.
    package let title: String
    /// What it shows, for the help.
    package let help: String
    /// How wide it is.
    package let width: Width
    /// Which side its text keeps to.
    package let alignment: Alignment
    /// The order in which columns give way on a narrow screen: the greatest number goes first.
    /// 0 never goes.
    package let givesWay: Int
    /// What sorting by it compares.
    package let sortKey: SortKey
    /// Whether it is shown without being asked for.
    package let isUsual: Bool
    /// Whether a bar stands behind its text where there is room.
    let hasBar: Bool
    /// The text of a run in it, and the role of the text where it is not the row's own.
    let cell: @Sendable (Run, CellContext) -> CellText

    init(
        id: String, title: String, help: String, width: Width, alignment: Alignment = .left,
        givesWay: Int, sortKey: SortKey, isUsual: Bool = true, hasBar: Bool = false,
        cell: @escaping @Sendable (Run, CellContext) -> CellText
    ) {
        self.id = id
        self.title = title
        self.help = help
        self.width = width
        self.alignment = alignment
        self.givesWay = givesWay
        self.sortKey = sortKey
        self.isUsual = isUsual
        self.hasBar = hasBar
        self.cell = cell
    }

    /// The same column in another width, which neither grows nor gives way.
    func with(width: Int) -> Column {
        Column(
            id: id, title: title, help: help, width: .fixed(width), alignment: alignment,
            givesWay: givesWay, sortKey: sortKey, isUsual: isUsual, hasBar: hasBar, cell: cell)
    }

    /// How wide a column is, in terminal columns.
    package enum Width: Hashable, Sendable {
        /// Always as wide.
        case fixed(Int)
        /// At least so wide, and a share of what is left over.
        case flexible(least: Int, share: Int)
    }

    /// Which side a column's text keeps to.
    package enum Alignment: Hashable, Sendable {
        case left
        case right
    }
}

/// What a cell's text depends on beside its run.
package struct CellContext: Sendable {
    /// The present moment.
    package var now: Timestamp
    /// How times are shown.
    let times: ShownTimes
    let glyphs: Glyphs
    /// The longest duration on the screen in milliseconds, which a full bar stands for.
    let longest: Int64
    /// Whether there is room for bars.
    let showsBars: Bool

    /// The clock that times are shown by.
    package var clock: ZonedClock { times.clock }

    /// Joins what cells depend on, for times by a clock.
    package init(now: Timestamp, clock: ZonedClock, glyphs: Glyphs) {
        self.init(now: now, times: ShownTimes(clock), glyphs: glyphs)
    }

    /// Joins what cells depend on.
    package init(
        now: Timestamp, times: ShownTimes, glyphs: Glyphs, longest: Int64 = 0,
        showsBars: Bool = false
    ) {
        self.now = now
        self.times = times
        self.glyphs = glyphs
        self.longest = longest
        self.showsBars = showsBars
    }
}

/// The text of one cell, made safe here so that no column can forget it.
struct CellText {
    let text: String
    let role: Role?
    /// A bar drawn behind the text, and its role.
    var bar: (text: String, role: Role)?

    init(_ raw: String, _ role: Role? = nil) {
        text = SafeText.line(raw).text
        self.role = role
    }
}

extension CellContext {
    /// A moment of a run in eleven columns at most; where no more than a day is known, the day as it
    /// was given.
    func brief(_ moment: Timestamp, of run: Run) -> String {
        guard run.timeSource == .date else { return times.brief(moment, now: now) }
        let (day, today) = (moment.rfc3339.prefix(10), now.rfc3339.prefix(10))
        return String(day.prefix(4) == today.prefix(4) ? day.dropFirst(5) : day)
    }
}
