import Runs

/// The reading of one workflow's logs, page by page. The list is ordered newest first, so new runs
/// push others from one page to the next: those met twice are known, and the first page is read
/// again at the end until it brings nothing new.
struct LeadLexReading: Codable, Hashable, Sendable {
    let workflow: LeadLexWorkflow
    let floor: Timestamp
    var place = NumberedPages(size: Self.limit)
    var round = 1
    /// How many rows there were when this round began.
    var total: Int64?
    /// How many rows there were at the page before.
    var lastTotal: Int64?
    var pages = PageProgress()
    /// How often it may still step back to find rows that have moved up.
    var patience = Self.mostPatience
    /// Whether a page was shorter than its total allows; such a total counts older runs too.
    var hasShortPage = false
    var top: Set<String> = []
    /// The start of the newest run on the first page that was read. A run that is logged during the
    /// reading began at most as long before as runs take. Reading may pause for hours, so that
    /// later rounds are no measure of this.
    var highest: Timestamp?
    var lowest: Timestamp?
    var recent: [String: Timestamp] = [:]
    var longest: Int64 = 0
    /// Whether it reaches down to runs that took as long.
    var isDeep = true

    static let limit: Int64 = 100
    private static let mostRepeats = 1
    /// The most rounds; the next poll continues in a list that grows without end.
    private static let mostRounds = 5
    private static let mostPatience: Int64 = 20

    init(_ workflow: LeadLexWorkflow, floor: Timestamp) {
        self.workflow = workflow
        self.floor = floor
    }

    /// The lower bound to request; it is undocumented whether that is inclusive.
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

    /// Enlarges pages if one begins at this place. If a server reports the number of rows but no
    /// page size, its pages may be smaller, and rows between them would be lost.
    mutating func grow(to rows: Int64) {
        guard place.reportsPageSize || total == nil, place.pageSize == place.size,
            pages.blankPages == 0
        else { return }
        if place.grow(to: rows) { pages.previous = [] }
    }

    enum WalkStep: Hashable, Sendable {
        case goesOn
        case ends
        /// Pages repeat; what lies between was not reached.
        case stuck(ReadGap?)
    }

    func hasMet(_ id: String) -> Bool { top.contains(id) || pages.previous.contains(id) }

    /// Adds a page by its ids, starts and place. `now`, when the walk began, replaces a missing
    /// start.
    mutating func pass(
        _ rows: [(id: String?, start: Timestamp?)], _ paging: LeadLexPaging, now: Timestamp
    ) -> WalkStep {
        let ids = Set(rows.compactMap(\.id))
        let starts = rows.compactMap(\.start)
        highest = highest ?? starts.max()
        lowest = ([lowest].compactMap(\.self) + starts).min()
        note(rows, now: now)
        place.reportsPageSize = paging.size != nil
        if place.page == 1 {
            total = paging.total
            // Without a reported page size the requested one counts, unless the total refutes it.
            place.pageSize =
                paging.size ?? (total == nil || rows.isEmpty ? place.size : Int64(rows.count))
        } else if goesBack(after: paging) {
            return .goesOn
        }
        // Unreadable pages report no total.
        if total == nil, pages.blankPages == place.page - 1 { total = paging.total }
        let hasGrown = paging.total.map { $0 > lastTotal ?? $0 } ?? false
        lastTotal = paging.total
        let isRepeated = place.page > 1 && !ids.isEmpty && ids == Set(pages.previous)
        // Enough new rows push a page's rows to the next one. A server that returns the same page
        // again and again ignores the number.
        pages.repeats = isRepeated && !hasGrown ? pages.repeats + 1 : 0
        if pages.repeats > Self.mostRepeats { return stuck(now: now) }
        if ids.isEmpty, let step = passBlank(rows.count, paging, now: now) { return step }
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

    /// Returns to rows that no page had, if a page shows that there are some.
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
        // The server's pages may be smaller than requested.
        guard let own = paging.size, own < pageSize, paging.total != place.passed + own else {
            return false
        }
        place.number(by: own)
        pages.previous = []
        return true
    }

    /// Continues after a page without recognizable runs if its list claims to, but not for ever;
    /// nil if the list ends here.
    private mutating func passBlank(
        _ count: Int, _ paging: LeadLexPaging, now: Timestamp
    ) -> WalkStep? {
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

    private func isShort(_ count: Int, _ paging: LeadLexPaging) -> Bool {
        guard let pageSize = place.pageSize, let total = paging.total else { return false }
        return Int64(count) < pageSize && Int64(place.page) * pageSize < total
    }

    private func stuck(now: Timestamp) -> WalkStep {
        .stuck(ReadGap(unread: floor, until: lowest ?? workflow.triggeredAt ?? now))
    }

    /// How many rows have gone since the page before; nil if none.
    private func rowsGone(_ paging: LeadLexPaging) -> Int64? {
        guard patience > 0, let now = paging.total, let before = lastTotal, now < before else {
            return nil
        }
        return before - now
    }

    private func isLast(_ count: Int, _ starts: [Timestamp], _ paging: LeadLexPaging) -> Bool {
        guard count > 0, let pageSize = place.pageSize, pageSize > 0 else { return true }
        // A server that ignores `after` lists everything there ever was.
        if let first = starts.first, let last = starts.last, first >= last, last < after {
            return true
        }
        guard let total = paging.total else { return Int64(count) < pageSize }
        return Int64(place.page) * pageSize >= total
    }

    private mutating func note(_ rows: [(id: String?, start: Timestamp?)], now: Timestamp) {
        for row in rows {
            if let id = row.id { recent[id] = row.start ?? now }
        }
        let overlap = LeadLexPosition.overlap(longest: longest)
        recent = KnownRows.kept(
            of: recent, since: min(highest ?? now, now).advanced(byMilliseconds: -overlap))
    }
}
