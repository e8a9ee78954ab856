package import Runs

extension Config {
    /// Parses and checks a configuration. `file` is its path, for messages and relative paths; only
    /// a mode without rights for others allows secrets in it.
    /// - Throws: All mistakes in the text.
    package static func parse(
        _ bytes: [UInt8], file: String, mode: UInt16, home: String?,
        providers: [ProviderDescription]
    ) throws(ConfigurationError) -> Config {
        try ConfigReading(bytes, file: file, mode: mode, home: home, providers: providers).whole()
    }

    /// The table of the top-level keys.
    package static var keyTable: [KeyRow] { Keys.rows }

    private enum Keys {
        static let theme = SettingsKey("theme", .text, "the theme's name")
        static let timeZone = SettingsKey(
            "timezone", .timeZone, "the zone of all times: local, UTC or a name")
        static let interval = SettingsKey(
            "interval", .duration(atLeast: .seconds(1)), "how often a source is polled while quiet")
        static let backfill = SettingsKey(
            "backfill", .duration(), "how far back a new source is read")
        static let retention = SettingsKey(
            "retention", .duration(atLeast: .seconds(1)), "how long history is kept")
        static let historySize = SettingsKey(
            "history-size", .size, "how large the history may be; the oldest runs make room")
        static let bell = SettingsKey("bell", .boolean, "ring the bell on new failures")
        static let mouse = SettingsKey("mouse", .boolean, "whether to use the mouse")
        static let views = SettingsKey("view", .views, "filters, orders and views under a name")
        static let source = SettingsKey("source", .sources, "the accounts to watch")
        static let keys = SettingsKey("keys", .keySettings, "other keys for commands")

        static let rows = [
            theme.row, timeZone.row, interval.row, backfill.row, retention.row,
            historySize.row, bell.row, mouse.row, views.row, source.row, keys.row,
        ]
    }

    /// Starts with the defaults, and replaces them by what the file says.
    init(reading reader: inout TableReader) {
        reader.reportKeys(outside: Keys.rows)
        theme = reader.value(Keys.theme) ?? theme
        timeZone = reader.value(Keys.timeZone) ?? timeZone
        interval = reader.value(Keys.interval) ?? interval
        backfill = reader.value(Keys.backfill) ?? backfill
        retention = reader.value(Keys.retention) ?? retention
        historySize = reader.value(Keys.historySize) ?? historySize
        bell = reader.value(Keys.bell) ?? bell
        mouse = reader.value(Keys.mouse) ?? mouse
        views = reader.value(Keys.views) ?? []
        sources = reader.value(Keys.source) ?? []
        keys = reader.value(Keys.keys) ?? []
    }
}

extension [ConfigMistake] {
    /// The mistakes by line and column, those of the whole file first.
    package var inFileOrder: [ConfigMistake] {
        let top = FilePosition(line: 0, column: 0)
        let placed = map { (mistake: $0, position: $0.position ?? top, path: $0.path.description) }
        return placed.sorted { ($0.position, $0.path) < ($1.position, $1.path) }.map(\.mistake)
    }
}

extension ValueShape where Value == [KeySetting] {
    static var keySettings: ValueShape {
        fromTable { table in
            var settings: [KeySetting] = []
            for command in table.entries.keys {
                let key = SettingsKey(command, .textOrTexts, "the keys of a command")
                guard let keys = table.value(key) else { continue }
                let position = table.context.positions[table.path.key(command)]
                settings.append(KeySetting(command: command, keys: keys, position: position))
            }
            let top = FilePosition(line: 0, column: 0)
            return settings.sorted {
                ($0.position ?? top, $0.command) < ($1.position ?? top, $1.command)
            }
        }
    }
}
