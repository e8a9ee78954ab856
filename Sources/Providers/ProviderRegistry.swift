package import Runs

/// A kind of provider: what it is, and how one is made for a source.
package struct ProviderRegistration: Sendable {
    /// What a source of it takes.
    package let description: ProviderDescription
    /// Makes the provider of a source.
    package let make: @Sendable (ProviderConnection) -> any Provider

    init(
        _ description: ProviderDescription,
        make: @escaping @Sendable (ProviderConnection) -> any Provider
    ) {
        self.description = description
        self.make = make
    }
}

/// What a source gives the provider that reads it.
package struct ProviderConnection {
    /// The settings that are no secrets.
    package let values: [String: ProviderValue]
    private let secrets: [String: SecretResolver]
    private let connect: (@escaping SecretResolver) -> APIClient

    /// Joins what a source gives.
    ///
    /// - Parameters:
    ///   - values: The settings that are no secrets.
    ///   - secrets: How each secret is found, by its key.
    ///   - connect: Makes a client that signs with a secret.
    package init(
        _ values: [String: ProviderValue], _ secrets: [String: SecretResolver],
        connect: @escaping (@escaping SecretResolver) -> APIClient
    ) {
        self.values = values
        self.secrets = secrets
        self.connect = connect
    }

    /// Whether a source gives a secret.
    func hasSecret(_ key: String) -> Bool { secrets[key] != nil }

    /// Finds a secret. One that a source does not give is unset: the configuration sees to it that
    /// this is never asked for.
    func secret(_ key: String) -> SecretResolver {
        if let resolver = secrets[key] { return resolver }
        return { () async throws(SecretFailure) -> Secret in throw .variableUnset(nil) }
    }

    /// Makes a client that signs with a secret.
    func client(_ key: String = "token") -> APIClient { connect(secret(key)) }
}

/// Every kind of provider that is there: a folder and a line here for each.
package enum ProviderRegistry {
    /// The registrations, in the order of the template.
    package static let all: [ProviderRegistration] = [
        .well,
        .supermetrics,
        .elasticPath,
        .leadlex,
        .polytomic,
    ]

    /// What is said of each.
    package static let descriptions = all.map(\.description)

    /// Finds a kind of provider.
    package static func registration(of kind: ProviderKind) -> ProviderRegistration? {
        all.first { $0.description.kind == kind }
    }
}
