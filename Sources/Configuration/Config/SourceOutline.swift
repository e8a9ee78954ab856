import Runs

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

    /// The position of the source in the file.
    var path: EntryPath { EntryPath().key("source").index(index) }

    /// The subject of its mistakes.
    var subject: MistakeSubject { name.map(MistakeSubject.source) ?? .unnamedSource(index + 1) }
}
