/// What an Elastic Path source takes.
package struct ElasticPathSettings: ProviderOptions {
    /// How a source proves who it is.
    package enum Credentials: Hashable, Sendable {
        /// A client's id and secret, which are exchanged for a token.
        case client(id: SecretReference, secret: SecretReference)
        /// A ready token.
        case token(SecretReference)
    }

    /// The part of the world that a store is in; the raw value begins its host's name.
    package enum Region: String, CaseIterable, Hashable, Sendable {
        case useast, euwest
    }

    /// Where the credentials come from.
    package let credentials: Credentials
    /// Where the store is; nil where the source names an address of its own.
    package let region: Region?
    /// The integrations to read; all of them where empty.
    package let integrations: [String]
    /// The organization of an organization's token.
    package let organization: String?
    /// The store to read with an organization's token.
    package let store: String?

    /// Puts the settings together.
    package init(
        credentials: Credentials, region: Region? = nil, integrations: [String] = [],
        organization: String? = nil, store: String? = nil
    ) {
        self.credentials = credentials
        self.region = region
        self.integrations = integrations
        self.organization = organization
        self.store = store
    }

    private static let regionKey = SettingsKey<Region>(
        "region", .word, "where the store is: useast or euwest")
    private static let clientIDKey = SettingsKey(
        SecretKey.clientID.rawValue, .secret, "the id of a client")
    private static let clientSecretKey = SettingsKey(
        SecretKey.clientSecret.rawValue, .secret, "the client's secret")
    private static let tokenKey = SettingsKey(
        SecretKey.token.rawValue, .secret, "a ready token, in place of client-id and client-secret")
    private static let integrationsKey = SettingsKey(
        "integrations", .texts, "the integrations to read; all of them when left out")
    private static let organizationKey = SettingsKey(
        "org-id", .text, "the organization of an organization's token")
    private static let storeKey = SettingsKey(
        "store-id", .text, "the store to read with an organization's token")

    static let keyTable = [
        regionKey.row, clientIDKey.row, clientSecretKey.row, tokenKey.row, integrationsKey.row,
        organizationKey.row, storeKey.row,
    ]

    static let example = [
        "region": "\"useast\"", "client-id": #"{ env = "EPCC_CLIENT_ID" }"#,
        "client-secret": #"{ env = "EPCC_CLIENT_SECRET" }"#,
    ]

    static let alternatives: Set<String> = [tokenKey.name]

    static var usualBaseURL: String { address(in: .useast) }

    var defaultBaseURL: String { Self.address(in: region ?? .useast) }

    private static func address(in region: Region) -> String {
        "https://\(region.rawValue).api.elasticpath.com"
    }

    var secrets: [SecretKey: SecretReference] {
        switch credentials {
        case .client(let id, let secret): [.clientID: id, .clientSecret: secret]
        case .token(let token): [.token: token]
        }
    }

    init?(reading reader: inout TableReader) {
        let integrations = reader.value(Self.integrationsKey)
        let organization = reader.value(Self.organizationKey)
        let store = reader.value(Self.storeKey)
        let hasAddress = reader.entries["base-url"] != nil
        let region =
            hasAddress
            ? reader.value(Self.regionKey)
            : reader.required(Self.regionKey, reason: .unless(key: "base-url"))
        guard let credentials = Self.credentials(&reader), hasAddress || region != nil else {
            return nil
        }
        self.init(
            credentials: credentials, region: region, integrations: integrations ?? [],
            organization: organization, store: store)
    }

    private static func credentials(_ reader: inout TableReader) -> Credentials? {
        let hasClient = reader.holds(clientIDKey) || reader.holds(clientSecretKey)
        guard reader.holds(tokenKey) else {
            let needsClient = MissingReason.unless(key: tokenKey.name)
            let id = reader.required(
                clientIDKey, reason: hasClient ? .together(with: clientSecretKey.name) : needsClient
            )
            guard hasClient else { return nil }
            let secret = reader.required(
                clientSecretKey, reason: .together(with: clientIDKey.name))
            guard let id, let secret else { return nil }
            return .client(id: id, secret: secret)
        }
        let token = reader.value(tokenKey).map(Credentials.token)
        guard hasClient else { return token }
        let client = reader.holds(clientIDKey) ? clientIDKey.name : clientSecretKey.name
        reader.report(
            .excluded(client, by: tokenKey.name), at: reader.path.key(client))
        return nil
    }
}
