import Runs

extension APIClient {
    /// Reads a whole list that is paged by opaque tokens.
    ///
    /// A token that comes back ends the list, and so do several empty pages in a row, behind which
    /// there may be more, or the greatest number of pages.
    ///
    /// - Parameters:
    ///   - endpoint: The path as documented.
    ///   - query: The parameters of every page.
    ///   - rows: The path of a page's rows.
    ///   - parameter: The name of the parameter that takes the token.
    ///   - next: Finds the token of the next page.
    /// - Returns: The rows of all pages.
    /// - Throws: What the API or the network refused.
    func list(
        _ endpoint: String, _ query: [QueryItem], rows: FieldPath, token parameter: String,
        next: (APIReply) throws(ProviderError) -> String?
    ) async throws(ProviderError) -> [JSONValue] {
        var found: [JSONValue] = []
        var loop = LoopGuard()
        var emptyPages = 0
        var reply = try await get(endpoint, query)
        for _ in 1..<Self.longestList {
            let page = try reply.rows(rows)
            found += page
            emptyPages = page.isEmpty ? emptyPages + 1 : 0
            guard emptyPages < Self.mostEmptyPages, let token = try next(reply),
                !loop.hasSeen(token)
            else { return found }
            reply = try await get(endpoint, query + [QueryItem(parameter, token)])
        }
        return found + (try reply.rows(rows))
    }

    /// How many empty pages in a row end a list that goes on by its word.
    private static let mostEmptyPages = 10

    /// The greatest number of pages of a list; a server that goes on for longer hands out the
    /// same rows under ever new tokens.
    private static let longestList = 200
}
