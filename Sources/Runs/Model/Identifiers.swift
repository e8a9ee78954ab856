/// The name a person gave to a source, unique within a configuration.
package struct SourceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as written in the configuration.
    package let text: String

    /// Wraps a name as written in the configuration.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    package static func < (left: SourceName, right: SourceName) -> Bool { left.text < right.text }
}

/// What tells one credential at one API from every other, without any of its text.
package struct CredentialID: Hashable, Sendable, CustomStringConvertible {
    /// The kind of API, its origin and where the secret comes from; safe to be kept and shown.
    package let text: String

    /// Wraps a text that holds nothing of a secret.
    package init(_ text: String) { self.text = text }

    package var description: String { text }
}

/// A provider's identifier of a run, unique within its source.
package struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as the provider writes it.
    package let text: String

    /// Wraps an identifier as the provider writes it.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    package static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
}

/// A provider's identifier of a pipeline, unique within its source.
package struct PipelineID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as the provider writes it.
    package let text: String

    /// Wraps an identifier as the provider writes it.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    package static func < (left: PipelineID, right: PipelineID) -> Bool { left.text < right.text }
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
