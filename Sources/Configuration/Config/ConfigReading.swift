import OperatingSystem
package import Runs

/// A configuration as far as it can be read, and all that is wrong with it.
///
/// What the keys and themes of a program are is not for this module to say: whoever knows adds the
/// mistakes that it finds, so that all are told in one round.
package struct ConfigReading: Sendable {
    /// What can be read; defaults stand in the place of the rest, and sources are left out that
    /// something is wrong with.
    package let config: Config
    /// What is wrong.
    package private(set) var mistakes: [ConfigMistake]
    /// The sources in the file's order, those included that something is wrong with.
    package let outlines: [SourceOutline]
    private let context: ReadingContext

    /// Reads a configuration file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: Where the home folder is known from.
    ///   - providers: The kinds of provider that a source may name.
    /// - Throws: `file`, or what is wrong with a text that is no TOML.
    package init(
        of path: String, environment: [String: String], providers: [ProviderDescription]
    ) throws(ConfigurationError) {
        let file = try OpenedFile(settingsAt: path)
        try self.init(
            file.bytes, file: path, mode: file.mode, home: PrivateFile.homeFolder(in: environment),
            providers: providers)
    }

    /// Reads a configuration's text.
    init(
        _ bytes: [UInt8], file: String, mode: UInt16, home: String?,
        providers: [ProviderDescription]
    ) throws(ConfigurationError) {
        let document = try TOMLDocument(bytes, file: file)
        var context = ReadingContext(
            file: file, positions: document.positions, home: home, mode: mode)
        context.providers = providers
        self.context = context
        var reader = TableReader(document.entries, at: EntryPath(), in: context)
        config = Config(reading: &reader)
        mistakes = reader.mistakes
        outlines = Self.outlines(document.entries, in: context)
    }

    private static func outlines(
        _ entries: [String: TOMLEntry], in context: ReadingContext
    ) -> [SourceOutline] {
        guard case .list(let items) = entries["source"] else { return [] }
        return items.enumerated().compactMap { index, item in
            guard case .table(let entries) = item else { return nil }
            return SourceOutline(entries, at: index, in: context)
        }
    }

    /// Notes a mistake that somebody else found at a key of a source.
    package mutating func report(
        _ problem: ConfigProblem, at key: String, of source: SourceOutline
    ) {
        var context = context
        context.subject = source.subject
        mistakes.append(context.mistake(problem, at: source.path.key(key)))
    }

    /// Notes a mistake that somebody else found at a path.
    package mutating func report(_ problem: ConfigProblem, at path: EntryPath) {
        mistakes.append(context.mistake(problem, at: path))
    }

    /// The configuration, where nothing is wrong with it.
    ///
    /// - Throws: Every mistake, by line.
    package func whole() throws(ConfigurationError) -> Config {
        guard mistakes.isEmpty else { throw .mistakes(mistakes.inFileOrder) }
        return config
    }
}
