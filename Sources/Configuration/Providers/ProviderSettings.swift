package import Foundation
package import Runs

/// What one provider alone takes, typed.
///
/// A provider's keys live in one file, `<Name>Settings.swift`; a new one is that file and a case
/// here, and the compiler then names the switches below.
package enum ProviderSettings: Hashable, Sendable {
    /// A Well account.
    case well(WellSettings)
    /// A Supermetrics team.
    case supermetrics(SupermetricsSettings)
    /// An Elastic Path store.
    case elasticPath(ElasticPathSettings)
    /// A LeadLex account.
    case leadlex(LeadLexSettings)
    /// A Polytomic organisation.
    case polytomic(PolytomicSettings)

    /// The kind of API.
    package var kind: ProviderKind {
        switch self {
        case .well: .well
        case .supermetrics: .supermetrics
        case .elasticPath: .elasticPath
        case .leadlex: .leadlex
        case .polytomic: .polytomic
        }
    }

    /// Where its credentials come from, by key.
    package var secrets: [SecretKey: SecretReference] { options.secrets }

    /// The provider's own address, for a source that names none.
    package var defaultBaseURL: URL? { URL(string: options.defaultBaseURL) }

    /// A provider's own address, as far as it is known without its settings.
    static func usualBaseURL(of kind: ProviderKind) -> String { type(of: kind).usualBaseURL }

    /// The table of the keys that a provider takes beyond those of every source.
    package static func keyTable(of kind: ProviderKind) -> [KeyRow] { type(of: kind).keyTable }

    /// What a first configuration says for the keys that a provider cannot do without, as TOML.
    static func example(of kind: ProviderKind) -> [String: String] { type(of: kind).example }

    /// The keys that exclude others which the example has.
    static func alternatives(of kind: ProviderKind) -> Set<String> { type(of: kind).alternatives }

    /// Reads a provider's keys; nil where something is wrong with them, which is noted.
    static func read(_ kind: ProviderKind, _ reader: inout TableReader) -> ProviderSettings? {
        switch kind {
        case .well: WellSettings(reading: &reader).map(Self.well)
        case .supermetrics: SupermetricsSettings(reading: &reader).map(Self.supermetrics)
        case .elasticPath: ElasticPathSettings(reading: &reader).map(Self.elasticPath)
        case .leadlex: LeadLexSettings(reading: &reader).map(Self.leadlex)
        case .polytomic: PolytomicSettings(reading: &reader).map(Self.polytomic)
        }
    }

    private var options: any ProviderOptions {
        switch self {
        case .well(let settings): settings
        case .supermetrics(let settings): settings
        case .elasticPath(let settings): settings
        case .leadlex(let settings): settings
        case .polytomic(let settings): settings
        }
    }

    private static func type(of kind: ProviderKind) -> any ProviderOptions.Type {
        switch kind {
        case .well: WellSettings.self
        case .supermetrics: SupermetricsSettings.self
        case .elasticPath: ElasticPathSettings.self
        case .leadlex: LeadLexSettings.self
        case .polytomic: PolytomicSettings.self
        }
    }
}

/// What each provider's settings say of themselves.
protocol ProviderOptions: Hashable, Sendable {
    /// The keys beyond those of every source.
    static var keyTable: [KeyRow] { get }
    /// What a first configuration says for the keys that cannot be left out, as TOML.
    static var example: [String: String] { get }
    /// The keys that exclude others which the example has.
    static var alternatives: Set<String> { get }
    /// The provider's own address, without a slash at its end; of several the first.
    static var usualBaseURL: String { get }
    /// The one of these settings.
    var defaultBaseURL: String { get }
    /// Where the credentials come from, by key.
    var secrets: [SecretKey: SecretReference] { get }
    /// Reads the keys; nil where something is wrong with them, which is noted.
    init?(reading reader: inout TableReader)
}

extension ProviderOptions {
    static var alternatives: Set<String> { [] }

    var defaultBaseURL: String { Self.usualBaseURL }
}

/// The keys that name a credential.
package enum SecretKey: String, Hashable, Sendable, CaseIterable {
    /// An API key or token.
    case token
    /// The name of a client that is exchanged for a token, together with its secret.
    case clientID = "client-id"
    /// That client's secret.
    case clientSecret = "client-secret"
}

extension SettingsKey where Value == SecretReference {
    /// The key of a provider's API key or token.
    static let token = SettingsKey(SecretKey.token.rawValue, .secret, "the API key")
}
