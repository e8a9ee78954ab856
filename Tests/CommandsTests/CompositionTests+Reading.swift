import Commands
import Engine
import Query
import Runs
import Testing
import TUI

// Themes, times and filters.
extension CompositionTests {
    @Test(arguments: ["midnight", "daylight"])
    func `the themes in the binary are there without a file`(name: String) throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            #expect(try home.composition().theme(named: name).name == name)
        }
    }

    @Test func `without a name the configured theme is taken`() throws {
        try TemporaryHome.with { home in
            try home.write("theme = \"daylight\"\n" + Self.three)
            #expect(try home.composition().theme(named: nil).name == "daylight")
        }
    }

    @Test func `a user's theme is read, and its mistakes are told with file and line`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            try home.write("name = \"mine\"\ninherits = \"midnight\"\n", to: "themes/mine.toml")
            let wrong = """
                name = "wrong"
                appearance = "dark"
                [scopes]
                footer = "nocolour"
                """
            try home.write(wrong, to: "themes/wrong.toml")
            let composition = try home.composition()
            #expect(try composition.theme(named: "mine").name == "mine")
            let failure = #expect(throws: CommandError.self) {
                try composition.theme(named: "wrong")
            }
            #expect(failure?.status == .usage)
            #expect(failure?.lines.first?.contains("themes/wrong.toml:4") == true)
        }
    }

    @Test func `a scope that there is not is named with its line and the nearest`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            try home.write(
                """
                name = "mine"
                inherits = "midnight"
                [scopes]
                "status.faild" = "red"
                "status" = "blue"
                "status.failed.row" = { bg = "red" }
                """, to: "themes/mine.toml")
            let failure = #expect(throws: CommandError.self) {
                try home.composition().theme(named: "mine")
            }
            let line = try #require(failure?.lines.first)
            #expect(line.contains("themes/mine.toml:4"))
            #expect(line.contains("did you mean \"status.failed\"?"))
            #expect(failure?.lines.count == 1)
        }
    }

    @Test func `a theme that there is not blames the option or the configuration`() throws {
        try TemporaryHome.with { home in
            try home.write("theme = \"midnigth\"\n" + Self.three)
            let configured = try #require(throws: CommandError.self) { try home.composition() }
            let composition = try Composition(
                configFile: nil, sources: [], themes: .unused, environment: home.environment)
            #expect(configured.status == .config)
            #expect(configured.lines.first?.contains("did you mean \"midnight\"?") == true)
            let asked = try #require(throws: CommandError.self) {
                try composition.theme(named: "nowhere")
            }
            #expect(asked.status == .usage)
            #expect(asked.lines.first?.contains("unknown theme \"nowhere\"") == true)
            #expect(asked.lines.first?.contains("\"contrast\", \"daylight\"") == true)
        }
    }

    // MARK: - Times and filters

    @Test func `times without a zone are of the configured one`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let composition = try home.composition()
            #expect(composition.clock == ZonedClock(identifier: "Europe/Paris"))
            let winter = try composition.moment("2026-11-20T10:00", option: "--since")
            #expect(winter.rfc3339 == "2026-11-20T09:00:00.000Z")
            let summer = try composition.moment("2026-06-07T10:00:00", option: "--since")
            #expect(summer.rfc3339 == "2026-06-07T08:00:00.000Z")
            let zoned = try composition.moment("2026-11-20T10:00Z", option: "--since")
            #expect(zoned.rfc3339 == "2026-11-20T10:00:00.000Z")
            let query = try composition.query("since:2026-11-20T10:00")
            let utc = try Query.parse("since:2026-11-20T09:00Z")
            #expect(query.root == utc.root)
        }
    }

    @Test func `an age counts back from now`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let before = SystemClock().now.advanced(byMilliseconds: -5_400_000)
            let moment = try home.composition().moment("1h30m", option: "--since")
            let after = SystemClock().now.advanced(byMilliseconds: -5_400_000)
            #expect(before <= moment && moment <= after)
        }
    }

    @Test func `what is no time names its option`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.three)
            let composition = try home.composition()
            let failure = #expect(throws: CommandError.self) {
                try composition.moment("soon", option: "--since")
            }
            #expect(failure?.status == .usage)
            #expect(failure?.lines.first?.hasPrefix("--since takes a duration") == true)
        }
    }

    @Test(arguments: [
        ("1h", "2h", "--since 1h is later than --until 2h"),
        ("99999999d", "1h", "--since 99999999d is before 1970, when there was nothing to sync yet"),
    ])
    func `a span of time that can hold no run is a mistake`(
        since: String, until: String, words: String
    ) async throws {
        let composition = try TemporaryHome.with { home in
            try home.write(Self.three)
            return try home.composition()
        }
        let reading = RunsReading(
            RunsRequest(since: since, until: until, format: .table), origin: .history,
            timeout: .seconds(1))
        let failure = await #expect(throws: CommandError.self) {
            try await reading.report(composition, log: .silent)
        }
        #expect(failure?.status == .usage)
        #expect(failure?.lines == [words])
    }

    @Test(arguments: [
        ("2026-11-20T10:00Z", "2026-11-20T10:00Z"), ("2026-11-20T10:00Z", "2026-11-20T11:00+01:00"),
        ("1h", "1h"), ("0s", "0s"), ("1970-01-01", "1970-01-01"),
    ])
    func `a span of time may begin when it ends`(since: String, until: String) async throws {
        let composition = try TemporaryHome.with { home in
            try home.write(Self.three)
            return try home.composition()
        }
        let reading = RunsReading(
            RunsRequest(since: since, until: until, format: .table), origin: .history,
            timeout: .seconds(1))
        await #expect(throws: Never.self) {
            try await reading.report(composition, log: .silent)
        }
    }
}
