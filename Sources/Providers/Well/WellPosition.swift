import Runs

/// Where the reading of Well's list stands.
///
/// The list is ordered newest first, and its rows change until their run has ended. So every
/// poll walks from the top down to what the last one knew, and further down to the oldest open
/// run that is due for another look.
struct WellPosition: Hashable, Sendable {
    /// The creation of the newest row seen by a finished walk; nil before the first.
    var watermark: Timestamp?
    /// Runs that had not ended when they were last read, and were not yet met by this walk.
    var open: [String: OpenRun] = [:]
    /// The walk under way.
    var walk: WellWalk?

    /// A run that had not ended.
    struct OpenRun: Hashable, Sendable {
        /// The creation of its row.
        let created: Timestamp
        /// When it was last read.
        let seen: Timestamp

        /// Whether it is time to read it again: at every poll while it is young, and with
        /// growing pauses later, as an old one lies many pages down.
        func isDue(at now: Timestamp) -> Bool {
            let age = now.milliseconds(since: created)
            return age <= WellPosition.youth || now.milliseconds(since: seen) >= age / 20
        }
    }

    /// Rows may be seen this much later than they say they came to be, in milliseconds.
    static let overlap: Int64 = 120_000
    /// The age in milliseconds up to which an open run is read at every poll.
    static let youth: Int64 = 30 * 60_000
    /// The age in milliseconds after which an open run is given up.
    private static let oldest: Int64 = 7 * 86_400_000
    /// The greatest number of open runs to follow; the newest are.
    private static let mostOpen = 1_000

    /// Begins a walk from the top, unless one is under way.
    mutating func beginWalk(since: Timestamp, now: Timestamp) -> WellWalk {
        if let walk { return walk }
        guard let watermark else { return WellWalk(news: since, floor: since, isFirst: true) }
        let news = watermark.advanced(byMilliseconds: -Self.overlap)
        let due = open.values.filter { $0.isDue(at: now) }.map(\.created).min() ?? news
        return WellWalk(news: news, floor: min(news, due), isFirst: false)
    }

    /// Takes in that a walk came to its end.
    mutating func end(_ walk: WellWalk, now: Timestamp) {
        // What the walk went past without meeting it is no longer in the list.
        var open = self.open.filter { walk.isBelow($0.value.created) }
        open.merge(walk.open) { _, new in new }
        open = open.filter { now.milliseconds(since: $0.value.created) <= Self.oldest }
        if open.count > Self.mostOpen {
            let newest = open.sorted { $0.value.created > $1.value.created }
            open = Dictionary(uniqueKeysWithValues: newest.prefix(Self.mostOpen).map { $0 })
        }
        self.open = open
        // A row dated ahead of time must not hide those to come.
        let highest = min(walk.highest ?? walk.news, now)
        watermark = max(watermark ?? highest, highest)
        self.walk = nil
    }
}

/// One walk down the list, from the top.
struct WellWalk: Hashable, Sendable {
    /// Rows that came or changed since then are news.
    let news: Timestamp
    /// How far down the walk goes.
    let floor: Timestamp
    /// Whether nothing was read before.
    let isFirst: Bool
    /// The cursor of the page to read next; nil for the top.
    var cursor: String?
    /// The creation of the newest row met.
    var highest: Timestamp?
    /// The creation of the oldest row met.
    var lowest: Timestamp?
    /// The runs met that had not ended.
    var open: [String: WellPosition.OpenRun] = [:]
    /// What keeps the walk from going round in circles.
    var loop = LoopGuard()
    /// How many pages in a row had no row with a time.
    var blankPages = 0
    /// Whether the server refused a cursor before.
    var hasRestarted = false
    /// How the walk ended.
    var ending = Ending.floor

    /// Where a walk may end.
    enum Ending: Hashable, Sendable {
        /// At its floor.
        case floor
        /// At the end of the list.
        case bottom
        /// Where the list went round in circles or stopped making sense.
        case stuck
    }

    init(news: Timestamp, floor: Timestamp, isFirst: Bool) {
        self.news = news
        self.floor = floor
        self.isFirst = isFirst
    }

    /// Goes back to the top, as a server may forget its cursors.
    mutating func restart() {
        cursor = nil
        loop = LoopGuard()
        blankPages = 0
        hasRestarted = true
    }

    /// Whether a row of this creation lies further down than the walk went.
    func isBelow(_ created: Timestamp) -> Bool {
        switch ending {
        case .bottom: false
        case .floor: created < floor
        case .stuck: created < lowest ?? .init(milliseconds: .max)
        }
    }
}
