import UserConfiguration
import Testing

struct ThemeDocumentTests {
    @Test func `a theme reads into its styles`() throws {
        let theme = try resolve(
            """
            name = "t"
            appearance = "light"
            [palette]
            ink = "#102030"
            red = "#ff0000"
            [scopes]
            "text" = "ink"
            "status.failed" = { fg = "red", bg = "bright-black", modifiers = ["bold", "dim"] }
            "status.queued" = { fg = 208, bg = "default" }
            "bar" = "17"
            """)
        #expect(theme.name == "t")
        #expect(theme.appearance == .light)
        #expect(
            theme.scopes == [
                "text": ThemeStyle(foreground: .rgb(red: 16, green: 32, blue: 48)),
                "status.failed": ThemeStyle(
                    foreground: .rgb(red: 255, green: 0, blue: 0), background: .ansi(8),
                    modifiers: [.bold, .dim]),
                "status.queued": ThemeStyle(
                    foreground: .palette(208), background: .terminalDefault),
                "bar": ThemeStyle(foreground: .palette(17)),
            ])
    }

    @Test(
        arguments: [
            ("#fff", nil), ("#12345", nil), ("#1234567", nil), ("#12345g", nil), ("256", nil),
            ("-1", nil), ("Red", nil), ("", nil), ("#FFaa00", .rgb(red: 255, green: 170, blue: 0)),
            ("255", .palette(255)), ("black", .ansi(0)), ("bright-white", .ansi(15)),
            ("default", .terminalDefault), ("0", .palette(0)), ("+5", nil), ("٥", nil),
            ("#１２３４５６", nil), ("#000001", .rgb(red: 0, green: 0, blue: 1)),
        ] as [(String, ThemeColor?)])
    func `a colour is one of four kinds`(text: String, colour: ThemeColor?) {
        #expect(ThemeColor(text) == colour)
    }

    @Test(arguments: [
        (4, "x = \"rde\"", "palette.x: unknown colour \"rde\"; did you mean \"red\"?; \(colours)"),
        (4, "x = true", "palette.x: \(colours), found true or false"),
        (5, "[scopes]\nbar = \"inkk\"", "scopes.bar.fg: \(unknown("inkk", "ink"))"),
        (
            5, "[scopes]\nbar = { bg = \"#12\" }",
            "scopes.bar.bg: unknown colour \"#12\"; \(colours)"
        ),
        (
            5, "[scopes]\nbar = { fgg = \"ink\" }",
            "scopes.bar: unknown key \"fgg\"; did you mean \"fg\"?"
        ),
        (
            5, "[scopes]\n\"a.b\" = { modifiers = [\"bolt\"] }",
            "scopes.\"a.b\".modifiers[1]: unknown value \"bolt\"; did you mean \"bold\"?; known: "
                + "\"bold\", \"dim\", \"italic\", \"underline\", \"reverse\", \"strikethrough\""
        ),
        (
            5, "[scopes]\nbar = []",
            "scopes.bar: expected a colour or { fg = …, bg = …, modifiers = […] }, found a list"
        ),
        (
            4, "[zzzzzz]",
            "unknown key \"zzzzzz\"; known: \"name\", \"appearance\", \"inherits\", "
                + "\"palette\", \"scopes\""
        ),
        (4, "[scope]", "unknown key \"scope\"; did you mean \"scopes\"?"),
    ])
    func `a mistake says its line`(line: Int, text: String, words: String) {
        let start = "name = \"t\"\nappearance = \"dark\"\npalette.ink = 3\n"
        let rest = text.hasPrefix("[") ? text : "palette.\(text)"
        #expect(mistakes(in: start + rest) == ["t.toml:\(line): \(words)"])
    }

    @Test func `a theme says its name and its appearance`() {
        #expect(
            mistakes(in: "appearence = \"dark\"") == [
                "t.toml: missing key \"appearance\"", "t.toml: missing key \"name\"",
                "t.toml:1: unknown key \"appearence\"; did you mean \"appearance\"?",
            ])
        #expect(
            mistakes(in: "name = \"t\"\nappearance = \"drak\"") == [
                "t.toml:2: appearance: unknown value \"drak\"; did you mean \"dark\"?;"
                    + " known: \"dark\", \"light\""
            ])
    }

    private static let colours =
        "expected \"#rrggbb\", a colour's name, 0 to 255, \"default\" or a name of [palette]"

    private static func unknown(_ word: String, _ nearest: String) -> String {
        "unknown colour \"\(word)\"; did you mean \"\(nearest)\"?; \(colours)"
    }

    private func resolve(_ text: String) throws(ConfigurationError) -> ThemeDefinition {
        let library = ThemeLibrary(embedded: ["t": Array(text.utf8)], folder: nil)
        return try library.theme(named: "t")
    }

    private func mistakes(in text: String) -> [String] {
        do {
            _ = try resolve(text)
            return []
        } catch {
            return describe(error)
        }
    }
}
