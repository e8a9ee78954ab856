/// A theme file as written, its colours still names.
package struct ThemeDocument: Hashable, Sendable {
    /// The theme's name as the file says.
    package let name: String
    /// Whether it is meant for a dark or a light terminal; nil where it is the inherited theme's.
    package let appearance: ThemeAppearance?
    /// The theme that it changes, if any.
    package let inherits: String?
    /// The colours that it names.
    package let palette: [String: String]
    /// How each scope looks.
    package let scopes: [String: ThemeScope]
    /// The names in its palette that stand for nothing, as what is written there is wrong.
    let spoiltNames: Set<String>
    /// What is wrong with it, as far as it can be told without what it inherits.
    let mistakes: [ConfigMistake]
    /// Where its entries stand, for the mistakes that come out later.
    let context: ReadingContext

    /// Reads a theme's text as far as it is right.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - file: The file's path, for messages.
    /// - Throws: What keeps the text from being read as TOML.
    init(reading bytes: [UInt8], file: String) throws(ConfigurationError) {
        let document = try TOMLDocument(bytes, file: file)
        let context = ReadingContext(
            file: file, positions: document.positions, home: nil, mode: 0)
        var reader = TableReader(document.entries, at: EntryPath(), in: context)
        self.init(reading: &reader)
    }

    private enum Keys {
        static let name = SettingsKey("name", .text, "the theme's name")
        static let appearance = SettingsKey<ThemeAppearance>(
            "appearance", .word, "dark or light")
        static let inherits = SettingsKey("inherits", .text, "the theme that it changes")
        static let palette = SettingsKey("palette", .palette, "names for colours")
        static let scopes = SettingsKey("scopes", .scopes, "how each scope looks")

        static let rows = [name.row, appearance.row, inherits.row, palette.row, scopes.row]
    }

    private init(reading reader: inout TableReader) {
        context = reader.context
        reader.reportKeys(outside: Keys.rows)
        name = reader.required(Keys.name) ?? ""
        inherits = reader.value(Keys.inherits)
        let isWhole = !reader.holds(Keys.inherits)
        appearance =
            isWhole ? reader.required(Keys.appearance) : reader.value(Keys.appearance)
        palette = reader.value(Keys.palette) ?? [:]
        scopes = reader.value(Keys.scopes) ?? [:]
        spoiltNames =
            if case .table(let entries)? = reader.entries[Keys.palette.name] {
                Set(entries.keys).subtracting(palette.keys)
            } else {
                []
            }
        mistakes = reader.mistakes
    }
}

/// A scope's style as written.
package struct ThemeScope: Hashable, Sendable {
    /// The colour of the text.
    package let foreground: String?
    /// The colour behind it.
    package let background: String?
    /// What is done to the text beyond its colour.
    package let modifiers: Set<ThemeModifier>
}
