package import Runs

/// A kind of provider: its description, and how to make one for a source.
package struct ProviderRegistration: Sendable {
    /// What its sources configure.
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

/// What a source gives to its provider.
package struct ProviderConnection {
    /// The settings that are not secret.
    package let values: [String: ProviderValue]
    private let secrets: [String: SecretResolver]
    private let connect: (@escaping SecretResolver) -> APIClient

    /// Creates a connection; `secrets` are by key, and `connect` makes a client that signs with
    /// one.
    package init(
        _ values: [String: ProviderValue], _ secrets: [String: SecretResolver],
        connect: @escaping (@escaping SecretResolver) -> APIClient
    ) {
        self.values = values
        self.secrets = secrets
        self.connect = connect
    }

    func hasSecret(_ key: String) -> Bool { secrets[key] != nil }

    /// A missing secret counts as unset; the configuration prevents that.
    func secret(_ key: String) -> SecretResolver {
        if let resolver = secrets[key] { return resolver }
        return { () async throws(SecretFailure) -> Secret in throw .variableUnset(nil) }
    }

    /// Makes a client that signs with a secret.
    func client(_ key: String = "token") -> APIClient { connect(secret(key)) }
}

/// All kinds of providers: each is a folder, and a line here.
package enum ProviderRegistry {
    /// The registrations, in the order of the configuration template.
    package static let all: [ProviderRegistration] = [
        .well,
        .supermetrics,
        .elasticPath,
        .leadlex,
        .polytomic,
    ]

    /// The descriptions of all kinds.
    package static let descriptions = all.map(\.description)

    /// Finds a kind's registration; nil if there is none.
    package static func registration(of kind: ProviderKind) -> ProviderRegistration? {
        all.first { $0.description.kind == kind }
    }
}
