import Foundation
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
    ///   - size: The rows of a page; nil for as many as the API gives.
    ///   - rows: The path of a page's rows.
    ///   - parameter: The name of the parameter that takes the token.
    ///   - read: Reads what is kept of a row.
    ///   - next: Finds the token of the next page.
    /// - Returns: What was read of the rows of all pages.
    /// - Throws: What the API or the network refused.
    func list<Element: Sendable>(
        _ endpoint: String, _ query: [QueryItem] = [], _ size: PageSize? = nil, rows: FieldPath,
        token parameter: String, read: @Sendable (JSONValue) -> Element?,
        next: @Sendable (APIReply) throws(ProviderError) -> String?
    ) async throws(ProviderError) -> [Element] {
        var found: [Element] = []
        var loop = LoopGuard()
        var emptyPages = 0
        var reply = try await page(endpoint, query, size)
        for _ in 1..<Self.longestList {
            let page = try reply.rows(rows)
            found += page.compactMap(read)
            emptyPages = page.isEmpty ? emptyPages + 1 : 0
            guard emptyPages < Self.mostEmptyPages, found.count < Self.mostElements,
                let token = try next(reply),
                !loop.hasSeen(token)
            else { return found }
            reply = try await self.page(endpoint, query + [QueryItem(parameter, token)], size)
        }
        return found + (try reply.rows(rows)).compactMap(read)
    }

    private func page(
        _ endpoint: String, _ query: [QueryItem], _ size: PageSize?
    ) async throws(ProviderError) -> APIReply {
        guard let size else { return try await get(endpoint, query) }
        return try await page(endpoint, query, size).reply
    }

    /// So many elements end a list.
    private static let mostElements = 100_000

    /// How many empty pages in a row end a list that goes on by its word.
    static let mostEmptyPages = 10

    /// The greatest number of pages of a list; a server that goes on for longer hands out the
    /// same rows under ever new tokens.
    private static let longestList = 200
}

/// What one vendor's API wants of every call, and how it words its errors.
struct APIDialect: Hashable, Sendable {
    /// How the secret is sent.
    var authorization = AuthorizationScheme.bearer
    /// Header fields that go with every call.
    var headers: [HeaderField] = []
    /// Where an error's body holds what.
    var errors: ErrorEnvelope
}

/// How a secret is sent in the `Authorization` field.
enum AuthorizationScheme: Hashable, Sendable {
    /// `Bearer`, followed by the secret.
    case bearer
    /// `Basic`, with the secret as the password of a user (RFC 7617).
    case basic(user: String)

    /// Builds the field's value.
    func value(_ secret: Secret) -> Secret {
        switch self {
        case .bearer:
            Secret("Bearer \(secret.reveal())")
        case .basic(let user):
            Secret("Basic \(Data("\(user):\(secret.reveal())".utf8).base64EncodedString())")
        }
    }
}
