import Runs

/// The reading of one workflow's logs, page by page.
///
/// The list is ordered newest first, so runs that come while it is read push others from one
/// page to the next: those met twice are known, and the first page is read again at the end
/// until it brings nothing new.
struct LeadLexReading: Hashable, Sendable {
    let workflow: LeadLexWorkflow
    /// Runs that began before are not wanted.
    let floor: Timestamp
    /// The page to read next, counted from 1.
    var page = 1
    /// How many rows to ask for: the most that a page has room for.
    var size = Self.limit
    /// How often reading began at the first page.
    var round = 1
    /// How many rows a page of this round has.
    var pageSize: Int64?
    /// Whether the server says how many rows its pages have.
    var tellsPageSize = false
    /// How many rows there were when this round began.
    var total: Int64?
    /// How many rows there were when the page before was read.
    var lastTotal: Int64?
    /// How many pages in a row had the runs of the one before.
    var repeats = 0
    /// How often it may step back to find rows that have moved up.
    var patience: Int64 = 20
    /// How many pages in a row had no run that can be known again.
    var blankPages = 0
    /// Whether a page was shorter than the total allows, as of a total that counts older runs too.
    var hasShortPage = false
    /// The runs at the top of the list that were met.
    var top: Set<String> = []
    /// The runs of the page before.
    var lastPage: Set<String> = []
    /// The start of the newest run on the first page that was read.
    ///
    /// A run that is logged behind the reading's back began at most as long before as runs take.
    /// Reading may pause for hours, so what later rounds meet is no measure for that.
    var highest: Timestamp?
    /// The start of the oldest run met.
    var lowest: Timestamp?
    /// The newest runs met, by id, with their starts.
    var recent: [String: Timestamp] = [:]
    /// The longest duration of the workflow's runs, in milliseconds.
    var longest: Int64 = 0
    /// Whether it reaches down to runs that took as long.
    var isDeep = true

    /// The page size to ask for, which is the largest that the API gives.
    static let limit: Int64 = 100
    /// How often in a row the same page is put up with.
    private static let mostRepeats = 1
    /// The greatest number of rounds: a list that grows without end is read on by the next poll.
    private static let mostRounds = 5

    init(_ workflow: LeadLexWorkflow, floor: Timestamp) {
        self.workflow = workflow
        self.floor = floor
    }

    /// The lower bound to ask for; whether the API takes it for inside is not documented.
    var after: Timestamp { floor.advanced(byMilliseconds: -1_000) }

    /// Goes on with smaller pages from where it is.
    mutating func shrink(to rows: Int64) {
        size = max(1, rows)
        number(by: min(pageSize ?? size, size))
    }

    /// Goes on with larger pages, as far as one of them begins where it is: pages are numbered, so
    /// that of other sizes some rows would come again, one that is too large among them.
    ///
    /// Where a server tells how many rows there are, but not how many a page has, its pages may be
    /// smaller, and rows between them would be lost.
    mutating func grow(to rows: Int64) {
        guard tellsPageSize || total == nil, pageSize == size, blankPages == 0 else { return }
        while size * 2 <= rows, passed % (size * 2) == 0 { size *= 2 }
        guard pageSize != size else { return }
        number(by: size)
    }

    /// How many rows stand on the pages before.
    private var passed: Int64 { Int64(page - 1) * (pageSize ?? size) }

    /// Goes on from where it is with pages of another size. Where none of them begins there, some
    /// rows come again.
    private mutating func number(by rows: Int64) {
        page = Int(clamping: passed / max(1, rows) + 1)
        pageSize = max(1, rows)
        lastPage = []
    }

    /// How a reading goes on.
    enum Course: Hashable, Sendable {
        /// With another page.
        case goesOn
        /// It is over.
        case ends
        /// It is over, as pages repeat; what lies between was not reached.
        case stuck(ReadGap?)
    }

    /// Whether a run was met before by this reading.
    func hasMet(_ id: String) -> Bool { top.contains(id) || lastPage.contains(id) }

    /// Takes in the runs of a page.
    ///
    /// - Parameters:
    ///   - rows: The page's ids and starts, in its order.
    ///   - paging: What the page says of its place.
    ///   - now: When the walk began; stands in for a start that is not said.
    /// - Returns: How the reading goes on.
    mutating func pass(
        _ rows: [(id: String?, start: Timestamp?)], _ paging: LeadLexPaging, now: Timestamp
    ) -> Course {
        let ids = Set(rows.compactMap(\.id))
        let starts = rows.compactMap(\.start)
        highest = highest ?? starts.max()
        lowest = ([lowest].compactMap(\.self) + starts).min()
        note(rows, now: now)
        tellsPageSize = paging.size != nil
        if page == 1 {
            total = paging.total
            // A server that does not say its page size is trusted with the one asked for, unless
            // the total says that the page is smaller.
            pageSize = paging.size ?? (total == nil || rows.isEmpty ? size : Int64(rows.count))
        } else if goesBack(after: paging) {
            return .goesOn
        }
        // Pages that could not be read tell no total.
        if total == nil, blankPages == page - 1 { total = paging.total }
        let hasGrown = paging.total.map { $0 > lastTotal ?? $0 } ?? false
        lastTotal = paging.total
        let isRepeated = page > 1 && !ids.isEmpty && ids == lastPage
        // As many new rows as a page has push its rows to the next one; only a server that gives
        // the same page again and again pays no attention to the number.
        repeats = isRepeated && !hasGrown ? repeats + 1 : 0
        if repeats > Self.mostRepeats { return stuck(now: now) }
        if ids.isEmpty, let course = passBlank(rows.count, paging, now: now) { return course }
        blankPages = 0
        hasShortPage = hasShortPage || isShort(rows.count, paging)
        let isKnownGround = round > 1 && !ids.isDisjoint(with: top)
        if page == 1 || round > 1 || top.isEmpty { top.formUnion(ids) }
        lastPage = ids
        guard isKnownGround || isLast(rows.count, starts, paging) else {
            page += 1
            return .goesOn
        }
        guard page > 1, paging.total == nil || paging.total != total, round < Self.mostRounds
        else { return .ends }
        round += 1
        page = 1
        lastPage = []
        return .goesOn
    }

    /// Goes back to rows that no page had, where a page says that there are some.
    private mutating func goesBack(after paging: LeadLexPaging) -> Bool {
        guard let pageSize, pageSize > 0 else { return false }
        if let lost = rowsGone(paging) {
            // The rows that moved up are on pages that were read before.
            lastTotal = paging.total
            patience -= 1
            page = max(1, page - Int(clamping: (lost + pageSize - 1) / pageSize))
            lastPage = []
            blankPages = 0
            return true
        }
        // The server's pages may be smaller than those that were asked for.
        guard let own = paging.size, own < pageSize, paging.total != passed + own else {
            return false
        }
        number(by: own)
        return true
    }

    /// Goes on behind a page without a run that can be known again, where its list says that there
    /// is more, but not for ever; nil where the list ends with it.
    private mutating func passBlank(
        _ count: Int, _ paging: LeadLexPaging, now: Timestamp
    ) -> Course? {
        guard let pageSize, pageSize > 0, !hasShortPage else { return nil }
        guard !isLast(max(count, 1), [], paging) else {
            let lacksRows = page > 1 && count == 0 && paging.total.map { passed < $0 } ?? false
            return lacksRows ? stuck(now: now) : nil
        }
        blankPages += 1
        // Quotas are small.
        guard blankPages < (count == 0 ? 3 : APIClient.mostEmptyPages) else {
            return stuck(now: now)
        }
        page += 1
        return .goesOn
    }

    /// Whether a page has room for rows that its list has, by the total.
    private func isShort(_ count: Int, _ paging: LeadLexPaging) -> Bool {
        guard let pageSize, let total = paging.total else { return false }
        return Int64(count) < pageSize && Int64(page) * pageSize < total
    }

    /// Ends before the end of the list; what was not reached is a gap.
    private func stuck(now: Timestamp) -> Course {
        let reached = lowest ?? workflow.triggeredAt ?? now
        return .stuck(reached > floor ? ReadGap(from: floor, until: reached) : nil)
    }

    /// How many rows are gone since the page before was read; nil where there are as many.
    private func rowsGone(_ paging: LeadLexPaging) -> Int64? {
        guard patience > 0, let now = paging.total, let before = lastTotal, now < before else {
            return nil
        }
        return before - now
    }

    private func isLast(_ count: Int, _ starts: [Timestamp], _ paging: LeadLexPaging) -> Bool {
        guard count > 0, let pageSize, pageSize > 0 else { return true }
        // A server that does not know `after` lists everything there ever was.
        if let first = starts.first, let last = starts.last, first >= last, last < after {
            return true
        }
        guard let total = paging.total else { return Int64(count) < pageSize }
        return Int64(page) * pageSize >= total
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
