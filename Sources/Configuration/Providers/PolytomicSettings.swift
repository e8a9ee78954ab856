/// What a Polytomic source takes.
package struct PolytomicSettings: ProviderOptions {
    /// How requests are signed.
    package enum Authorization: Hashable, Sendable {
        /// The API key as a bearer token, with the organization to list events of, if any.
        case bearer(organization: String?)
        /// The organization and its API key as user and password.
        case basic(organization: String)
    }

    /// Where the API key comes from.
    package let token: SecretReference
    /// How requests are signed.
    package let authorization: Authorization

    /// Puts the settings together.
    package init(token: SecretReference, authorization: Authorization) {
        self.token = token
        self.authorization = authorization
    }

    /// The organization to list events of, if one is named.
    package var organization: String? {
        switch authorization {
        case .bearer(let organization): organization
        case .basic(let organization): organization
        }
    }

    /// The words of the `auth` key.
    private enum Scheme: String, CaseIterable {
        case bearer, basic
    }

    private static let schemeKey = SettingsKey<Scheme>(
        "auth", .word, "how requests are signed: bearer or basic")
    private static let organizationKey = SettingsKey(
        "organization", .text, "the organization's id; needed with basic")

    static let keyTable = [SettingsKey.token.row, schemeKey.row, organizationKey.row]

    static let example = ["token": #"{ env = "POLYTOMIC_API_KEY" }"#]

    static var usualBaseURL: String { "https://app.polytomic.com" }

    var secrets: [SecretKey: SecretReference] { [.token: token] }

    init?(reading reader: inout TableReader) {
        let token = reader.required(.token)
        let scheme = reader.holds(Self.schemeKey) ? reader.value(Self.schemeKey) : .bearer
        let authorization: Authorization?
        switch scheme {
        case .bearer:
            authorization = .bearer(organization: reader.value(Self.organizationKey))
        case .basic:
            let reason = MissingReason.because(key: Self.schemeKey.name, value: "basic")
            authorization = reader.required(Self.organizationKey, reason: reason)
                .map { .basic(organization: $0) }
        case nil:
            authorization = nil
        }
        guard let token, let authorization else { return nil }
        self.init(token: token, authorization: authorization)
    }
}
