/// A text that is told from every other one by its bytes: texts that look alike, as letters may be
/// written in more than one way, are not the same.
struct ExactText: Hashable, Sendable, Comparable {
    let text: String

    static func == (left: ExactText, right: ExactText) -> Bool {
        // Texts that are not even alike are told apart sooner.
        left.text == right.text && left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Those that look alike have the same hash, which is rare.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    static func < (left: ExactText, right: ExactText) -> Bool {
        if left.text == right.text {
            return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
        return left.text < right.text
    }
}

/// The name a person gave to a source, unique within a configuration.
package struct SourceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as written in the configuration.
    package var text: String { exact.text }

    private let exact: ExactText

    /// Wraps a name as written in the configuration.
    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: SourceName, right: SourceName) -> Bool { left.exact < right.exact }
}

/// What tells one credential at one API from every other, without any of its text.
package struct CredentialID: Hashable, Sendable, CustomStringConvertible {
    /// The kind of API, its origin and where the secret comes from; safe to be kept and shown.
    package var text: String { exact.text }

    private let exact: ExactText

    /// Wraps a text that holds nothing of a secret.
    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }
}

/// A provider's identifier of a run, unique within its source.
package struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as the provider writes it.
    package var text: String { exact.text }

    private let exact: ExactText

    /// Wraps an identifier as the provider writes it.
    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: RunID, right: RunID) -> Bool { left.exact < right.exact }
}

/// A provider's identifier of a pipeline, unique within its source.
package struct PipelineID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as the provider writes it.
    package var text: String { exact.text }

    private let exact: ExactText

    /// Wraps an identifier as the provider writes it.
    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: PipelineID, right: PipelineID) -> Bool { left.exact < right.exact }
}

/// What tells one run from every other: its source and the provider's identifier.
package struct RunKey: Hashable, Sendable, Comparable {
    /// The source that the run was read from.
    package let source: SourceName
    /// The provider's identifier of the run.
    package let id: RunID

    /// Joins a source and an identifier.
    package init(source: SourceName, id: RunID) {
        self.source = source
        self.id = id
    }

    package static func < (left: RunKey, right: RunKey) -> Bool {
        (left.source, left.id) < (right.source, right.id)
    }
}

/// A kind of API; the raw value is its name in the configuration, in JSON and in filters.
///
/// Those that `numbered` lists come first in every order.
package struct ProviderKind: RawRepresentable, Hashable, Sendable, Comparable {
    package let rawValue: String

    /// Names a kind of API.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Well workspace-connector sync logs.
    package static let well = ProviderKind(rawValue: "well")
    /// Supermetrics connector logs.
    package static let supermetrics = ProviderKind(rawValue: "supermetrics")
    /// Elastic Path integration logs.
    package static let elasticPath = ProviderKind(rawValue: "elastic-path")
    /// LeadLex workflow logs.
    package static let leadlex = ProviderKind(rawValue: "leadlex")
    /// Polytomic events.
    package static let polytomic = ProviderKind(rawValue: "polytomic")

    /// The kinds that stored bytes name by their place in this list; it is never reordered. Bytes
    /// spell any other kind out.
    package static let numbered: [ProviderKind] = [
        .well, .supermetrics, .elasticPath, .leadlex, .polytomic,
    ]

    package static func < (left: ProviderKind, right: ProviderKind) -> Bool {
        let (first, second) = (numbered.firstIndex(of: left), numbered.firstIndex(of: right))
        guard first == nil, second == nil else {
            return (first ?? .max) < (second ?? .max)
        }
        return left.rawValue < right.rawValue
    }
}

/// What runs: a Well workspace connector, a Polytomic sync and their kin.
package struct Pipeline: Hashable, Sendable {
    /// The provider's identifier.
    package let id: PipelineID
    /// The provider's name, or nil while it is not known.
    package let name: String?

    /// Joins an identifier and a name; a name of nothing but blanks is none.
    package init(id: PipelineID, name: String? = nil) {
        self.id = id
        self.name = name?.unlessBlank
    }

    /// What a person is shown: the name, else the identifier.
    package var label: String { name ?? id.text }
}
