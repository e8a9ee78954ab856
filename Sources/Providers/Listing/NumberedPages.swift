/// A place in a list whose pages are numbered from 1.
struct NumberedPages: Codable, Hashable, Sendable {
    var page = 1
    /// How many rows to request: the most that fit a page.
    var size: Int64
    /// How many rows a page has; nil before the first one.
    var pageSize: Int64?
    /// Whether the server reports the size of its pages.
    var tellsPageSize = false

    private enum CodingKeys: String, CodingKey {
        case page, size
        case pageSize = "page_size"
        case tellsPageSize = "tells_page_size"
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
