/// A theme file as written, with unresolved colours.
package struct ThemeDocument: Hashable, Sendable {
    /// The theme's name in the file.
    package let name: String
    /// Whether it is meant for a dark or a light terminal; nil to inherit it.
    package let appearance: ThemeAppearance?
    /// The theme that it changes, if any.
    package let inherits: String?
    /// The named colours.
    package let palette: [String: String]
    /// The style of each scope.
    package let scopes: [String: ThemeScope]
    /// The names in its palette with invalid colours.
    let invalidNames: Set<String>
    /// The mistakes that are known without its ancestors.
    let mistakes: [ConfigMistake]
    /// The positions of its entries, for later mistakes.
    let context: ReadingContext

    /// Reads a theme as far as it is valid; `file` is its path, for messages.
    /// - Throws: The mistakes of a text that is no TOML.
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
        invalidNames =
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
    package let foreground: String?
    package let background: String?
    package let modifiers: Set<ThemeModifier>
}
