import Runs

/// What a source says of the way to its provider, whatever else is wrong with it.
package struct SourceOutline: Hashable, Sendable {
    /// The name as written; nil where there is none.
    package let name: String?
    /// Whether it is polled at all.
    package let isEnabled: Bool
    /// The address as written, else the provider's own; nil where there is neither.
    package let address: String?
    /// The path of its file of certificates.
    package let caFile: String?
    /// Where it stands among the sources, from 0.
    let index: Int

    /// Reads what can be read of a source.
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

    /// Where the source stands in the file.
    var path: EntryPath { EntryPath().key("source").index(index) }

    /// Whom a mistake in it is about.
    var subject: MistakeSubject { name.map(MistakeSubject.source) ?? .unnamedSource(index + 1) }
}
