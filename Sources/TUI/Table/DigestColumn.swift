import Runs
import Terminal

/// One column of a table that lists something else than runs. Its row in the table of columns is
/// all there is to know of it.
struct DigestColumn<Item: Sendable>: Sendable {
    let id: String
    let title: String
    /// How wide it is at least, in terminal columns.
    let least: Int
    /// How wide it is where there is room.
    let width: Int
    /// Its share of what is left over then.
    let share: Int
    let alignment: Column.Alignment
    /// The order in which columns give way on a narrow screen: the greatest number goes first.
    /// 0 never goes.
    let givesWay: Int
    /// Whether sorting by it begins with the greatest.
    let startsDescending: Bool
    let precedes: @Sendable (Item, Item) -> Bool
    let cell: @Sendable (Item, DigestContext) -> StyledLine

    init(
        _ id: String, _ title: String, least: Int? = nil, width: Int, share: Int = 0,
        alignment: Column.Alignment = .left, givesWay: Int, startsDescending: Bool = false,
        precedes: @escaping @Sendable (Item, Item) -> Bool,
        cell: @escaping @Sendable (Item, DigestContext) -> StyledLine
    ) {
        self.id = id
        self.title = title
        self.least = least ?? width
        self.width = width
        self.share = share
        self.alignment = alignment
        self.givesWay = givesWay
        self.startsDescending = startsDescending
        self.precedes = precedes
        self.cell = cell
    }
}

/// What a cell depends on beside its item.
struct DigestContext {
    let now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    /// The columns that the cell has.
    var width = 0

    /// A text that a provider may have written, in one role.
    func line(_ raw: String, _ role: Role = .tableRow) -> StyledLine {
        [Span(SafeText.line(raw).text, role)]
    }

    /// A moment, empty where there is none.
    func moment(_ moment: Timestamp?, _ role: Role = .tableRow) -> StyledLine {
        moment.map { [Span(times.brief($0, now: now), role)] } ?? []
    }
}
