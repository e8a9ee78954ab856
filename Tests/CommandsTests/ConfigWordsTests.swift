import Providers
import Runs
import UserConfiguration
import Testing
import TUI

@testable import Commands

/// What is told of a configuration that changed, and of its files.
struct ConfigWordsTests {
    private func config(_ top: String, _ sources: [String: String]) throws -> Config {
        let blocks = sources.sorted { $0.key < $1.key }.map { name, variable in
            """
            [[source]]
            name = "\(name)"
            provider = "well"
            token = { env = "\(variable)" }
            """
        }
        let text = ([top] + blocks).joined(separator: "\n")
        return try Config.parse(
            Array(text.utf8), file: "config.toml", mode: 0o600, home: nil,
            providers: ProviderRegistry.descriptions)
    }

    private static let before = ["a": "A", "b": "B", "c": "C", "d": "D"]

    private static let changes: [([String: String], String)] = [
        (before, "nothing changed"),
        (["a": "A", "b": "B", "c": "C", "d": "D", "e": "E"], "+1 source"),
        (["a": "A", "b": "B", "c": "C", "d": "D", "e": "E", "f": "F"], "+2 sources"),
        (["a": "A", "b": "B", "c": "C"], "-1 source"),
        (["a": "A", "b": "B"], "-2 sources"),
        (["a": "Z", "b": "B", "c": "C", "d": "D"], "a changed"),
        (["a": "Z", "b": "Z", "c": "Z", "d": "D"], "a, b, c changed"),
        (["a": "Z", "b": "Z", "c": "Z", "d": "Z"], "4 sources changed"),
        (["a": "A", "b": "Z", "e": "E"], "+1 source, -2 sources, b changed"),
    ]

    @Test(arguments: changes)
    func `sources that differ are counted, and a few that changed are named`(
        sources: [String: String], words: String
    ) throws {
        let change = ConfigChange(
            from: try config("", Self.before), to: try config("", sources))
        #expect(change.words == words)
    }

    @Test(arguments: [
        ("theme = \"ember\"", "other theme"), ("timezone = \"UTC\"", "other timezone"),
        ("retention = \"1d\"", "other retention"), ("bell = true", "other bell"),
        ("mouse = true", "other mouse"),
        ("history-size = \"2GB\"", "other history-size (from the next start on)"),
        ("mouse = true\nbell = true\ntheme = \"ember\"", "other theme, bell, mouse"),
    ])
    func `what else differs is named`(line: String, words: String) throws {
        let change = ConfigChange(
            from: try config("", Self.before), to: try config(line, Self.before))
        #expect(change.words == words)
    }

    // MARK: - Files

    private func origin(
        _ file: String?, _ environment: [String: String] = ["HOME": "/home/ada"]
    ) -> ConfigOrigin {
        ConfigOrigin(file: file, sources: [], themes: .shown, environment: environment)
    }

    @Test func `a file is at its usual place unless an option or a variable names one`() {
        #expect(origin(nil).place == .usual)
        #expect(origin(nil, ["HOME": "/home/ada", "SYNCTOP_CONFIG": ""]).place == .usual)
        #expect(origin(nil, ["HOME": "/home/ada", "SYNCTOP_CONFIG": "/c"]).place == .named)
        #expect(origin("/c").place == .named)
    }

    @Test func `a line about a file is told without the file's folder`() {
        let folder = "/home/ada/.config/synctop/"
        for file in [nil, folder + "config.toml"] {
            let usual = origin(file)
            #expect(usual.shortened(folder + "config.toml:3: x") == "config.toml:3: x")
            #expect(usual.shortened(folder + "themes/mine.toml:2: x") == "mine.toml:2: x")
        }
        let named = origin("/etc/here/c.toml")
        #expect(named.shortened("/etc/here/c.toml:1: x") == "c.toml:1: x")
        #expect(named.shortened(folder + "themes/mine.toml:2: x") == "mine.toml:2: x")
        #expect(named.shortened(folder + "c.toml:1: x") == folder + "c.toml:1: x")
        #expect(named.shortened("source \"a\": /etc/here/x") == "source \"a\": /etc/here/x")
        #expect(origin("c.toml").shortened("c.toml:1: x") == "c.toml:1: x")
        #expect(origin("/etc/c.toml", [:]).shortened("/etc/c.toml:1") == "/etc/c.toml:1")
    }
}
