/// A place in a list whose pages are numbered from 1.
struct NumberedPages: Codable, Hashable, Sendable {
    var page = 1
    /// How many rows to request: the most that fit a page.
    var size: Int64
    /// How many rows a page has; nil before the first one.
    var pageSize: Int64?
    /// Whether the server reports the size of its pages.
    var reportsPageSize = false

    private enum CodingKeys: String, CodingKey {
        case page, size
        case pageSize = "page_size"
        case reportsPageSize = "tells_page_size"
    }

    init(page: Int = 1, size: Int64, pageSize: Int64? = nil) {
        self.page = page
        self.size = size
        self.pageSize = pageSize
    }

    var passed: Int64 { Int64(page - 1) * (pageSize ?? size) }

    var next: NumberedPages {
        var next = self
        next.page += 1
        return next
    }

    mutating func shrink(to rows: Int64) {
        size = max(1, rows)
        number(by: min(pageSize ?? size, size))
    }

    /// Enlarges pages as long as one begins at this place; otherwise some rows would repeat,
    /// perhaps one that is too large. Returns whether the size changed.
    mutating func grow(to rows: Int64) -> Bool {
        while size * 2 <= rows, passed % (size * 2) == 0 { size *= 2 }
        guard pageSize != size else { return false }
        number(by: size)
        return true
    }

    /// Continues from this place with pages of another size. If none begins here, some rows repeat.
    mutating func number(by rows: Int64) {
        page = Int(clamping: passed / max(1, rows) + 1)
        pageSize = max(1, rows)
    }
}

/// Notices a loop of pages in constant space (Brent's cycle detection): compares the tokens with an
/// anchor that moves at every power of two, so that a loop of n pages is noticed within 3n steps.
struct LoopGuard: StoredPosition {
    private var anchor: String?
    private var steps = 0

    init() {}

    /// Returns whether the walk has seen the next page's token.
    mutating func hasSeen(_ token: String) -> Bool {
        if token == anchor { return true }
        steps += 1
        if steps & (steps - 1) == 0 { anchor = token }
        return false
    }
}

/// Notices an endless list: pages that repeat the one before, and pages without recognizable rows.
struct PageProgress: StoredPosition {
    var previous: [String] = []
    /// How many consecutive pages had the rows of the one before.
    var repeats = 0
    /// How many consecutive pages had no recognizable row.
    var blankPages = 0

    mutating func bound() {
        repeats.clamp(to: 0...1_000)
        blankPages.clamp(to: 0...1_000)
    }

    private enum CodingKeys: String, CodingKey {
        case previous, repeats
        case blankPages = "blank_pages"
    }
}
