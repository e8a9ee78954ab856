/// A place in a list whose pages are numbered from 1.
struct NumberedPages: Codable, Hashable, Sendable {
    var page = 1
    /// How many rows to ask for: the most that a page has room for.
    var size: Int64
    /// How many rows a page has; nil before the first one.
    var pageSize: Int64?
    /// Whether the server says how many rows its pages have.
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

    /// The place behind this page.
    var next: NumberedPages {
        var next = self
        next.page += 1
        return next
    }

    mutating func shrink(to rows: Int64) {
        size = max(1, rows)
        number(by: min(pageSize ?? size, size))
    }

    /// Goes on with larger pages, as far as one of them begins where it is: of other sizes some
    /// rows would come again, one that is too large among them.
    ///
    /// - Returns: Whether pages have another size now.
    mutating func grow(to rows: Int64) -> Bool {
        while size * 2 <= rows, passed % (size * 2) == 0 { size *= 2 }
        guard pageSize != size else { return false }
        number(by: size)
        return true
    }

    /// Goes on from where it is with pages of another size. Where none of them begins there, some
    /// rows come again.
    mutating func number(by rows: Int64) {
        page = Int(clamping: passed / max(1, rows) + 1)
        pageSize = max(1, rows)
    }
}
