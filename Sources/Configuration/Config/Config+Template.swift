package import Runs

extension Config {
    /// A first configuration: every setting as a comment, with its values. It derives from the
    /// tables of keys. A line that begins with `#` and no space is a setting; all of them together
    /// are a valid configuration, also without the optional ones.
    package static func template(of providers: [ProviderDescription]) -> String {
        let defaults = [
            "theme": "\"\(Config().theme)\"", "timezone": "\"local\"",
            "interval": "\"\(DurationText.words(for: Config().interval))\"",
            "backfill": "\"\(DurationText.words(for: Config().backfill))\"",
            "retention": "\"\(DurationText.words(for: Config().retention))\"",
            "history-size": "\"\(SizeText.words(for: Config().historySize))\"",
            "bell": "\(Config().bell)", "mouse": "\(Config().mouse)",
        ]
        let settings = keyTable.compactMap { row in
            defaults[row.name].map { Setting(row.name, $0, row.help) }
        }
        let blocks = providers.map { provider in
            "# A source at \(provider.kind.rawValue):\n#[[source]]\n"
                + Setting.lines(source(at: provider))
        }
        let rest = SourceSettings.keyTable.filter { !["name", "provider"].contains($0.name) }
        let common = rest.map { row in
            "#   \(padded(row.name, to: 10)) \(row.help)\n"
        }.joined()
        return [
            introduction, Setting.lines(settings), secrets, blocks.joined(separator: "\n"),
            "# Every source also takes:\n" + common,
        ].joined(separator: "\n")
    }

    private static let introduction = """
        # The configuration of synctop. What stands behind a # is not read: take the # away from the
        # settings that you want. `synctop check` then says what works, and what to do about the rest.

        """

    private static let secrets = """
        # A secret is an environment variable, a file that nobody else can read, or a command that
        # writes it to its standard output:
        #   token = { env = "NAME" }
        #   token = { file = "~/.secrets/name" }
        #   token = { command = ["op", "read", "op://vault/item/field"] }

        """

    private static func source(at provider: ProviderDescription) -> [Setting] {
        let own = provider.settings.map { setting -> Setting in
            let (key, help) = (setting.key, setting.help)
            if let value = setting.example { return Setting(key, value, help) }
            let value = example(of: setting.row.expected)
            return setting.kind == .secret
                ? Setting(key, value, help, mark: "# ")
                : Setting(key, value, "optional: " + help)
        }
        let name = "\"\(provider.kind.rawValue)\""
        return [Setting("name", name, nil), Setting("provider", name, nil)] + own
    }

    private static func example(of expected: Expectation) -> String {
        switch expected {
        case .text, .colour, .scope: "\"…\""
        case .positiveInteger: "1"
        case .boolean: "true"
        case .duration: "\"15s\""
        case .size: "\"1GB\""
        case .textList, .textOrList: "[\"id\"]"
        case .table: "{}"
        case .tableList: "[]"
        case .uuid: "\"00000000-0000-4000-8000-000000000000\""
        case .url: "\"https://example.com\""
        case .path: "\"~/…\""
        case .secret: "{ env = \"…\" }"
        case .oneOf(let words): "\"\(words.first ?? "…")\""
        }
    }
}

/// A line of the template: a setting after a `#`.
private struct Setting {
    let key: String
    let value: String
    let help: String?
    /// The prefix: with a space if it excludes a visible setting.
    let mark: String

    init(_ key: String, _ value: String, _ help: String?, mark: String = "#") {
        self.mark = mark
        self.key = key
        self.value = value
        self.help = help
    }

    static func lines(_ settings: [Setting]) -> String {
        let keyWidth = settings.map(\.key.count).max() ?? 0
        let valueWidth = settings.map(\.value.count).max() ?? 0
        return settings.map { setting in
            let start = padded(setting.mark + setting.key, to: keyWidth + 1) + " = "
            guard let help = setting.help else { return start + setting.value + "\n" }
            return start + padded(setting.value, to: valueWidth) + "  # \(help)\n"
        }.joined()
    }
}

private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
