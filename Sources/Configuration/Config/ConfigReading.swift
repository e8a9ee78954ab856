import OperatingSystem
package import Runs

/// A configuration as far as it is readable, with all mistakes. Other modules check keys and
/// themes, and add the mistakes that they find, so that all are reported at once.
package struct ConfigReading: Sendable {
    /// The readable part; defaults replace the rest, and sources with mistakes are left out.
    package let config: Config
    package private(set) var mistakes: [ConfigMistake]
    /// The sources in the file's order, including those with mistakes.
    package let outlines: [SourceOutline]
    private let context: ReadingContext

    /// Reads a configuration file; the environment names the home folder.
    /// - Throws: `file`, or the mistakes of a text that is no TOML.
    package init(
        of path: String, environment: [String: String], providers: [ProviderDescription]
    ) throws(ConfigurationError) {
        let file = try OpenedFile(settingsAt: path)
        try self.init(
            file.bytes, file: path, mode: file.mode, home: PrivateFile.homeFolder(in: environment),
            providers: providers)
    }

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

    /// Adds a mistake at a key of a source.
    package mutating func report(
        _ problem: ConfigProblem, at key: String, of source: SourceOutline
    ) {
        var context = context
        context.subject = source.subject
        mistakes.append(context.mistake(problem, at: source.path.key(key)))
    }

    /// Adds a mistake at a path.
    package mutating func report(_ problem: ConfigProblem, at path: EntryPath) {
        mistakes.append(context.mistake(problem, at: path))
    }

    /// The configuration, if it has no mistakes.
    /// - Throws: All mistakes, by line.
    package func whole() throws(ConfigurationError) -> Config {
        guard mistakes.isEmpty else { throw .mistakes(mistakes.inFileOrder) }
        return config
    }
}
