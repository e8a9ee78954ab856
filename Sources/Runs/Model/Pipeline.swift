/// What runs: a Well workspace connector, a Polytomic sync and their kin.
package struct Pipeline: Hashable, Sendable {
    /// The provider's identifier.
    package let id: PipelineID
    /// The provider's name, or nil while it is not known.
    package let name: String?

    /// Joins an identifier and a name; a name of nothing but blanks is none.
    package init(id: PipelineID, name: String? = nil) {
        self.id = id
        self.name = name?.contains { !$0.isWhitespace } == true ? name : nil
    }

    /// What a person is shown: the name, else the identifier.
    package var label: String { name ?? id.text }
}
