package import Foundation
package import Runs

/// One configured account at a provider.
package struct SourceSettings: Hashable, Sendable {
    /// The source's name, unique within the configuration.
    package let name: SourceName
    /// All that stands before the provider's documented paths, without a slash at its end.
    package let baseURL: URL
    /// How often it is polled while quiet; nil where the configuration's own interval holds.
    package let interval: Duration?
    /// How far back it is read when new; nil where the configuration's own backfill holds.
    package let backfill: Duration?
    /// Whether it is polled at all.
    package let isEnabled: Bool
    /// The path of a file of certificates to trust in place of the system's.
    package let caFile: String?
    /// The template of a run's page in the provider's interface.
    package let webLink: WebLink?
    /// What the provider alone takes.
    package let options: ProviderSettings
    /// Where the file names its credentials, by key.
    var secretPlaces: [String: SecretPlace] = [:]

    /// Puts a source together.
    package init(
        name: SourceName, baseURL: URL, interval: Duration? = nil, backfill: Duration? = nil,
        isEnabled: Bool = true, caFile: String? = nil, webLink: WebLink? = nil,
        options: ProviderSettings
    ) {
        self.name = name
        self.baseURL = baseURL
        self.interval = interval
        self.backfill = backfill
        self.isEnabled = isEnabled
        self.caFile = caFile
        self.webLink = webLink
        self.options = options
    }

    /// The kind of API.
    package var provider: ProviderKind { options.kind }
    /// Where its credentials come from, by key.
    package var secrets: [String: SecretReference] { options.secrets }

    /// Finds where the file names one of its credentials.
    package func place(of reference: SecretReference) -> SecretPlace? {
        secrets.first { $0.value == reference }.flatMap { secretPlaces[$0.key] }
    }
}
