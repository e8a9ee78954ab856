import Runs

/// A list that is paged by opaque tokens.
struct TokenList: Sendable {
    let path: String
    var query: [QueryItem] = []
    /// The rows of a page; nil for as many as the API returns.
    var size: PageSize?
    var rows: FieldPath = "data"
    let token: String
}

extension APIClient {
    /// Reads a whole list that is paged by opaque tokens: `read` returns what to keep of a row,
    /// `next` the next page's token. A token that returns ends the list, and so do several empty
    /// pages in a row, which more may follow, or the greatest number of pages.
    func list<Element: Sendable>(
        _ list: TokenList, _ permit: CallPermit, read: @Sendable (JSONValue) -> Element?,
        next: @Sendable (APIReply) throws(ProviderError) -> String?
    ) async throws(ProviderError) -> [Element] {
        var found: [Element] = []
        var loop = LoopGuard()
        var emptyPages = 0
        var query = list.query
        for number in 1...Self.longestList {
            let reply =
                if let size = list.size {
                    try await page(list.path, query, size, permit).reply
                } else {
                    try await get(list.path, query, permit)
                }
            let rows = try reply.rows(list.rows)
            found += rows.compactMap(read)
            emptyPages = rows.isEmpty ? emptyPages + 1 : 0
            guard number < Self.longestList, emptyPages < Self.mostEmptyPages,
                found.count < Self.mostElements, let token = try next(reply), !loop.hasSeen(token)
            else { break }
            query = list.query + [QueryItem(list.token, token)]
        }
        return found
    }

    /// Reads a list page by page, each element once, until the last page or one that brings nothing
    /// new: a server that ignores the page parameter returns the same page without end.
    static func distinct<Element, ID: Hashable>(
        by id: (Element) -> ID,
        page: () async throws(ProviderError) -> (elements: [Element], hasMore: Bool)
    ) async throws(ProviderError) -> [Element] {
        var found: [Element] = []
        var known: Set<ID> = []
        while true {
            let (elements, hasMore) = try await page()
            let fresh = elements.filter { known.insert(id($0)).inserted }
            found += fresh
            guard hasMore, !fresh.isEmpty else { return found }
        }
    }

    private static let mostElements = 100_000

    /// How many consecutive empty pages end a list that claims to continue.
    static let mostEmptyPages = 10

    /// The most pages of a list; a longer one repeats the same rows under ever new tokens.
    private static let longestList = 200
}
