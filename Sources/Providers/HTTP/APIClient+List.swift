import Runs

extension APIClient {
    /// Reads a whole list that is paged by opaque tokens.
    ///
    /// A token that comes back, or an empty page, ends the list.
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
        var reply = try await get(endpoint, query)
        while true {
            let page = try reply.rows(rows)
            found += page
            guard !page.isEmpty, let token = try next(reply), !loop.hasSeen(token) else {
                return found
            }
            reply = try await get(endpoint, query + [QueryItem(parameter, token)])
        }
    }
}
