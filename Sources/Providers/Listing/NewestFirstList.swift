import Runs

struct ListedRow: Sendable {
    /// When it was created, which orders the list.
    let created: Timestamp?
    let changed: Timestamp?
    let run: Result<ListedRun, RejectedRow>

    fileprivate var last: Timestamp? { [created, changed].compactMap(\.self).max() }
}

struct ListedRun: Hashable, Sendable {
    let observation: RunObservation
    /// Whether the row will change when the run ends.
    let isOpen: Bool
}

/// The position in a list that is ordered newest first, and whose rows change until their run ends.
/// Every poll walks from the top down to what the last one knew, and further down to the oldest
/// open run that is due for another look.
struct NewestFirstPosition: StoredPosition {
    /// The creation of the newest row of a finished walk; nil before the first.
    var watermark: Timestamp?
    /// Runs that were open when last read, and that this walk has not met yet.
    var open: [String: OpenRun] = [:]
    var walk: NewestFirstWalk?

    struct OpenRun: Codable, Hashable, Sendable {
        let created: Timestamp
        /// When it was last read; nil for its creation.
        let seen: Timestamp?

        /// Every poll reads a young run; pauses grow with age, as an old one lies many pages down.
        func isDue(at now: Timestamp) -> Bool {
            let age = now.milliseconds(since: created)
            return age <= NewestFirstPosition.youth
                || now.milliseconds(since: seen ?? created) >= age / 20
        }
    }

    /// How much later than its creation a row may appear, in milliseconds.
    static let overlap: Int64 = 120_000
    /// The age in milliseconds up to which an open run is read at every poll.
    static let youth: Int64 = 30 * 60_000
    /// The age in milliseconds after which an open run is given up.
    private static let oldest: Int64 = 7 * 86_400_000
    private static let mostOpen = 1_000

    mutating func bound() {
        walk?.blankPages.clamp(to: 0...1_000)
    }

    mutating func beginWalk(since: Timestamp, now: Timestamp) -> NewestFirstWalk {
        if let walk { return walk }
        guard let watermark else {
            return NewestFirstWalk(news: since, floor: since, isFirst: true)
        }
        let news = watermark.advanced(byMilliseconds: -Self.overlap)
        let due = open.values.filter { $0.isDue(at: now) }.map(\.created).min() ?? news
        return NewestFirstWalk(news: news, floor: min(news, due), isFirst: false)
    }

    mutating func end(_ walk: NewestFirstWalk, now: Timestamp) {
        // What the walk passed without meeting it is no longer in the list.
        var open = self.open.filter { walk.isBelow($0.value.created) }
        open.merge(walk.open) { _, new in new }
        open = open.filter { now.milliseconds(since: $0.value.created) <= Self.oldest }
        self.open = KnownRows.newest(Self.mostOpen, of: open, by: \.created)
        // A row dated ahead of time must not hide later ones.
        let highest = min(walk.highest ?? walk.news, now)
        watermark = max(watermark ?? highest, highest)
        self.walk = nil
    }
}

struct NewestFirstWalk: Codable, Hashable, Sendable {
    /// Rows that were created or changed since then are new.
    let news: Timestamp
    let floor: Timestamp
    let isFirst: Bool
    var cursor: String?
    var highest: Timestamp?
    var lowest: Timestamp?
    var open: [String: NewestFirstPosition.OpenRun] = [:]
    var loop = LoopGuard()
    var blankPages = 0
    /// Whether the server has refused a cursor.
    var hasRestarted = false
    var ending = Ending.floor

    enum Ending: Hashable, Sendable {
        case floor
        case bottom
        /// The list loops, or stopped making sense.
        case stuck
    }

    private enum CodingKeys: String, CodingKey {
        case news, floor, cursor, highest, lowest, open, loop
        case isFirst = "first"
        case blankPages = "blank_pages"
        case hasRestarted = "restarted"
    }

    init(news: Timestamp, floor: Timestamp, isFirst: Bool) {
        self.news = news
        self.floor = floor
        self.isFirst = isFirst
    }

    /// Returns to the top, as a server may forget its cursors.
    mutating func restart() {
        cursor = nil
        loop = LoopGuard()
        blankPages = 0
        hasRestarted = true
    }

    mutating func note(_ created: Timestamp?) {
        guard let created else { return }
        highest = max(highest ?? created, created)
        lowest = min(lowest ?? created, created)
    }

    func isBelow(_ created: Timestamp) -> Bool {
        switch ending {
        case .bottom: false
        case .floor: created < floor
        case .stuck: created < lowest ?? .init(milliseconds: .max)
        }
    }
}

extension NewestFirstPosition {
    /// Adds one page to a walk: its rows, newest first, and the next page's cursor, nil on the last
    /// page. Returns what is new, with the position after it. Throws `unreadable(.circular)` if the
    /// list claims to continue and no row comes.
    mutating func take(
        _ rows: [ListedRow], next: String?, walk: NewestFirstWalk, now: Timestamp
    ) throws(ProviderError) -> RunPage {
        var walk = walk
        var page = RunPage.nothing
        var lastTime: Timestamp?
        for row in rows {
            walk.note(row.created)
            lastTime = row.last ?? lastTime
            switch row.run {
            case .success(let run):
                if isNews(run, row, walk) { page.observations.append(run.observation) }
                let id = run.observation.id.text
                open[id] = nil
                walk.open[id] = nil
                if run.isOpen, let created = row.created {
                    walk.open[id] = OpenRun(created: created, seen: now)
                }
            case .failure(let rejected):
                if isNews(row) { page.rejected.append(rejected) }
            }
        }
        page.gap = advance(walk, next: next, lastTime: lastTime, now: now)
        guard page.gap == nil || !rows.isEmpty || walk.lowest != nil else {
            throw .unreadable(.circular)
        }
        page.position = ReadPosition(notes)
        page.hasMore = self.walk != nil
        return page
    }

    /// Ends a walk at a row that fits no page: the link to what follows came with it. Returns the
    /// unreadable row, and the gap behind it.
    mutating func passOver(_ walk: NewestFirstWalk, now: Timestamp) -> RunPage {
        var page = RunPage.nothing
        page.rejected = [.tooLarge]
        page.gap = stop(walk, now: now)
        page.position = ReadPosition(notes)
        return page
    }

    private mutating func stop(_ walk: NewestFirstWalk, now: Timestamp) -> ReadGap? {
        var walk = walk
        walk.ending = .stuck
        end(walk, now: now)
        return ReadGap(unread: walk.floor, until: walk.lowest ?? now)
    }

    private mutating func advance(
        _ walk: NewestFirstWalk, next: String?, lastTime: Timestamp?, now: Timestamp
    ) -> ReadGap? {
        var walk = walk
        guard let next else {
            walk.ending = .bottom
            end(walk, now: now)
            return nil
        }
        if let lastTime, lastTime < walk.floor {
            end(walk, now: now)
            return nil
        }
        walk.blankPages = lastTime == nil ? walk.blankPages + 1 : 0
        guard walk.blankPages < APIClient.mostEmptyPages, next != walk.cursor,
            !walk.loop.hasSeen(next)
        else { return stop(walk, now: now) }
        walk.cursor = next
        self.walk = walk
        return nil
    }

    private func isNews(_ run: ListedRun, _ row: ListedRow, _ walk: NewestFirstWalk) -> Bool {
        run.isOpen || open[run.observation.id.text] != nil
            || row.last.map { $0 >= walk.news } ?? true
    }

    /// Whether an unreadable row was not reported before.
    private func isNews(_ row: ListedRow) -> Bool {
        guard let watermark, let created = row.created else { return true }
        return created > watermark
    }
}
