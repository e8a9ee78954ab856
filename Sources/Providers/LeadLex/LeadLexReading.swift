import Runs

/// The reading of one workflow's logs, page by page.
///
/// The list is ordered newest first, so runs that come while it is read push others from one
/// page to the next: those met twice are known, and the first page is read again at the end
/// until it brings nothing new.
struct LeadLexReading: Codable, Hashable, Sendable {
    let workflow: LeadLexWorkflow
    let floor: Timestamp
    var place = NumberedPages(size: Self.limit)
    /// How often reading began at the first page.
    var round = 1
    /// How many rows there were when this round began.
    var total: Int64?
    /// How many rows there were when the page before was read.
    var lastTotal: Int64?
    var pages = PageProgress()
    /// How often it may step back to find rows that have moved up.
    var patience = Self.mostPatience
    /// Whether a page was shorter than the total allows, as of a total that counts older runs too.
    var hasShortPage = false
    /// The runs at the top of the list that were met.
    var top: Set<String> = []
    /// The start of the newest run on the first page that was read.
    ///
    /// A run that is logged behind the reading's back began at most as long before as runs take.
    /// Reading may pause for hours, so what later rounds meet is no measure for that.
    var highest: Timestamp?
    var lowest: Timestamp?
    var recent: [String: Timestamp] = [:]
    /// The longest duration of the workflow's runs, in milliseconds.
    var longest: Int64 = 0
    /// Whether it reaches down to runs that took as long.
    var isDeep = true

    static let limit: Int64 = 100
    /// How often in a row the same page is put up with.
    private static let mostRepeats = 1
    /// The greatest number of rounds: a list that grows without end is read on by the next poll.
    private static let mostRounds = 5
    private static let mostPatience: Int64 = 20

    init(_ workflow: LeadLexWorkflow, floor: Timestamp) {
        self.workflow = workflow
        self.floor = floor
    }

    /// The lower bound to ask for; whether the API takes it for inside is not documented.
    var after: Timestamp { floor.advanced(byMilliseconds: -1_000) }

    mutating func bound() {
        place.page = max(1, place.page)
        place.size.clamp(to: 1...Self.limit)
        place.pageSize?.clamp(to: 0...LeadLexPaging.mostRows)
        pages.bound()
        patience = min(patience, Self.mostPatience)
    }

    mutating func shrink(to rows: Int64) {
        place.shrink(to: rows)
        pages.previous = []
    }

    /// Goes on with larger pages, as far as one of them begins where it is.
    ///
    /// Where a server tells how many rows there are, but not how many a page has, its pages may be
    /// smaller, and rows between them would be lost.
    mutating func grow(to rows: Int64) {
        guard place.tellsPageSize || total == nil, place.pageSize == place.size,
            pages.blankPages == 0
        else { return }
        if place.grow(to: rows) { pages.previous = [] }
    }

    enum Course: Hashable, Sendable {
        case goesOn
        case ends
        /// It is over, as pages repeat; what lies between was not reached.
        case stuck(ReadGap?)
    }

    func hasMet(_ id: String) -> Bool { top.contains(id) || pages.previous.contains(id) }

    /// Takes in the ids and starts of a page, and what it says of its place. Where a start is not
    /// said, `now` stands in, which is when the walk began.
    mutating func pass(
        _ rows: [(id: String?, start: Timestamp?)], _ paging: LeadLexPaging, now: Timestamp
    ) -> Course {
        let ids = Set(rows.compactMap(\.id))
        let starts = rows.compactMap(\.start)
        highest = highest ?? starts.max()
        lowest = ([lowest].compactMap(\.self) + starts).min()
        note(rows, now: now)
        place.tellsPageSize = paging.size != nil
        if place.page == 1 {
            total = paging.total
            // A server that does not say its page size is trusted with the one asked for, unless
            // the total says that the page is smaller.
            place.pageSize =
                paging.size ?? (total == nil || rows.isEmpty ? place.size : Int64(rows.count))
        } else if goesBack(after: paging) {
            return .goesOn
        }
        // Pages that could not be read tell no total.
        if total == nil, pages.blankPages == place.page - 1 { total = paging.total }
        let hasGrown = paging.total.map { $0 > lastTotal ?? $0 } ?? false
        lastTotal = paging.total
        let isRepeated = place.page > 1 && !ids.isEmpty && ids == Set(pages.previous)
        // As many new rows as a page has push its rows to the next one; only a server that gives
        // the same page again and again pays no attention to the number.
        pages.repeats = isRepeated && !hasGrown ? pages.repeats + 1 : 0
        if pages.repeats > Self.mostRepeats { return stuck(now: now) }
        if ids.isEmpty, let course = passBlank(rows.count, paging, now: now) { return course }
        pages.blankPages = 0
        hasShortPage = hasShortPage || isShort(rows.count, paging)
        let isKnownGround = round > 1 && !ids.isDisjoint(with: top)
        if place.page == 1 || round > 1 || top.isEmpty { top.formUnion(ids) }
        pages.previous = ids.sorted()
        guard isKnownGround || isLast(rows.count, starts, paging) else {
            place.page += 1
            return .goesOn
        }
        guard place.page > 1, paging.total == nil || paging.total != total, round < Self.mostRounds
        else { return .ends }
        round += 1
        place.page = 1
        pages.previous = []
        return .goesOn
    }

    /// Goes back to rows that no page had, where a page says that there are some.
    private mutating func goesBack(after paging: LeadLexPaging) -> Bool {
        guard let pageSize = place.pageSize, pageSize > 0 else { return false }
        if let lost = rowsGone(paging) {
            // The rows that moved up are on pages that were read before.
            lastTotal = paging.total
            patience -= 1
            place.page = max(1, place.page - Int(clamping: (lost + pageSize - 1) / pageSize))
            pages.previous = []
            pages.blankPages = 0
            return true
        }
        // The server's pages may be smaller than those that were asked for.
        guard let own = paging.size, own < pageSize, paging.total != place.passed + own else {
            return false
        }
        place.number(by: own)
        pages.previous = []
        return true
    }

    /// Goes on behind a page without a run that can be known again, where its list says that there
    /// is more, but not for ever; nil where the list ends with it.
    private mutating func passBlank(
        _ count: Int, _ paging: LeadLexPaging, now: Timestamp
    ) -> Course? {
        guard let pageSize = place.pageSize, pageSize > 0, !hasShortPage else { return nil }
        guard !isLast(max(count, 1), [], paging) else {
            let lacksRows =
                place.page > 1 && count == 0 && paging.total.map { place.passed < $0 } ?? false
            return lacksRows ? stuck(now: now) : nil
        }
        pages.blankPages += 1
        // Quotas are small.
        guard pages.blankPages < (count == 0 ? 3 : APIClient.mostEmptyPages) else {
            return stuck(now: now)
        }
        place.page += 1
        return .goesOn
    }

    /// Whether a page has room for rows that its list has, by the total.
    private func isShort(_ count: Int, _ paging: LeadLexPaging) -> Bool {
        guard let pageSize = place.pageSize, let total = paging.total else { return false }
        return Int64(count) < pageSize && Int64(place.page) * pageSize < total
    }

    /// Ends before the end of the list; what was not reached is a gap.
    private func stuck(now: Timestamp) -> Course {
        .stuck(ReadGap(unread: floor, until: lowest ?? workflow.triggeredAt ?? now))
    }

    /// How many rows are gone since the page before was read; nil where there are as many.
    private func rowsGone(_ paging: LeadLexPaging) -> Int64? {
        guard patience > 0, let now = paging.total, let before = lastTotal, now < before else {
            return nil
        }
        return before - now
    }

    private func isLast(_ count: Int, _ starts: [Timestamp], _ paging: LeadLexPaging) -> Bool {
        guard count > 0, let pageSize = place.pageSize, pageSize > 0 else { return true }
        // A server that does not know `after` lists everything there ever was.
        if let first = starts.first, let last = starts.last, first >= last, last < after {
            return true
        }
        guard let total = paging.total else { return Int64(count) < pageSize }
        return Int64(place.page) * pageSize >= total
    }

    /// Remembers what the next poll may meet again.
    private mutating func note(_ rows: [(id: String?, start: Timestamp?)], now: Timestamp) {
        for row in rows {
            if let id = row.id { recent[id] = row.start ?? now }
        }
        let overlap = LeadLexPosition.overlap(longest: longest)
        recent = KnownRows.kept(
            of: recent, since: min(highest ?? now, now).advanced(byMilliseconds: -overlap))
    }
}
