import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The terminal is as it was, whenever the program lets go of it.
    struct HandBackTests {
        @Test func `q ends with 0 and leaves the terminal as it was`() async throws {
            try await withShell { terminal, home in
                let before = try await noteTerminal(terminal, home)
                try await terminal.enter("synctop demo; echo status=$?")
                try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                #expect(try await terminal.flags("#{cursor_flag} #{alternate_on}") == "0 1")
                try await terminal.send("q")
                try await expectTerminal(before, status: 0, terminal, home)
            }
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `a signal ends it and leaves the terminal as it was`(number: Int32) async throws {
            try await withShell { terminal, home in
                let before = try await noteTerminal(terminal, home)
                try await start("synctop demo", terminal)
                try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                try signal(number, home)
                try await expectTerminal(before, status: 0, terminal, home)
            }
        }

        @Test(.disabled(if: Sanitizer.watchesThreads, Sanitizer.aboutCrashes))
        func `a crash leaves the terminal as it was`() async throws {
            try await SimulatorServer.with(KnownWorld.configuration) { server in
                try await withShell { terminal, home in
                    let before = try await noteTerminal(terminal, home)
                    _ = try home.write(server.configText())
                    // What the runtime tells of a crash takes seconds, and is looked at elsewhere.
                    try await start(
                        "env SWIFT_BACKTRACE=enable=no synctop --config config.toml", terminal)
                    try await terminal.wait(for: "all runs") { $0.held == KnownWorld.runCount }
                    try signal(SIGABRT, home)
                    try await expectTerminal(before, status: 128 + SIGABRT, terminal, home)
                }
            }
        }

        @Test func `ctrl-z gives the terminal to the shell, and fg comes back to the runs`()
            async throws
        {
            try await withShell { terminal, home in
                let before = try await noteTerminal(terminal, home)
                try await terminal.enter("synctop demo")
                try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                try await terminal.send("C-z")
                let shell = try await terminal.wait(for: "the shell") {
                    $0.contains("Stopped") && $0.prompts
                }
                #expect(shell.contains("what stood here before"))
                #expect(try await terminal.modes() == before.modes)
                try await terminal.enter("stty -a > suspended; echo noted-$((40 + 2))")
                try await terminal.wait(for: "the note") {
                    $0.contains("noted-42") && !home.read("suspended").isEmpty
                }
                #expect(home.read("suspended") == before.settings)
                try await terminal.enter("fg")
                try await terminal.wait(for: "the runs again") {
                    !$0.runs.isEmpty && $0.header.hasPrefix(" synctop")
                        && $0.footer.hasSuffix("q quit")
                }
                try await terminal.send("f")
                try await terminal.wait(for: "keys to be heard again") {
                    $0.title.contains("status:failed")
                }
                try await terminal.send("q")
                try await terminal.wait(for: "the shell") { $0.prompts }
                try await terminal.enter("echo status=$?")
                try await expectTerminal(before, status: 0, terminal, home)
            }
        }

        /// Starts a command whose process is noted.
        private func start(_ command: String, _ terminal: TerminalSession) async throws {
            try await terminal.enter("sh -c 'echo $$ > pid; exec \(command)'; echo status=$?")
        }

        /// Sends a signal to the command that was started.
        private func signal(_ number: Int32, _ home: Home) throws {
            let pid = home.read("pid").trimmingCharacters(in: .newlines)
            kill(try #require(pid_t(pid)), number)
        }

        /// How a terminal was.
        private struct Before {
            let modes: String
            let settings: String
        }

        private func withShell(
            _ body: (TerminalSession, Home) async throws -> Void
        ) async throws {
            try await Home.with { home in
                try await TerminalSession.with(
                    in: home, columns: 100, rows: 30,
                    running: [Program.tool("bash"), "--norc", "--noprofile", "-i"]
                ) { terminal in try await body(terminal, home) }
            }
        }

        /// Notes how the terminal is, and leaves a line on its screen.
        private func noteTerminal(
            _ terminal: TerminalSession, _ home: Home
        ) async throws -> Before {
            try await terminal.wait(for: "the shell") { $0.contains("ready>") }
            try await terminal.enter("stty -a > before; echo what stood here before")
            try await terminal.wait(for: "the line") {
                $0.lines.contains { $0 == "what stood here before" }
            }
            let settings = home.read("before")
            #expect(settings.contains("icanon") && settings.contains("echo"))
            return Before(modes: try await terminal.modes(), settings: settings)
        }

        /// Waits for the shell and holds the terminal against what was noted.
        private func expectTerminal(
            _ before: Before, status: Int32, _ terminal: TerminalSession, _ home: Home
        ) async throws {
            let after = try await terminal.wait(for: "the end") {
                $0.contains(/^status=\d+$/) && $0.prompts
            }
            #expect(after.lines.contains("status=\(status)"))
            #expect(after.lines.contains("what stood here before"))
            #expect(after.runs.isEmpty)
            #expect(try await terminal.modes() == before.modes)
            try await terminal.enter("stty -a > after; echo noted-$((40 + 2))")
            try await terminal.wait(for: "the note") {
                $0.contains("noted-42") && !home.read("after").isEmpty
            }
            #expect(home.read("after") == before.settings)
        }
    }
}

extension Screen {
    /// Whether the shell waits for a line.
    fileprivate var prompts: Bool { lines.last { !$0.isEmpty } == "ready>" }
}
