package import Foundation
package import Runs

/// One configured account at a provider.
package struct SourceSettings: Hashable, Sendable {
    /// Unique within the configuration.
    package let name: SourceName
    /// The part of addresses before the provider's documented paths, without a trailing slash.
    package let baseURL: URL
    /// The polling interval while quiet; nil for the configuration's own.
    package var interval: Duration?
    /// How far back a new source is read; nil for the configuration's own.
    package var backfill: Duration?
    package var isEnabled: Bool = true
    /// The path of a certificate file that replaces the system's certificates.
    package var caFile: String?
    /// The template of a run's page in the provider's interface.
    package var webLink: WebLink?
    /// The settings of its kind of provider.
    package let options: ProviderSettings
    /// Where the file defines its credentials, by key.
    var secretPlaces: [String: SecretPlace] = [:]

    package init(name: SourceName, baseURL: URL, options: ProviderSettings) {
        self.name = name
        self.baseURL = baseURL
        self.options = options
    }

    package var provider: ProviderKind { options.kind }
    /// The origins of its credentials, by key.
    package var secrets: [String: SecretReference] { options.secrets }

    /// Finds where the file defines one of its credentials.
    package func place(of reference: SecretReference) -> SecretPlace? {
        secrets.first { $0.value == reference }.flatMap { secretPlaces[$0.key] }
    }
}
