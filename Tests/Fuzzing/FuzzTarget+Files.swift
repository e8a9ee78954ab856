import Providers
import Runs
import UserConfiguration

extension FuzzTarget {
    /// The configuration.
    static let settings = FuzzTarget(
        name: "settings",
        words: Config.keyTable.map(\.name) + [
            "[[source]]\n", "[keys]\n", "[[view]]\n", "name = \"a\"\n", "provider = \"well\"\n",
            "token = { env = \"A\" }\n", "base-url = \"http://127.0.0.1\"\n", "\"\"\"", "'''",
            "{ command = [\"a\"] }", "1979-05-27", "0x_1", "inf", "nan", "[[", "]]", "a.b.c = ",
        ]
    ) { bytes in
        var violations = Violations()
        for mode in [0o600, 0o644] as [UInt16] {
            do throws(ConfigurationError) {
                _ = try Config.parse(
                    bytes, file: "config.toml", mode: mode, home: "/home/ada",
                    providers: ProviderRegistry.descriptions)
            } catch {
                violations.note(error, of: bytes)
            }
        }
        return violations.found
    }

    /// Theme files, by themselves and with what they inherit.
    static let theme = FuzzTarget(
        name: "theme",
        words: [
            "name = \"fuzz\"\n", "inherits = \"base\"\n", "inherits = \"fuzz\"\n", "[palette]\n",
            "[scopes]\n", "fg = ", "bg = ", "modifiers = [\"bold\"]", "\"#ff5f5f\"", "\"#fff\"",
            "appearance = \"dark\"\n", "\"status.failed\" = ",
        ]
    ) { bytes in
        var violations = Violations()
        let base = Array(
            """
            name = "base"
            appearance = "dark"
            [palette]
            red = "#ff0000"
            [scopes]
            status = { fg = "red" }
            """.utf8)
        let library = ThemeLibrary(embedded: ["fuzz": bytes, "base": base], folder: nil)
        do throws(ConfigurationError) {
            _ = try library.theme(named: "fuzz")
        } catch {
            violations.note(error, of: bytes)
        }
        return violations.found
    }
}

extension Violations {
    /// Takes note of a failure that says nothing, says it harmfully, or points past the file.
    fileprivate mutating func note(_ failure: ConfigurationError, of bytes: [UInt8]) {
        let words = describe(failure)
        expect(!words.isEmpty, "a failure without a word")
        for line in words { expectHarmless(line, "a mistake's line") }
        guard case .mistakes(let mistakes) = failure else { return }
        let lines = bytes.count { $0 == 0x0A } + 1
        for position in mistakes.compactMap(\.position) {
            expect(
                (1...lines).contains(position.line) && position.column >= 1,
                "a mistake stands in line \(position.line):\(position.column) of \(lines)")
        }
    }
}
