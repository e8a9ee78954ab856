import Runs

struct LogWalk: Codable, Hashable, Sendable {
    let since: Timestamp
    let began: Timestamp
    let isFirst: Bool
    var place = Place()
    var pages = PageProgress()
    var joint = Joint()
    /// How many places the rows have moved down since the walk began; negative for up.
    var moved: Int64 = 0
    var ends = Ends()
    var order: ListOrder?
    var total: Int?
    /// The last time on the last page that had one.
    var lastTime: Timestamp?
    /// The place after the last row read.
    var reach = 0
    var newsCount = 0
    /// Whether the list's other end was read as well.
    var hasTurned = false
    /// Whether a page shared a row with the known ones, or began the list.
    var hasMet = false

    enum Phase: String, Codable, Hashable, Sendable {
        /// The first page, or the first one with recognizable rows.
        case head
        /// The last page of a first walk, to compare with the first.
        case tail
        /// Towards the last page.
        case down
        /// Towards the first page, in a list whose newest rows are last.
        case up
        /// From near the known end of the list to its end.
        case forward
    }

    struct Place: Codable, Hashable, Sendable {
        var step = Phase.head
        var offset = 0
        /// Where it must end in a walk upwards; nil to end where its rows do.
        var end: Int?
    }

    struct Joint: StoredPosition {
        /// Where the page before began; nil unless each of its rows has an id.
        var previousOffset: Int?
        /// How many rows neighbouring pages share; more once rows are found to move up fast.
        var overlap = LogList.overlap
        /// How often the walk may still step back to find rows that have moved up.
        var patience = mostPatience

        private static let mostPatience = 20

        mutating func bound() {
            overlap = max(overlap, LogList.overlap)
            patience = min(patience, Self.mostPatience)
        }
    }

    /// The ids of both ends of the list.
    struct Ends: StoredPosition {
        /// Those of the first page with ids.
        var head: [String] = []
        /// Those of the page furthest down.
        var tail: [String] = []
        var headTimes: [Timestamp] = []
        /// Whether the page furthest down was read before those between.
        var hasTail = false

        var hasIDs: Bool { !head.isEmpty || !tail.isEmpty }
    }

    init(since: Timestamp, began: Timestamp, isFirst: Bool) {
        self.since = since
        self.began = began
        self.isFirst = isFirst
    }

    mutating func bound() {
        pages.bound()
        joint.bound()
        place.end?.clamp(to: 1...1 << 40)
    }

    /// Plans a page of at most so many rows, and returns how many to request.
    mutating func plan(_ rows: Int) -> Int {
        guard let end = place.end else { return rows }
        let rows = min(rows, end)
        place.offset = end - rows
        return rows
    }

    /// The rows to join are at the page's end if the walk goes up, else at its beginning.
    mutating func shorten(by rows: Int) {
        switch place.step {
        case .tail, .up: place.offset += rows
        case .head, .down, .forward: break
        }
    }

    mutating func go(_ step: Phase, to offset: Int) {
        place = Place(step: step, offset: max(0, offset))
    }
}

extension LogWalk {
    /// Infers the undocumented order: from times and attempts, from the end at which the list has
    /// grown, or from how its rows move during the walk.
    mutating func learnOrder(from page: LogPage, known: Set<String>, of list: LogList) {
        if isFirst {
            if place.step == .head { order = ListOrder(within: page) ?? order }
            if let far = ListOrder(from: ends.headTimes.first, to: page.lastTime) { order = far }
            let found = drift(to: page)
            order = order ?? found
        } else if list.order == nil || hasTurned {
            order = order ?? ListOrder(from: page, known: known) ?? ListOrder(within: page)
        }
    }

    /// Measures how far rows have moved, and infers the order: new rows at the beginning push the
    /// others down; old rows that go from there let them move up.
    private mutating func drift(to page: LogPage) -> ListOrder? {
        guard let previousOffset = joint.previousOffset, page.hasAllIDs,
            let index = page.ids.firstIndex(where: pages.previous.contains),
            let before = pages.previous.firstIndex(of: page.ids[index])
        else { return nil }
        let shift = page.offset + index - previousOffset - before
        moved += Int64(shift)
        if shift != 0 { return shift > 0 ? .newestFirst : .oldestFirst }
        // Rows that came without pushing others down came at the end.
        guard let total, let grown = page.total, grown > total else { return nil }
        return .oldestFirst
    }

    mutating func keep(_ page: LogPage) {
        pages.previous = page.ids
        joint.previousOffset = page.hasAllIDs ? page.offset : nil
    }

    /// Rows with forgotten ids: if the newest rows are last, all before the last known one.
    func oldPlaces(of page: LogPage, in list: LogList) -> Range<Int> {
        guard !isFirst, order ?? list.order == .oldestFirst, !list.tail.isEmpty else {
            return 0..<0
        }
        let end = Set(list.tail)
        if let last = page.entries.lastIndex(where: { $0.id.map(end.contains) ?? false }) {
            return 0..<last
        }
        let isBeginning = page.ids.contains { list.head.contains($0) }
        return 0..<(isBeginning ? page.entries.count : 0)
    }
}
