import Runs

/// One row of a list, as far as walks go by it.
struct ListedRow: Sendable {
    /// When it came to be, by which the list is ordered.
    let created: Timestamp?
    /// When it last changed.
    let changed: Timestamp?
    /// What it says, or why it cannot be read.
    let run: Result<ListedRun, RejectedRow>

    fileprivate var last: Timestamp? { [created, changed].compactMap(\.self).max() }
}

/// What one row says of a run.
struct ListedRun: Hashable, Sendable {
    let observation: RunObservation
    /// Whether the row will change when the run ends.
    let isOpen: Bool
}

/// Where the reading of a list stands that is ordered newest first, and whose rows change until
/// their run has ended.
///
/// Every poll walks from the top down to what the last one knew, and further down to the oldest
/// open run that is due for another look.
struct NewestFirstPosition: StoredPosition {
    /// The creation of the newest row seen by a finished walk; nil before the first.
    var watermark: Timestamp?
    /// Runs that had not ended when they were last read, and were not yet met by this walk.
    var open: [String: OpenRun] = [:]
    var walk: NewestFirstWalk?

    struct OpenRun: Codable, Hashable, Sendable {
        let created: Timestamp
        /// When it was last read; nil for when it came to be.
        let seen: Timestamp?

        /// Whether it is time to read it again: at every poll while it is young, and with
        /// growing pauses later, as an old one lies many pages down.
        func isDue(at now: Timestamp) -> Bool {
            let age = now.milliseconds(since: created)
            return age <= NewestFirstPosition.youth
                || now.milliseconds(since: seen ?? created) >= age / 20
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
        // What the walk went past without meeting it is no longer in the list.
        var open = self.open.filter { walk.isBelow($0.value.created) }
        open.merge(walk.open) { _, new in new }
        open = open.filter { now.milliseconds(since: $0.value.created) <= Self.oldest }
        self.open = KnownRows.newest(Self.mostOpen, of: open, by: \.created)
        // A row dated ahead of time must not hide those to come.
        let highest = min(walk.highest ?? walk.news, now)
        watermark = max(watermark ?? highest, highest)
        self.walk = nil
    }
}

struct NewestFirstWalk: Codable, Hashable, Sendable {
    /// Rows that came or changed since then are news.
    let news: Timestamp
    let floor: Timestamp
    let isFirst: Bool
    /// The cursor of the page to read next; nil for the top.
    var cursor: String?
    var highest: Timestamp?
    var lowest: Timestamp?
    var open: [String: NewestFirstPosition.OpenRun] = [:]
    /// What keeps the walk from going round in circles.
    var loop = LoopGuard()
    /// How many pages in a row had no row with a time.
    var blankPages = 0
    /// Whether the server refused a cursor before.
    var hasRestarted = false
    var ending = Ending.floor

    enum Ending: Hashable, Sendable {
        case floor
        case bottom
        /// Where the list went round in circles or stopped making sense.
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

    /// Goes back to the top, as a server may forget its cursors.
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

    /// Whether a row of this creation lies further down than the walk went.
    func isBelow(_ created: Timestamp) -> Bool {
        switch ending {
        case .bottom: false
        case .floor: created < floor
        case .stuck: created < lowest ?? .init(milliseconds: .max)
        }
    }
}

extension NewestFirstPosition {
    /// Takes in one page of a walk: its rows, newest first, and the cursor of the next page, nil
    /// on the last.
    ///
    /// - Returns: What the page says that is new, at the position that follows from it.
    /// - Throws: `unreadable(.circular)` where the list goes on by its word, and no row comes.
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

    /// Ends a walk at a row that no page has room for: the link to what follows came with it.
    ///
    /// - Returns: That a row could not be read, and what lies behind it.
    mutating func passOver(_ walk: NewestFirstWalk, now: Timestamp) -> RunPage {
        var page = RunPage.nothing
        page.rejected = [.tooLarge]
        page.gap = stop(walk, now: now)
        page.position = ReadPosition(notes)
        return page
    }

    /// Ends a walk before its floor, and tells what it could not reach.
    private mutating func stop(_ walk: NewestFirstWalk, now: Timestamp) -> ReadGap? {
        var walk = walk
        walk.ending = .stuck
        end(walk, now: now)
        return ReadGap(unread: walk.floor, until: walk.lowest ?? now)
    }

    /// Goes on to the next page, or ends the walk, and tells what it could not reach.
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

    /// Whether a row says something that is wanted and not known.
    private func isNews(_ run: ListedRun, _ row: ListedRow, _ walk: NewestFirstWalk) -> Bool {
        run.isOpen || open[run.observation.id.text] != nil
            || row.last.map { $0 >= walk.news } ?? true
    }

    /// Whether a row that cannot be read was not reported before.
    private func isNews(_ row: ListedRow) -> Bool {
        guard let watermark, let created = row.created else { return true }
        return created > watermark
    }
}
