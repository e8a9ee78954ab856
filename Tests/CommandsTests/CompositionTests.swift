import Commands
import Engine
import Runs
import UserConfiguration
import Terminal
import Testing
import TUI

struct CompositionTests {
    /// Settings of three sources, of which one is disabled.
    static let three = """
        timezone = "Europe/Paris"
        interval = "20s"
        backfill = "12h"

        [[source]]
        name = "prod"
        provider = "well"
        token = { env = "A" }

        [[source]]
        name = "spare"
        provider = "well"
        enabled = false
        token = { env = "B" }

        [[source]]
        name = "warehouse"
        provider = "polytomic"
        interval = "1m"
        backfill = "3d"
        token = { env = "C" }
        """

    // MARK: - Sources

    @Test func `the enabled sources are read, in the order of the file`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let config = try home.composition().config
            #expect(config.sources.map(\.name.text) == ["prod", "warehouse"])
        }
    }

    @Test func `a source that is asked for by name is read even where it is disabled`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let config = try home.composition("warehouse", "spare").config
            #expect(config.sources.map(\.name.text) == ["spare", "warehouse"])
        }
    }

    @Test func `a source that there is not is named, with those that there are`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let failure = #expect(throws: CommandError.self) {
                try home.composition("prod", "stage")
            }
            #expect(
                failure
                    == CommandError(
                        ["no source is called \"stage\"; there are: prod, spare, warehouse"],
                        status: .usage))
        }
    }

    @Test func `a configuration without an enabled source says what to add`() throws {
        try TemporaryHome.with { home in
            try home.write("theme = \"midnight\"\n")
            let failure = try #require(throws: CommandError.self) { try home.composition() }
            #expect(failure.status == .config)
            #expect(failure.lines.first == "\(home.config) has no enabled [[source]]")
            #expect(failure.lines.last?.contains("`synctop demo`") == true)
        }
    }

    @Test func `sources are connected with their own pace and depth, else the common ones`()
        async throws
    {
        let composition = try TemporaryHome.with { home in
            try home.write(Self.three)
            return try home.composition()
        }
        let connected = try ConnectedSources(composition, log: .silent)
        #expect(connected.sources.map(\.name.text) == ["prod", "warehouse"])
        #expect(connected.sources.map(\.provider.kind) == [.well, .polytomic])
        #expect(connected.sources.map(\.interval) == [.seconds(20), .seconds(60)])
        #expect(connected.sources.map(\.backfill) == [.seconds(12 * 3_600), .seconds(72 * 3_600)])
        await connected.disconnect()
    }

    @Test func `keys are checked with the rest, each mistake with its line`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three + "\n[keys]\nfailurs = \"x\"\npause = \"x\"\nopen = \"qq\"\n")
            let failure = try #require(throws: CommandError.self) { try home.composition() }
            #expect(failure.status == .config)
            try #require(failure.lines.count == 3)
            #expect(failure.lines[0].hasPrefix(home.config + ":"))
            #expect(
                failure.lines[0].hasSuffix(
                    "keys: no command is called \"failurs\"; did you mean \"failures\"?"))
            #expect(
                failure.lines.contains { $0.contains("keys.pause: \"x\" is the key of export") })
            #expect(failure.lines.contains { $0.contains("keys.open: no key is written \"qq\"") })
            try home.write(Self.three + "\n[keys]\nzzzzzz = \"x\"\n")
            let other = try #require(throws: CommandError.self) { try home.composition() }
            #expect(other.lines[0].contains("called \"zzzzzz\"; known: \"down\", \"up\", "))
            #expect(other.lines[0].hasSuffix(", \"close\", \"quit\""))
            try home.write(Self.three + "\n[keys]\npause = [\"=\", \"F8\"]\n")
            let keymap = try home.composition().keymap
            #expect(keymap.command(for: .function(8), in: .table) == .pause)
        }
    }

    @Test func `sources, keys, views and theme are told in one round, by line`() throws {
        try TemporaryHome.with { home in
            try home.write(
                """
                theme = "midnigth"
                intervall = "1s"
                [keys]
                failurs = "x"
                [[view]]
                name = "v"
                filter = "status:"
                [[source]]
                name = "a"
                provider = "wel"
                """)
            for themes in [ConfigOrigin.Themes.shown, .unused] {
                let failure = try #require(throws: CommandError.self) {
                    try Composition(
                        configFile: nil, sources: [], themes: themes,
                        environment: home.environment)
                }
                let lines = failure.lines.map {
                    $0.dropFirst(home.config.count + 1).prefix { $0 != ":" }
                }
                #expect(lines == ["1", "2", "4", "7", "10"])
            }
        }
    }

    @Test func `a theme that is wrong is told with the rest, and keeps nobody from reading runs`()
        throws
    {
        try TemporaryHome.with { home in
            try home.write("name = \"mine\"\ninherits = \"nowhere\"\n", to: "themes/mine.toml")
            try home.write("theme = \"mine\"\n" + Self.three + "\n[keys]\nfly = \"x\"\n")
            let failure = try #require(throws: CommandError.self) { try home.composition() }
            #expect(failure.lines.count == 2)
            #expect(failure.lines.first?.contains("config.toml") == true)
            #expect(failure.lines.last?.contains("themes/mine.toml:2: inherits") == true)
            try home.write("theme = \"mine\"\n" + Self.three)
            #expect(throws: CommandError.self) { try home.composition() }
            _ = try Composition(
                configFile: nil, sources: [], themes: .unused, environment: home.environment)
        }
    }

    // MARK: - Files

    @Test func `without a file it names the demo and the file to write`() throws {
        try TemporaryHome.with { home in
            let failure = try #require(throws: CommandError.self) { try home.composition() }
            #expect(failure.status == .config)
            #expect(
                failure.lines == [
                    "there is no configuration yet",
                    "`synctop demo` shows the program on simulated providers, without any.",
                    "For your own sources, `synctop init` writes a first \(home.config).",
                ])
        }
    }

    @Test func `a file that somebody named is looked for there alone`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let asked = try #require(throws: CommandError.self) {
                try home.composition(file: "/nowhere/asked.toml")
            }
            #expect(asked.status == .config)
            #expect(asked.lines.first == "there is no file /nowhere/asked.toml")
            #expect(asked.lines.last?.contains("--config") == true)
            let variable = home.environment.merging(["SYNCTOP_CONFIG": "/nowhere/set.toml"]) { $1 }
            let set = try #require(throws: CommandError.self) {
                try Composition(configFile: nil, sources: [], environment: variable)
            }
            #expect(set.lines.first == "there is no file /nowhere/set.toml")
        }
    }

    @Test func `without a home there is nowhere to look`() throws {
        let failure = #expect(throws: CommandError.self) {
            _ = try Composition(configFile: nil, sources: [], environment: [:])
        }
        #expect(failure?.status == .config)
        #expect(failure?.lines.first?.hasPrefix("HOME is not set") == true)
    }

    @Test func `every mistake has a line of its own`() throws {
        try TemporaryHome.with { home in
            try home.write(
                Self.three.replacing("timezone", with: "timezon").replacing("1m", with: "often"))
            let failure = try #require(throws: CommandError.self) { try home.composition() }
            #expect(failure.status == .config)
            #expect(failure.lines.count == 2)
            #expect(failure.lines.first?.hasPrefix("\(home.config):1") == true)
            #expect(failure.lines.last?.hasPrefix("\(home.config):19") == true)
            #expect(failure.lines.last?.contains("source \"warehouse\"") == true)
        }
    }

    @Test func `what the simulator hands out is taken, and its mistakes are told`() throws {
        let composition = try Composition(
            simulated: """
                [[source]]
                name = "well"
                provider = "well"
                base-url = "http://127.0.0.1:8080/well"
                token = "a literal"
                """)
        #expect(composition.config.sources.map(\.name.text) == ["well"])
        let failure = #expect(throws: CommandError.self) {
            try Composition(simulated: "[[source]]\nname = \"x\"\n")
        }
        #expect(failure?.status == .config)
        #expect(failure?.lines.isEmpty == false)
    }
}
