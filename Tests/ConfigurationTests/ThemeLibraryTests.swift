import UserConfiguration
import TestSupport
import Testing

struct ThemeLibraryTests {
    @Test func `a theme changes the one it inherits from, colours first`() throws {
        let theme = try library.theme(named: "child")
        #expect(theme.name == "child")
        #expect(theme.appearance == .light)
        #expect(
            theme.scopes == [
                "text": ThemeStyle(foreground: .ansi(2)),
                "bar": ThemeStyle(foreground: .ansi(4)),
                "tab": ThemeStyle(foreground: .ansi(2)),
            ])
    }

    @Test func `of several generations the nearest one counts`() throws {
        let themes = [
            "old": """
            name = "old"
            appearance = "light"
            palette.ink = "red"
            palette.paper = "white"
            [scopes]
            text = "ink"
            bar = "paper"
            tab = "ink"
            """,
            "mid": """
            name = "mid"
            inherits = "old"
            appearance = "dark"
            palette.ink = "green"
            [scopes]
            bar = "blue"
            """,
            "new": """
            name = "new"
            inherits = "mid"
            palette.paper = "cyan"
            [scopes]
            tab = "paper"
            """,
        ].mapValues { Array($0.utf8) }
        let theme = try ThemeLibrary(embedded: themes, folder: nil).theme(named: "new")
        #expect(theme.name == "new")
        #expect(theme.appearance == .dark)
        #expect(
            theme.scopes == [
                "text": ThemeStyle(foreground: .ansi(2)), "bar": ThemeStyle(foreground: .ansi(4)),
                "tab": ThemeStyle(foreground: .ansi(6)),
            ])
    }

    @Test func `a theme of the binary's inherits from the user's of that name`() async throws {
        try await TemporaryFolder.with { folder in
            let own = "name = \"base\"\nappearance = \"dark\"\n[scopes]\nown = \"cyan\"\n"
            _ = try folder.write(own, to: "base.toml")
            let library = ThemeLibrary(embedded: embedded, folder: folder.path)
            let theme = try library.theme(named: "child")
            #expect(theme.appearance == .dark)
            #expect(theme.scopes["own"] == ThemeStyle(foreground: .ansi(6)))
        }
    }

    @Test func `a theme that is not there is named with the nearest`() {
        let known = ["base", "child", "loop", "lost", "self"]
        #expect(
            throws: ConfigurationError.unknownTheme("chidl", known: known, nearest: "child")
        ) { try library.theme(named: "chidl") }
        #expect(
            words("lost") == [
                "lost.toml:2: inherits: unknown theme \"bass\"; did you mean \"base\"?; known: "
                    + "\"base\", \"child\", \"loop\", \"lost\", \"self\""
            ])
    }

    @Test func `every mistake in a theme and what it inherits is told at once`() {
        let text = """
            nam = "mine"
            inherits = "base"
            appearance = "dusky"
            palette.alert = "rde"
            palette.ink = "green"
            [scopes]
            text = "alert"
            ba = "ink"
            bar = { fg = "alrm", modifiers = ["bolt"] }
            tab = 300
            """
        var themes = embedded
        themes["mine"] = Array(text.utf8)
        let library = ThemeLibrary(embedded: themes, folder: nil, scopes: ["text", "bar", "tab"])
        var lines: [Int?] = []
        #expect {
            try library.theme(named: "mine")
        } throws: { error in
            guard case ConfigurationError.mistakes(let mistakes) = error else { return false }
            lines = mistakes.map { $0.position?.line }
            return true
        }
        #expect(lines == [nil, 1, 3, 4, 8, 9, 9, 10])
    }

    @Test func `a theme cannot inherit from itself`() {
        #expect(
            words("self") == [
                "self.toml:2: inherits: the theme inherits from itself: \"self\" from \"self\""
            ])
        #expect(words("loop").first?.contains("from itself") == true)
    }

    @Test(arguments: [
        ["own": "own"], ["one": "two", "two": "one"], ["one": "two", "two": "two"],
        ["one": "two", "two": "three", "three": "two"],
    ])
    func `a user's theme cannot inherit from itself either`(
        parents: [String: String]
    ) async throws {
        try await TemporaryFolder.with { folder in
            for (name, parent) in parents {
                let text = "name = \"\(name)\"\ninherits = \"\(parent)\"\n"
                _ = try folder.write(text, to: name + ".toml")
            }
            let library = ThemeLibrary(embedded: embedded, folder: folder.path)
            for name in parents.keys {
                let failure = #expect(throws: ConfigurationError.self) {
                    try library.theme(named: name)
                }
                let lines = failure.map(describe) ?? []
                #expect(lines.count == 1)
                #expect(lines.allSatisfy { $0.contains(": the theme inherits from itself: ") })
            }
        }
    }

    @Test func `a user's theme comes before the binary's, and may change it`() async throws {
        try await TemporaryFolder.with { folder in
            let own = "name = \"base\"\ninherits = \"base\"\npalette.ink = \"cyan\"\n"
            _ = try folder.write(own, to: "base.toml")
            _ = try folder.write("name = \"x\"\nappearance = \"dark\"\n", to: "mine.toml")
            _ = try folder.write("no theme", to: "notes.txt")
            let library = ThemeLibrary(embedded: embedded, folder: folder.path)
            #expect(library.names == ["base", "child", "loop", "lost", "mine", "self"])
            #expect(
                try library.theme(named: "base").scopes["text"]
                    == ThemeStyle(foreground: .ansi(6)))
            #expect(try library.theme(named: "mine").scopes.isEmpty)
        }
    }

    @Test(arguments: ["../base", "/etc/passwd", "", "base.toml"])
    func `a name is no path`(name: String) async throws {
        try await TemporaryFolder.with { folder in
            _ = try folder.write("name = \"x\"\nappearance = \"dark\"\n", to: "mine.toml")
            let library = ThemeLibrary(embedded: embedded, folder: folder.path)
            #expect(throws: ConfigurationError.self) { try library.theme(named: name) }
        }
    }

    @Test func `a folder that is not there holds no themes`() {
        let library = ThemeLibrary(embedded: embedded, folder: "/no/such/folder")
        #expect(library.names == embedded.keys.sorted())
    }

    private let embedded: [String: [UInt8]] = [
        "base": """
        name = "base"
        appearance = "light"
        palette.ink = "red"
        [scopes]
        text = "ink"
        bar = "ink"
        """,
        "child": """
        name = "child"
        inherits = "base"
        palette.ink = "green"
        [scopes]
        bar = "blue"
        tab = "ink"
        """,
        "lost": "name = \"lost\"\ninherits = \"bass\"\n",
        "self": "name = \"self\"\ninherits = \"self\"\n",
        "loop": "name = \"loop\"\ninherits = \"self\"\n",
    ].mapValues { Array($0.utf8) }

    private var library: ThemeLibrary { ThemeLibrary(embedded: embedded, folder: nil) }

    private func words(_ name: String) -> [String] {
        do {
            _ = try library.theme(named: name)
            return []
        } catch {
            return describe(error)
        }
    }
}
