/// A text compared by its bytes: texts that look alike but are encoded differently are not equal.
struct ExactText: Hashable, Sendable, Comparable {
    let text: String

    static func == (left: ExactText, right: ExactText) -> Bool {
        // Texts that do not even look alike differ sooner.
        left.text == right.text && left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Texts that look alike have the same hash, which is rare.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    static func < (left: ExactText, right: ExactText) -> Bool {
        if left.text == right.text {
            return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
        return left.text < right.text
    }
}

/// The name that the user gave to a source, unique within a configuration.
package struct SourceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var text: String { exact.text }

    private let exact: ExactText

    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: SourceName, right: SourceName) -> Bool { left.exact < right.exact }
}

/// Identifies one credential at one API without any of its text.
package struct CredentialID: Hashable, Sendable, CustomStringConvertible {
    /// The kind of API, its origin and the origin of the secret; safe to store and show.
    package var text: String { exact.text }

    private let exact: ExactText

    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }
}

/// A provider's identifier of a run, unique within its source.
package struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var text: String { exact.text }

    private let exact: ExactText

    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: RunID, right: RunID) -> Bool { left.exact < right.exact }
}

/// A provider's identifier of a pipeline, unique within its source.
package struct PipelineID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var text: String { exact.text }

    private let exact: ExactText

    package init(_ text: String) { exact = ExactText(text: text) }

    package var description: String { text }

    package static func < (left: PipelineID, right: PipelineID) -> Bool { left.exact < right.exact }
}

/// Identifies a run: its source and the provider's identifier.
package struct RunKey: Hashable, Sendable, Comparable {
    package let source: SourceName
    package let id: RunID

    package init(source: SourceName, id: RunID) {
        self.source = source
        self.id = id
    }

    package static func < (left: RunKey, right: RunKey) -> Bool {
        (left.source, left.id) < (right.source, right.id)
    }
}

/// A kind of API; the raw value is its name in the configuration, in JSON and in filters. Kinds in
/// `numbered` sort first.
package struct ProviderKind: RawRepresentable, Hashable, Sendable, Comparable {
    package let rawValue: String

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

    /// Never reordered, since stored bytes name these kinds by index; other kinds are spelled out.
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

/// What runs: a Well workspace connector, a Polytomic sync and the like.
package struct Pipeline: Hashable, Sendable {
    package let id: PipelineID
    /// The provider's name, nil while unknown.
    package let name: String?

    /// A blank name counts as nil.
    package init(id: PipelineID, name: String? = nil) {
        self.id = id
        self.name = name?.unlessBlank
    }

    /// The text to display: the name, else the identifier.
    package var label: String { name ?? id.text }
}
