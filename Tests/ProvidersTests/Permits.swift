@testable import Providers
import Runs

extension CallPermit {
    /// Allows every request, and counts none.
    static let always = CallPermit { CountedCall() }
}

/// Calls without a budget, for tests of what a provider reads.
extension Provider {
    func pipelines() async throws(ProviderError) -> [Pipeline] { try await pipelines(.always) }

    func page(_ request: PageRequest) async throws(ProviderError) -> RunPage {
        try await page(request, .always)
    }

    func eventTypes() async throws(ProviderError) -> [String]? { try await eventTypes(.always) }
}

extension APIClient {
    func get(
        _ endpoint: String, _ query: [QueryItem] = []
    ) async throws(ProviderError) -> APIReply {
        try await get(endpoint, query, .always)
    }

    func post(
        _ endpoint: String, _ query: [QueryItem] = [], json: JSONValue
    ) async throws(ProviderError) -> APIReply {
        try await post(endpoint, query, json: json, .always)
    }

    func post(_ endpoint: String, form: [QueryItem]) async throws(ProviderError) -> APIReply {
        try await post(endpoint, form: form, .always)
    }

    func page(
        _ endpoint: String, _ query: [QueryItem], _ size: PageSize
    ) async throws(ProviderError) -> SizedReply {
        try await page(endpoint, query, size, .always)
    }

    func list<Element: Sendable>(
        _ list: TokenList, read: @Sendable (JSONValue) -> Element?,
        next: @Sendable (APIReply) throws(ProviderError) -> String?
    ) async throws(ProviderError) -> [Element] {
        try await self.list(list, .always, read: read, next: next)
    }
}

extension SecretCache {
    func current() async throws(ProviderError) -> Secret { try await current(.always) }

    func renewed(after rejected: Secret) async throws(ProviderError) -> Secret? {
        try await renewed(after: rejected, .always)
    }

    @discardableResult
    func fetch() async throws(ProviderError) -> Secret { try await fetch(.always) }
}
