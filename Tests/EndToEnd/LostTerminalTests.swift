import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Terminals that go away, change their size, or are none.
    struct LostTerminalTests {
        /// How long the program goes on at most without its terminal, unless the machine is busy
        /// with something else.
        private static let limit = Duration.milliseconds(500)

        /// How often sizes change; `SYNCTOP_RESIZES=1000` for a long look.
        private static var resizes: Int {
            ProcessInfo.processInfo.environment["SYNCTOP_RESIZES"].flatMap(Int.init) ?? 150
        }

        /// How often the shell comes between; `SYNCTOP_SUSPENSIONS=50` for a long look.
        private static var suspensions: Int {
            ProcessInfo.processInfo.environment["SYNCTOP_SUSPENSIONS"].flatMap(Int.init) ?? 3
        }

        /// How the program is started: told of the loss by a signal, or by nothing but its reads.
        private static let starts = [
            "exec \"$0\" \"$@\"", "trap '' HUP; exec \"$0\" \"$@\"",
            "trap '' HUP; \"$0\" \"$@\"; exit $?",
        ]

        @Test(arguments: starts)
        func `without its terminal the program ends at once, even in the middle of a call`(
            start: String
        ) async throws {
            var best = Duration.seconds(60)
            for _ in 0..<5 where best > Self.limit {
                best = min(best, try await timeToEnd(start))
            }
            #expect(best <= Sanitizer.allowing(Self.limit))
        }

        private func timeToEnd(_ start: String) async throws -> Duration {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    await server.override(.hang(times: nil), for: .well)
                    let config = try home.write(server.configText())
                    let terminal = try PseudoTerminal()
                    let child = try Child(
                        "/bin/sh", ["-c", start, Program.path(), "--config", config], in: home,
                        on: terminal.path, with: ["TERM": "xterm-256color"])
                    try await terminal.wait(for: "the interface and a call") { text in
                        let calls = await server.requests(to: .well)
                        return text.contains("\u{1B}]2;") && !calls.isEmpty
                    }
                    let begun = ContinuousClock.now
                    await terminal.hangUp()
                    // The shell, and what runs the shell, tell of it too.
                    for _ in 0..<10 {
                        child.signal(SIGHUP)
                        try await Task.sleep(for: .milliseconds(3))
                    }
                    #expect(try await child.outcome().status == 0)
                    return begun.duration(to: .now)
                }
            }
        }

        @Test(arguments: [
            ([:], "TERM is not set; try TERM=xterm-256color"),
            (["TERM": "nonesuch"], "no terminal is known as TERM=nonesuch; try TERM=xterm"),
            (["TERM": "../x\u{1B}[31m"], "no terminal is known as TERM=../x"),
        ])
        func `a terminal that nobody knows is told in a sentence, and left alone`(
            variables: [String: String], words: String
        ) async throws {
            try await withKnownWorld { home, config in
                let terminal = try PseudoTerminal()
                let before = terminal.settings
                let child = try Child(
                    Program.path(), ["--config", config], in: home, on: terminal.path,
                    with: variables)
                #expect(try await child.outcome().status == 64)
                try await terminal.wait(for: "the way out") { $0.contains("`synctop runs`") }
                #expect(terminal.text.contains("synctop: \(words)"))
                #expect(!terminal.text.contains("\u{1B}"))
                #expect(terminal.settings == before)
            }
        }

        @Test func `after sizes of all kinds the screen is as before`() async throws {
            try await withStillScreen { terminal, first in
                let tty = open(try await terminal.flags("#{pane_tty}"), O_RDWR | O_NOCTTY)
                try #require(tty >= 0)
                defer { close(tty) }
                var sizes: [(Int, Int)] = [(1, 1), (500, 200), (1, 200), (500, 1), (2, 2)]
                var seed: UInt32 = 7
                func next(_ limit: Int) -> Int {
                    seed = seed &* 1_664_525 &+ 1_013_904_223
                    return Int(seed >> 8) % limit + 1
                }
                while sizes.count < Self.resizes { sizes.append((next(500), next(200))) }
                for (columns, rows) in sizes {
                    setSize(tty, columns, rows)
                    // Two hundred a second.
                    try await Task.sleep(for: .milliseconds(5))
                }
                setSize(tty, 100, 30)
                try await terminal.wait(for: "the screen as before") { _ in
                    try await still(terminal) == first
                }
                try await terminal.send("f")
                try await terminal.wait(for: "keys to be heard") {
                    $0.title.contains("status:failed")
                }
            }
        }

        @Test func `each return from the shell shows the same screen`() async throws {
            try await withStillScreen { terminal, first in
                for _ in 0..<Self.suspensions {
                    try await terminal.send("C-z")
                    try await terminal.wait(for: "the shell") {
                        $0.contains("Stopped") && $0.lines.last { !$0.isEmpty } == "ready>"
                    }
                    try await terminal.enter("fg")
                    try await terminal.wait(for: "the same screen") { _ in
                        try await still(terminal) == first
                    }
                }
            }
        }

        /// Opens the interface in a shell on runs that are all over, and hands on what is shown.
        private func withStillScreen(
            _ body: (TerminalSession, Still) async throws -> Void
        ) async throws {
            try await withKnownWorld { home, config in
                try await TerminalSession.with(
                    in: home, columns: 100, rows: 30,
                    running: [Program.tool("bash"), "--norc", "--noprofile", "-i"]
                ) { terminal in
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                    try await terminal.enter(
                        "synctop --config '\(config)' --filter -status:running")
                    // With a first key the words for newcomers go.
                    try await terminal.wait(for: "the interface") { $0.listed != nil }
                    try await terminal.send("?")
                    try await terminal.wait(for: "the help") { $0.listed == nil || $0.runs.isEmpty }
                    try await terminal.send("Escape")
                    try await terminal.wait(for: "the runs") {
                        $0.listed == KnownWorld.runCount - 2 && $0.held == KnownWorld.runCount
                            && $0.runs.count == KnownWorld.runCount - 2
                    }
                    let first = try await still(terminal)
                    #expect(first.painted.contains("\u{1B}["), "there are colours")
                    try await body(terminal, first)
                }
            }
        }

        /// What no clock changes: all below the header and the timeline, with its colours; and the
        /// terminal's modes, the cursor's among them.
        private struct Still: Equatable {
            let painted: String
            let modes: String
        }

        private func still(_ terminal: TerminalSession) async throws -> Still {
            Still(painted: try await terminal.painted(from: 2), modes: try await terminal.modes())
        }

        private func setSize(_ tty: Int32, _ columns: Int, _ rows: Int) {
            var size = winsize(
                ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
            _ = ioctl(tty, UInt(TIOCSWINSZ), &size)
        }
    }
}
