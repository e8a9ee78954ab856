import Runs
import OperatingSystem
import Foundation

/// The themes in the binary and the user's own, which take precedence.
package struct ThemeLibrary: Sendable {
    private let embedded: [String: [UInt8]]
    private let folder: String?
    private let scopes: Set<String>?

    /// Makes a library of the binary's themes and a folder of the user's. Scopes other than the
    /// known ones are mistakes; nil accepts any.
    package init(
        embedded: [String: [UInt8]], folder: String?, scopes: Set<String>? = nil
    ) {
        self.embedded = embedded
        self.folder = folder
        self.scopes = scopes
    }

    /// The sorted names of all themes. Reads the user's folder; a missing one counts as empty.
    package var names: [String] {
        Set(embedded.keys).union(userNames).sorted()
    }

    /// Reads a theme with all that it inherits. A user's theme that inherits from its own name
    /// changes the one in the binary.
    /// - Throws: All mistakes in its file and its ancestors, `unknownTheme`, or `fileUnreadable`.
    package func theme(named name: String) throws(ConfigurationError) -> ThemeDefinition {
        guard let document = try document(named: name) else {
            throw .unknownTheme(
                name, known: names, nearest: EditDistance.nearestWord(to: name, among: names))
        }
        let (ancestors, gap) = try ancestors(of: document, named: name)
        let resolved = document.resolved(inheriting: ancestors)
        var mistakes = gap.map { [$0] } ?? []
        for document in [document] + ancestors {
            mistakes += document.mistakes
            if let scopes { mistakes += document.scopeMistakes(known: scopes) }
        }
        // The missing theme might define the unknown colours.
        if gap == nil { mistakes += resolved.mistakes }
        guard mistakes.isEmpty else { throw .mistakes(mistakes.inFileOrder) }
        return resolved.theme
    }

    /// Finds the themes that a theme inherits from, nearest first.
    /// - Returns: The themes, and the mistake of a missing or circular one.
    private func ancestors(
        of document: ThemeDocument, named name: String
    ) throws(ConfigurationError) -> (found: [ThemeDocument], gap: ConfigMistake?) {
        var found: [ThemeDocument] = []
        var seen = [name]
        while let parent = (found.last ?? document).inherits {
            let context = (found.last ?? document).context
            let place = EntryPath().key("inherits")
            let isOwnName =
                found.isEmpty && parent == name && userNames.contains(name)
                && embedded[name] != nil
            guard isOwnName || !seen.contains(parent) else {
                return (found, context.mistake(.inheritanceLoop(seen + [parent]), at: place))
            }
            let next =
                isOwnName
                ? try embeddedDocument(named: parent) : try self.document(named: parent)
            guard let next else {
                let nearest = EditDistance.nearestWord(to: parent, among: names)
                let problem = ConfigProblem.unknownTheme(parent, known: names, nearest: nearest)
                return (found, context.mistake(problem, at: place))
            }
            found.append(next)
            seen.append(parent)
        }
        return (found, nil)
    }

    /// Reads one theme's file without its ancestors; nil if there is no such theme.
    private func document(named name: String) throws(ConfigurationError) -> ThemeDocument? {
        guard let folder, userNames.contains(name) else { return try embeddedDocument(named: name) }
        let path = "\(folder)/\(name).toml"
        return try ThemeDocument(reading: OpenedFile(settingsAt: path).bytes, file: path)
    }

    private func embeddedDocument(named name: String) throws(ConfigurationError) -> ThemeDocument? {
        guard let bytes = embedded[name] else { return nil }
        return try ThemeDocument(reading: bytes, file: "\(name).toml")
    }

    /// The file names in the user's folder; empty if it cannot be listed.
    private var userNames: Set<String> {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return [] }
        return Set(files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) })
    }
}
