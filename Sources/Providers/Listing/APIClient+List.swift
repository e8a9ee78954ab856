import Runs

/// A list that is paged by opaque tokens.
struct TokenList: Sendable {
    let path: String
    /// The parameters of every page.
    var query: [QueryItem] = []
    /// The rows of a page; nil for as many as the API gives.
    var size: PageSize?
    /// Where the rows of a page are.
    var rows: FieldPath = "data"
    /// The parameter that takes the token.
    let token: String
}

extension APIClient {
    /// Reads a whole list that is paged by opaque tokens.
    ///
    /// A token that comes back ends the list, and so do several empty pages in a row, behind which
    /// there may be more, or the greatest number of pages.
    ///
    /// - Parameters:
    ///   - list: The list.
    ///   - read: Reads what is kept of a row.
    ///   - next: Finds the token of the next page.
    /// - Returns: What was read of the rows of all pages.
    /// - Throws: What the API or the network refused.
    func list<Element: Sendable>(
        _ list: TokenList, read: @Sendable (JSONValue) -> Element?,
        next: @Sendable (APIReply) throws(ProviderError) -> String?
    ) async throws(ProviderError) -> [Element] {
        var found: [Element] = []
        var loop = LoopGuard()
        var emptyPages = 0
        var query = list.query
        for number in 1...Self.longestList {
            let reply =
                if let size = list.size {
                    try await page(list.path, query, size).reply
                } else {
                    try await get(list.path, query)
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

    /// Reads a list page by page until one is the last, or brings nothing new: a server that pays
    /// no attention to the page gives the same one without end.
    ///
    /// - Parameters:
    ///   - id: What tells elements apart.
    ///   - page: Reads the next page, and tells whether there may be more behind it.
    /// - Returns: The elements, each once.
    /// - Throws: What the API or the network refused.
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

    /// So many elements end a list.
    private static let mostElements = 100_000

    /// How many empty pages in a row end a list that goes on by its word.
    static let mostEmptyPages = 10

    /// The greatest number of pages of a list; a server that goes on for longer hands out the
    /// same rows under ever new tokens.
    private static let longestList = 200
}
