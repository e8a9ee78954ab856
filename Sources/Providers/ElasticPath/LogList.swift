import Runs

/// What is known of one list of logs between two walks.
///
/// The list has offsets and no cursor, its order is undocumented, and its rows may have no time.
/// So both of its ends are remembered by their rows' ids, and a walk ends where it meets one.
struct LogList: Hashable, Sendable {
    /// Its order, once that was found out.
    var order: ListOrder?
    /// The ids of the first rows.
    var head: [String] = []
    /// The ids of the last rows that were read.
    var tail: [String] = []
    /// How many rows it had.
    var count = 0
    /// Whether a walk through it was finished.
    var isRead = false

    /// The largest page that the API gives.
    static let limit = 100
    /// How many rows two neighbouring pages share, so that a row that moves up is not missed.
    static let overlap = 5
    /// The greatest offset that the API takes.
    static let ceiling = 10_000
    /// How often in a row the same page is put up with.
    static let mostRepeats = 1
    /// How many known rows a poll of the list's end reads again.
    static let lookBack = 20
    /// The server's clock may be so far ahead of ours, in milliseconds.
    static let clockTolerance: Int64 = 600_000
    /// The greatest number of ids to remember of either end.
    static let kept = 200

    /// Begins a walk, at the end where news is to be expected.
    func beginWalk(since: Timestamp, now: Timestamp) -> LogWalk {
        var walk = LogWalk(since: since, began: now, isFirst: !isRead)
        if isRead, order == .oldestFirst, count > 0 { walk.go(.forward, to: endOffset) }
        return walk
    }

    /// The place from which on the end of the list is read again.
    var endOffset: Int { max(0, count - Self.lookBack) }

    /// Takes in what a finished walk found.
    mutating func end(_ walk: LogWalk) {
        head = Array(Self.distinct(walk.head + head).prefix(Self.kept))
        // The last rows stand last, so that the distinct ones are picked from the back.
        let last = Self.distinct((tail + walk.tail).reversed())
        tail = last.prefix(Self.kept).reversed()
        order = walk.order ?? order
        switch order {
        // What came at the end during the walk is for the next one.
        case .oldestFirst: count = walk.reach
        case nil where walk.isFirst || walk.hasTurned: count = walk.reach
        case .newestFirst, nil:
            count = walk.total ?? max(walk.reach, count + (walk.isFirst ? 0 : walk.newsCount))
        }
        isRead = true
    }

    private static func distinct(_ ids: some Sequence<String>) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }
}

/// One walk through a list.
struct LogWalk: Hashable, Sendable {
    /// How far back a first walk goes.
    let since: Timestamp
    /// When it began.
    let began: Timestamp
    /// Whether the list was not read before.
    let isFirst: Bool
    /// What the page to read next is for.
    var step = Step.head
    /// Where the page to read next begins.
    var offset = 0
    /// Where it has to end, of a walk that goes up; nil for wherever its rows do.
    var end: Int?
    /// The ids of the page before.
    var previous: [String] = []
    /// How many pages in a row had the rows of the one before.
    var repeats = 0
    /// Where the page before began; nil where not each of its rows has an id.
    var previousOffset: Int?
    /// How many places down its rows have moved since the walk began; less than 0 for up.
    var moved = 0
    /// The ids of the list's first page that has any.
    var head: [String] = []
    /// The ids of the page furthest down.
    var tail: [String] = []
    /// The first and the last time on the first page.
    var headTimes: [Timestamp] = []
    /// The order that this walk found.
    var order: ListOrder?
    /// How many rows the list has, as its pages say.
    var total: Int?
    /// How many pages in a row had no row that can be known again.
    var blankPages = 0
    /// The last time on the last page that had one.
    var lastTime: Timestamp?
    /// The place after the last row met.
    var reach = 0
    /// How many rows were new.
    var newsCount = 0
    /// Whether the list's other end was looked at as well.
    var hasTurned = false
    /// Whether a page was met that shares a row with what was known, or begins the list.
    var hasMet = false
    /// How many rows two neighbouring pages share; more once rows were found to move up fast.
    var overlap = LogList.overlap
    /// Whether the page furthest down was read before those between.
    var hasTail = false
    /// How often it may step back to find rows that have moved up.
    var patience = 20

    /// What a page is for.
    enum Step: String, Hashable, Sendable {
        /// The first page, or the first one with rows that can be known again.
        case head
        /// The last page of a first walk, to compare with the first.
        case tail
        /// On towards the last page.
        case down
        /// Back towards the first page, in a list whose newest rows are last.
        case up
        /// From near the known end of the list on to its end.
        case forward
    }

    /// Whether it met a row that can be known again.
    var hasIDs: Bool { !head.isEmpty || !tail.isEmpty }

    init(since: Timestamp, began: Timestamp, isFirst: Bool) {
        self.since = since
        self.began = began
        self.isFirst = isFirst
    }

    /// Plans a page of so many rows at most.
    ///
    /// - Returns: How many rows to ask for.
    mutating func plan(_ rows: Int) -> Int {
        guard let end else { return rows }
        let rows = min(rows, end)
        offset = end - rows
        return rows
    }

    /// Takes in that the page to read is so many rows shorter. What it has to join stands at its
    /// end where the walk goes up, else at its beginning.
    mutating func shorten(by rows: Int) {
        switch step {
        case .tail, .up: offset += rows
        case .head, .down, .forward: break
        }
    }

    /// Goes to another page.
    mutating func go(_ step: Step, to offset: Int) {
        self.step = step
        self.offset = max(0, offset)
        end = nil
    }
}
