import Runs

/// Holds a source's secret from its first use on, and fetches it anew when it was rejected.
actor SecretCache {
    private let resolve: SecretResolver
    private var held: Secret?

    init(_ resolve: @escaping SecretResolver) { self.resolve = resolve }

    /// Hands out the secret, fetching it the first time.
    func current() async throws(ProviderError) -> Secret {
        if let held { return held }
        return try await fetch()
    }

    /// Looks for another secret than the one that the server rejected.
    ///
    /// - Returns: Nil where there is still no other one.
    func renewed(after rejected: Secret) async throws(ProviderError) -> Secret? {
        if let held, held != rejected { return held }
        let fresh = try await fetch()
        return fresh == rejected ? nil : fresh
    }

    private func fetch() async throws(ProviderError) -> Secret {
        do {
            let secret = try await resolve()
            held = secret
            return secret
        } catch {
            throw Task.isCancelled ? .cancelled : .secret(error)
        }
    }
}
