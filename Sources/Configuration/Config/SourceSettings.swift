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

/// How a source reaches its provider, as far as readable.
package struct SourceOutline: Hashable, Sendable {
    /// The name as written, if any.
    package let name: String?
    package let isEnabled: Bool
    /// The address as written, else the provider's own; nil without both.
    package let address: String?
    /// The path of its certificate file.
    package let caFile: String?
    /// The index among the sources, from 0.
    let index: Int

    /// Reads a source as far as possible.
    init(_ entries: [String: TOMLEntry], at index: Int, in context: ReadingContext) {
        func text(_ key: String) -> String? {
            guard case .text(let text) = entries[key], !text.isEmpty else { return nil }
            return text
        }
        self.index = index
        name = text("name")
        isEnabled = entries["enabled"] != .boolean(false)
        address =
            text("base-url")
            ?? context.providers.first { $0.kind.rawValue == text("provider") }?.baseURL([:])
        caFile = text("ca-file").map(context.resolvedPath)
    }

    var path: EntryPath { EntryPath().key("source").index(index) }

    var subject: MistakeSubject { name.map(MistakeSubject.source) ?? .unnamedSource(index + 1) }
}
