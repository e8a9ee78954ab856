import Runs

struct LogWalk: Codable, Hashable, Sendable {
    /// How far back a first walk goes.
    let since: Timestamp
    let began: Timestamp
    let isFirst: Bool
    var place = Place()
    var pages = PageProgress()
    /// How the page to read next joins the one before.
    var joint = Joint()
    /// How many places down the rows have moved since the walk began; less than 0 for up.
    var moved: Int64 = 0
    /// The ids of both ends, as far as they were read.
    var ends = Ends()
    var order: ListOrder?
    /// How many rows the list has, as its pages say.
    var total: Int?
    /// The last time on the last page that had one.
    var lastTime: Timestamp?
    /// The place after the last row met.
    var reach = 0
    var newsCount = 0
    /// Whether the list's other end was looked at as well.
    var hasTurned = false
    /// Whether a page was met that shares a row with what was known, or begins the list.
    var hasMet = false

    enum Step: String, Codable, Hashable, Sendable {
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

    struct Place: Codable, Hashable, Sendable {
        var step = Step.head
        var offset = 0
        /// Where it has to end, in a walk that goes up; nil for wherever its rows do.
        var end: Int?
    }

    /// What neighbouring pages have in common.
    struct Joint: StoredPosition {
        /// Where the page before began; nil where not each of its rows has an id.
        var previousOffset: Int?
        /// How many rows two neighbouring pages share; more once rows were found to move up fast.
        var overlap = LogList.overlap
        /// How often the walk may step back to find rows that have moved up.
        var patience = mostPatience

        private static let mostPatience = 20

        mutating func bound() {
            overlap = max(overlap, LogList.overlap)
            patience = min(patience, Self.mostPatience)
        }
    }

    /// The ids of both ends of the list.
    struct Ends: StoredPosition {
        /// Those of the list's first page that has any.
        var head: [String] = []
        /// Those of the page furthest down.
        var tail: [String] = []
        var headTimes: [Timestamp] = []
        /// Whether the page furthest down was read before those between.
        var hasTail = false

        /// Whether there is a row that can be known again.
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

    /// Plans a page of so many rows at most, and returns how many to ask for.
    mutating func plan(_ rows: Int) -> Int {
        guard let end = place.end else { return rows }
        let rows = min(rows, end)
        place.offset = end - rows
        return rows
    }

    /// Takes in that the page to read is so many rows shorter. What it has to join stands at its
    /// end where the walk goes up, else at its beginning.
    mutating func shorten(by rows: Int) {
        switch place.step {
        case .tail, .up: place.offset += rows
        case .head, .down, .forward: break
        }
    }

    mutating func go(_ step: Step, to offset: Int) {
        place = Place(step: step, offset: max(0, offset))
    }
}

extension LogWalk {
    /// Finds the order out, which the vendor does not document: from times and attempts, from
    /// the end at which the list has grown, or from where its rows move while it is read.
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

    /// Notes how far the list has moved since the page before, and finds the order out from it:
    /// new rows at its beginning push the others down; old ones that go from there let them move
    /// up.
    private mutating func drift(to page: LogPage) -> ListOrder? {
        guard let previousOffset = joint.previousOffset, page.hasAllIDs,
            let index = page.ids.firstIndex(where: pages.previous.contains),
            let before = pages.previous.firstIndex(of: page.ids[index])
        else { return nil }
        let shift = page.offset + index - previousOffset - before
        moved += Int64(shift)
        if shift != 0 { return shift > 0 ? .newestFirst : .oldestFirst }
        // What came without pushing anything down came at the end.
        guard let total, let grown = page.total, grown > total else { return nil }
        return .oldestFirst
    }

    mutating func keep(_ page: LogPage) {
        pages.previous = page.ids
        joint.previousOffset = page.hasAllIDs ? page.offset : nil
    }

    /// The places of a page whose rows an earlier walk has read, though their ids are forgotten:
    /// in a list whose newest rows are last, all that stand before the last known one.
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
