import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The wishes of the environment.
    struct SurroundingsTests {
        @Test func `without UTF-8 all signs are ASCII`() async throws {
            try await Home.with { home in
                let command = ["env", "LC_ALL=C", try Program.path(), "demo", "--filter", "well"]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    let screen = try await terminal.wait(for: "a running run and both sources") {
                        $0.contains(#/^ > .* well .* running /#) && $0.header.contains(/well \* \d/)
                    }
                    #expect(screen.lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
                }
            }
        }

        @Test(
            arguments: [
                (["LC_ALL": "xx_XX.UTF-8"], true),
                (["LC_ALL": "", "LANG": "xx_XX.UTF-8"], true),
                (["LC_ALL": "", "LANG": "xx_XX.utf8"], true),
                (["LC_ALL": "", "LC_CTYPE": "UTF-8"], true),
                (["LC_ALL": "", "LANG": "C.UTF-8", "LC_TIME": "xx_XX.UTF-8"], true),
                (["LC_ALL": "", "LANG": "xx_XX.UTF-8", "LC_CTYPE": "C"], false),
                (["LC_ALL": "", "LANG": "xx_XX.ISO-8859-1"], false),
                (["LC_ALL": "C", "LANG": "C.UTF-8"], false),
                (["LC_ALL": "", "LANG": ""], false),
            ] as [([String: String], Bool)])
        func `a UTF-8 locale that is not installed still shows its signs`(
            variables: [String: String], isUnicode: Bool
        ) async throws {
            try await withKnownWorld { home, config in
                let terminal = try PseudoTerminal(columns: 140, rows: 40)
                let child = try Child(
                    Program.path(), ["--config", config], in: home, on: terminal.path,
                    with: variables.merging(["TERM": "xterm-256color"]) { $1 })
                let sign = isUnicode ? "✖" : "x"
                try await terminal.wait(for: "a failure") { $0.contains(sign) }
                terminal.type("q")
                #expect(try await child.outcome().status == 0)
                #expect(terminal.text.utf8.allSatisfy { $0 < 0x80 } != isUnicode)
            }
        }

        @Test(
            arguments: [
                (65_535, 65_535, [:]), (1, 1, [:]), (65_535, 1, [:]), (1, 65_535, [:]), (0, 0, [:]),
                (100, 30, ["COLUMNS": "32767", "LINES": "32767"]),
                (100, 30, ["COLUMNS": "99999999"]), (0, 0, ["COLUMNS": "99999999", "LINES": "1"]),
                (100, 30, ["COLUMNS": "-1", "LINES": "0"]),
            ] as [(Int, Int, [String: String])])
        func `a window of any size is drawn on, and the program still ends when it is asked to`(
            columns: Int, rows: Int, variables: [String: String]
        ) async throws {
            try await withKnownWorld { home, config in
                let terminal = try PseudoTerminal(columns: columns, rows: rows)
                let child = try Child(
                    Program.path(), ["--config", config], in: home, on: terminal.path,
                    with: variables.merging(["TERM": "xterm-256color"]) { $1 })
                try await terminal.wait(for: "the interface") { $0.contains("\u{1B}]2;") }
                terminal.resize(columns: 65_535, rows: 65_535)
                terminal.resize(columns: 0, rows: 0)
                terminal.resize(columns: 65_535, rows: 65_534)
                terminal.type("?")
                try await terminal.wait(for: "the help") { $0.contains("next failure") }
                child.signal(SIGTERM)
                #expect(try await child.outcome().status == 0)
            }
        }

        @Test func `a sequence that comes in two parts is one key for as long as ESCDELAY says`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let command = ["env", "ESCDELAY=2000", try Program.path(), "--config", config]
                    try await TerminalSession.with(
                        in: home, columns: 100, running: command
                    ) { terminal in
                        try await terminal.wait(for: "the runs") { $0.held == 8 }
                        try await terminal.send("Enter")
                        try await terminal.wait(for: "the details") {
                            $0.details.first?.contains("· log-5") == true
                        }
                        try await terminal.type("\u{1B}")
                        try await Task.sleep(for: .milliseconds(100))
                        try await terminal.type("[B")
                        try await terminal.wait(for: "the next run's details") {
                            $0.details.first?.contains("· leads-2") == true
                        }
                    }
                }
            }
        }

        @Test(arguments: ["NO_COLOR=1", "NO_COLOR="])
        func `with NO_COLOR there is no colour`(variable: String) async throws {
            try await Home.with { home in
                let shell = [try Program.tool("bash"), "--norc", "--noprofile", "-i"]
                try await TerminalSession.with(in: home, running: shell) { terminal in
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                    try await terminal.record(to: home.path + "/bytes")
                    try await terminal.enter("\(variable) synctop demo")
                    try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                    try await terminal.send("q")
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                }
                let colours = home.read("bytes").contains(/\u{1b}\[(\d+;)*[34]8;5;\d+/)
                #expect(colours == (variable == "NO_COLOR="))
            }
        }
    }
}
