import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// What the program says when it cannot do what it was asked for, and how it ends.
    struct CommandErrorTests {
        @Test func `without a terminal the interface points at synctop runs`() async throws {
            try await withKnownWorld { home, config in
                for arguments in [["demo"], ["--config", config]] {
                    let outcome = try await home.synctop(arguments)
                    #expect(outcome.status == 64)
                    #expect(outcome.output.isEmpty)
                    #expect(outcome.errors.contains("the interface needs a terminal"))
                    #expect(outcome.errors.contains("`synctop runs`"))
                }
            }
        }

        @Test func `a dumb terminal is told apart, and left alone`() async throws {
            try await Home.with { home in
                let shell = [try Program.tool("bash"), "--norc", "--noprofile", "-i"]
                try await TerminalSession.with(in: home, running: shell) { terminal in
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                    try await terminal.enter("TERM=dumb synctop demo; echo status=$?")
                    let screen = try await terminal.wait(for: "the end") {
                        $0.lines.contains("status=64")
                    }
                    #expect(screen.contains("synctop: TERM=dumb cannot move its cursor"))
                    #expect(screen.contains("`synctop runs`"))
                }
            }
        }

        @Test func `without a configuration it says what to do, in three lines`() async throws {
            try await Home.with { home in
                for arguments in [[], ["runs"]] {
                    let outcome = try await home.synctop(arguments)
                    #expect(outcome.status == 78)
                    #expect(outcome.output.isEmpty)
                    let lines = outcome.errors.split(separator: "\n")
                    #expect(lines.count == 3)
                    #expect(lines.first == "synctop: there is no configuration yet")
                    #expect(lines.dropFirst().first?.contains("`synctop demo`") == true)
                    #expect(lines.last?.contains(home.usualConfig) == true)
                    #expect(lines.last?.contains("`synctop init`") == true)
                }
            }
        }

        @Test func `every mistake in the configuration is told with its line`() async throws {
            try await Home.with { home in
                let config = try home.write(
                    """
                    themes = "midnight"

                    [[source]]
                    name = "prod"
                    provider = "well"
                    token = { env = "WELL_API_TOKEN" }
                    interval = "soon"
                    """)
                for arguments in [["runs", "--config", config], ["--config", config]] {
                    let outcome = try await home.synctop(arguments)
                    #expect(outcome.status == 78)
                    #expect(outcome.output.isEmpty)
                    let lines = outcome.errors.split(separator: "\n")
                    #expect(lines.count == 2)
                    #expect(lines.first?.contains("\(config):1") == true)
                    #expect(lines.first?.contains("did you mean \"theme\"?") == true)
                    #expect(lines.last?.contains("\(config):7") == true)
                    #expect(lines.last?.contains("interval") == true)
                    #expect(lines.last?.contains("\"soon\"") == true)
                }
            }
        }

        @Test func `a wrong filter is shown with its mistake marked`() async throws {
            try await withKnownWorld { home, config in
                for arguments in [["runs"], []] {
                    let outcome = try await home.synctop(
                        arguments + ["--config", config, "--filter", "error:x status:faild"])
                    #expect(outcome.status == 64)
                    #expect(outcome.output.isEmpty)
                    let lines = outcome.errors.split(separator: "\n").map(String.init)
                    #expect(
                        lines == [
                            "synctop: the filter cannot be read",
                            "  error:x status:faild",
                            "                 ^ unknown status \"faild\"; did you mean \"failed\"?",
                        ])
                }
            }
        }

        @Test(arguments: [
            (["--source", "wel"], "\"wel\""), (["--since", "yesterday"], "--since"),
            (["--fail-on", "broken"], "\"broken\""), (["--format", "xml"], "xml"),
            (["--timeout", "never"], "--timeout"), (["--limit", "-1"], "--limit takes a number"),
            (["--follow", "--format", "json"], "ndjson"),
            (["--follow", "--fail-on", "failed"], "--fail-on"),
            (["--follow", "--max-age", "60s"], "--max-age"),
            (["--offline", "--max-age", "1h"], "leave out --max-age"),
            (["--offline", "--follow", "--max-age", "1h"], "--follow shows the history"),
            (["--timeout", "0s"], "a duration is written"), (["--limit", "x"], "--limit takes"),
            (["--nonsense"], "--nonsense"), (["--log-level", "loud"], "--log-level"),
        ])
        func `an argument that nobody can mean is named, and ends with 64`(
            arguments: [String], name: String
        ) async throws {
            try await withKnownWorld { home, config in
                let outcome = try await home.synctop(["runs", "--config", config] + arguments)
                #expect(outcome.status == 64)
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains(name))
            }
        }

        @Test func `a word that is no command is told with the nearest, and all there are`()
            async throws
        {
            try await Home.with { home in
                for arguments in [["chek"], ["help", "chek"]] {
                    let outcome = try await home.synctop(arguments)
                    #expect(outcome.status == 64)
                    #expect(outcome.output.isEmpty)
                    #expect(outcome.errors.contains("did you mean `synctop check`?"))
                    #expect(
                        outcome.errors.contains(
                            "There are: demo, simulate, runs, check, init, themes, paths;"))
                }
                let late = try await home.synctop("--filter", "x", "runs")
                #expect(late.status == 64)
                #expect(late.errors.contains("Put options after the command"))
            }
        }

        @Test func `help tells of the interface's options and of every command`() async throws {
            try await Home.with { home in
                for arguments in [["--help"], ["help"]] {
                    let outcome = try await home.synctop(arguments)
                    #expect(outcome.status == 0)
                    #expect(outcome.errors.isEmpty)
                    for word in [
                        "--config", "--source", "--filter", "--theme", "demo", "simulate", "runs",
                        "check", "init", "themes", "paths",
                    ] {
                        #expect(outcome.output.contains("  \(word) "), "\(word)")
                    }
                }
                let version = try await home.synctop("--version")
                #expect(version.status == 0)
                #expect(version.output.contains(/^\d+\.\d+\.\d+\n$/))
            }
        }

        @Test(arguments: [
            (["runs", "--config", ""], "--config takes a path"),
            (["init", "--config", ""], "--config takes a path"),
            (["paths", "--config", ""], "--config takes a path"),
            (["--config", ""], "--config takes a path"),
            (["simulate", "--fault-for", "5s"], "--fault-for does nothing without --fault"),
            (["simulate", "--plan", "big"], "there are: starter, pro, org"),
        ])
        func `an option that can have no effect is told`(
            arguments: [String], words: String
        ) async throws {
            try await Home.with { home in
                let outcome = try await home.synctop(arguments)
                #expect(outcome.status == 64)
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains(words))
            }
        }

        @Test(arguments: [
            "http://127.0.0.1:99999/", "http://127.0.0.1:65536", "http://[::1]:99999",
            "https://127.0.0.1:99999", "https://a.example:99999/api", "http://127.0.0.1:0",
            "http://127.0.0.1:", "http://127.0.0.1:-1", "http://127.0.0.1:http",
            "http://127.0.0.1:99999999999999999999",
        ])
        func `a port that there is not is a mistake with its line`(address: String) async throws {
            try await Home.with { home in
                let config = try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    token = "wk_test"
                    base-url = "\(address)"
                    """)
                for command in [["runs"], ["runs", "--offline"], ["check"], []] {
                    let outcome = try await home.synctop(command + ["--config", config])
                    #expect(outcome.status == 78)
                    #expect(outcome.output.isEmpty)
                    #expect(
                        outcome.errors == "synctop: \(config):5: source \"shop\": base-url: "
                            + "expected a port from 1 to 65535\n")
                }
            }
        }

        @Test(arguments: [
            "theme = \"own\"\n", "\u{FEFF}theme = \"own\"\n", "\u{FEFF}them = \"own\"\n",
        ])
        func `a byte order mark changes nothing in a configuration or a theme`(
            start: String
        ) async throws {
            try await withKnownWorld { home, config in
                let themes = home.path + "/config/synctop/themes"
                try FileManager.default.createDirectory(
                    atPath: themes, withIntermediateDirectories: true)
                _ = try home.write(
                    "\u{FEFF}name = \"own\"\ninherits = \"dusk\"\n",
                    to: "config/synctop/themes/own.toml")
                _ = try home.write(start + home.read("config.toml"))
                let outcome = try await home.synctop("check", "--config", config)
                let isWrong = start.contains("them =")
                #expect(outcome.status == (isWrong ? 78 : 0), "\(outcome.errors)")
                #expect(outcome.errors.contains("\(config):1: unknown key") == isWrong)
            }
        }

        @Test func `twenty thousand sources are read in no time`() async throws {
            try await withKnownWorld { home, config in
                let names = (0..<20_000).flatMap { ["--source", "s\($0)"] }
                let wrong = try await home.synctop(["runs", "--config", config] + names)
                #expect(wrong.status == 64)
                #expect(wrong.errors.contains("no source is called \"s0\""))
                #expect(wrong.duration < .seconds(8))
                let same = (0..<20_000).flatMap { _ in ["--source", "well"] }
                let right = try await home.synctop(
                    ["runs", "--config", config, "--format", "ndjson"] + same)
                #expect(right.status == 0)
                #expect(right.lines.count == KnownWorld.wellCount)
                #expect(right.duration < .seconds(8))
            }
        }

        @Test func `a command for a secret that hangs is told as what it is`() async throws {
            try await Home.with { home in
                let config = try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    base-url = "http://127.0.0.1:1"
                    token = { command = ["sleep", "600"] }
                    """)
                for options in [[], ["--max-age", "1s"], ["--follow"]] {
                    let outcome = try await Child(
                        Program.tool("timeout"),
                        ["-s", "INT", "16", Program.path(), "runs", "--config", config]
                            + ["--timeout", "1s"] + options, in: home
                    ).outcome()
                    #expect(outcome.errors.contains("sleep printed no secret within its limit"))
                    #expect(!outcome.errors.contains("base-url"), "\(outcome.errors)")
                }
            }
        }

        @Test func `check names a workflow that is not there, and those that are`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let settings = server.source("crm", .leadlex) + "workflows = [\"TYPO\"]\n"
                    let config = try home.write(settings)
                    let outcome = try await home.synctop("check", "--config", config)
                    #expect(outcome.status == 1)
                    #expect(
                        outcome.output.contains("no workflow \"TYPO\" in this account; there are:"))
                }
            }
        }

        @Test func `a taken port is named`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with { server in
                    let outcome = try await home.synctop("simulate", "--port", "\(server.port)")
                    #expect(outcome.status == 69)
                    #expect(outcome.output.isEmpty)
                    #expect(outcome.errors.contains("cannot listen on 127.0.0.1:\(server.port)"))
                    #expect(outcome.errors.contains(": Address already in use\n"))
                    #expect(outcome.errors.contains("--port"))
                }
            }
        }

        @Test func `where nobody listens it ends with 69`() async throws {
            try await Home.with { home in
                let config = try home.write(try await deadSource("dead"))
                let outcome = try await home.synctop(
                    ["runs", "--config", config, "--format", "ndjson"],
                    givingTimeUntil: {
                        $0.errors.contains("refused")
                    })
                #expect(outcome.status == 69)
                #expect(outcome.output.isEmpty)
                #expect(
                    outcome.errors == "synctop: dead could not be read: "
                        + "the connection was refused; check base-url\n")
            }
        }

        @Test func `one dead source of two ends with 75, after the runs of the other`() async throws
        {
            try await withMixedSources { home, config in
                let outcome = try await home.synctop(
                    ["runs", "--config", config, "--format", "ndjson", "--fail-on", "failed"],
                    givingTimeUntil: { !$0.output.isEmpty })
                #expect(outcome.status == 75, "silence is not health")
                #expect(outcome.lines.count == KnownWorld.wellCount)
                #expect(outcome.errors.contains("dead could not be read"))
                #expect(!outcome.errors.contains("live could not be read"))
                let live = try await home.synctop(
                    "runs", "--config", config, "--source", "live", "--format", "ndjson")
                #expect(live.status == 0)
                #expect(live.lines.count == KnownWorld.wellCount)
            }
        }

        @Test func `a source that hangs is given up in time, and the others are printed`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    await server.override(.hang(times: nil), for: .well)
                    let config = try home.write(server.configText())
                    let arguments = ["runs", "--config", config, "--format", "ndjson"]
                    let some = try await home.synctop(
                        arguments, givingTimeUntil: { !$0.output.isEmpty })
                    #expect(some.status == 75)
                    #expect(some.lines.count == KnownWorld.runCount - KnownWorld.wellCount)
                    #expect(some.errors.contains("well could not be read"))
                    #expect(some.duration < .seconds(30))
                    let none = try await home.synctop(
                        arguments + ["--timeout", "1s", "--source", "well"])
                    #expect(none.status == 69)
                    #expect(none.output.isEmpty)
                    #expect(none.duration < .seconds(30), "it waits a minute of its own accord")
                }
            }
        }

        private func withMixedSources(
            _ body: (Home, String) async throws -> Void
        ) async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let settings = try await deadSource("dead") + server.source("live", .well)
                    try await body(home, home.write(settings))
                }
            }
        }
    }
}
