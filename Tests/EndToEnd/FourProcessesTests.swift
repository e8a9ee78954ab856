import Foundation
import Testing

extension EndToEnd {
    /// Four programs on one history, for some seconds; `SYNCTOP_PROCESSES=600` for a long look.
    struct FourProcessesTests {
        private static let seconds =
            ProcessInfo.processInfo.environment["SYNCTOP_PROCESSES"].flatMap(Int.init) ?? 5

        @Test
        func `four programs on one history show no error, no run twice, and agree at the end`()
            async throws
        {
            try await Home.with { home in
                let server = try Child(
                    Program.path(), ["simulate", "--speed", "10", "--history", "300"], in: home)
                defer { server.signal(SIGKILL) }
                try await server.wait { $0.contains("[[source]]") && $0.hasSuffix("\n") }
                let config = try home.write(server.output)
                try await Home.with { desk in
                    let command = try [
                        Program.tool("env"), "XDG_STATE_HOME=\(home.path)/state", Program.path(),
                        "--config", config,
                    ]
                    try await TerminalSession.with(in: home, running: command) { one in
                        try await TerminalSession.with(in: desk, running: command) { two in
                            try await work(home, config, [one, two])
                            server.signal(SIGKILL)
                            _ = try await server.outcome()
                            try await agree(home, config, [one, two])
                        }
                    }
                }
            }
        }

        /// Answers questions over and over, from two processes at once, beside the interfaces.
        private func work(
            _ home: Home, _ config: String, _ terminals: [TerminalSession]
        ) async throws {
            let end = ContinuousClock.now + .seconds(Self.seconds)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for age in ["2s", "5s"] {
                    group.addTask {
                        var rounds = 0
                        while ContinuousClock.now < end {
                            // No further back than the interfaces read, which began later.
                            let outcome = try await home.synctop(
                                "runs", "--config", config, "--max-age", age, "--since", "23h",
                                "--format", "ndjson")
                            #expect(outcome.status == 0)
                            #expect(outcome.errors.isEmpty)
                            expectNoneTwice(outcome.lines)
                            rounds += 1
                        }
                        return rounds
                    }
                }
                group.addTask {
                    while ContinuousClock.now < end {
                        for terminal in terminals {
                            let screen = try await terminal.screen()
                            #expect(!screen.contains("history"), "\(screen)")
                            #expect(!screen.header.contains("✖"), "\(screen)")
                        }
                        try await Task.sleep(for: .milliseconds(500))
                    }
                    return 1
                }
                for try await rounds in group { #expect(rounds > 0) }
            }
        }

        /// Waits until all show what the history holds.
        private func agree(
            _ home: Home, _ config: String, _ terminals: [TerminalSession]
        ) async throws {
            let arguments = [
                "runs", "--config", config, "--offline", "--since", "365d", "--format", "ndjson",
            ]
            let kept = try await home.synctop(arguments)
            expectNoneTwice(kept.lines)
            #expect(kept.lines.count > 300)
            for terminal in terminals {
                try await terminal.wait(for: "all \(kept.lines.count) runs that are kept") {
                    $0.held == kept.lines.count
                }
            }
            let again = try await home.synctop(arguments)
            #expect(again.output == kept.output)
        }

        private func expectNoneTwice(_ lines: [String]) {
            let keys = lines.compactMap { line in
                line.firstMatch(of: /"source":"([^"]+)".*?"id":"([^"]+)"/)
                    .map { "\($0.1) \($0.2)" }
            }
            #expect(keys.count == lines.count)
            #expect(Set(keys).count == keys.count)
        }
    }
}
