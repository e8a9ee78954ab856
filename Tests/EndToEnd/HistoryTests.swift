import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Several programs, one after the other or at once, on the history of one home.
    struct HistoryTests {
        private func requests(_ server: SimulatorServer) async -> Int {
            await server.requestCount(for: .well) + server.requestCount(for: .polytomic)
        }

        @Test func `runs reuses what is fresh, and offline nothing is called`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let arguments = ["runs", "--config", config, "--format", "ndjson"]
                    let first = try await home.synctop(arguments + ["--max-age", "60s"])
                    #expect(first.status == 0 && first.errors.isEmpty)
                    #expect(first.lines.count == KnownWorld.runCount)
                    let calls = await requests(server)

                    let second = try await home.synctop(arguments + ["--max-age", "60s"])
                    let offline = try await home.synctop(arguments + ["--offline"])
                    #expect(second.output == first.output)
                    #expect(offline.output == first.output)
                    #expect(await requests(server) == calls)

                    let aged = try await home.synctop(arguments + ["--offline", "--until", "6m"])
                    #expect(aged.status == 0)
                    #expect((1..<KnownWorld.runCount).contains(aged.lines.count))
                    let file = home.path + "/state/synctop/history.sqlite"
                    let mode = try FileManager.default.attributesOfItem(atPath: file)[
                        .posixPermissions]
                    #expect(mode as? Int == 0o600)
                }
            }
        }

        @Test func `of two interfaces one polls and both show everything`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { _ in
                        // Another terminal of the same person.
                        try await Home.with { desk in
                            let command = try [
                                Program.tool("env"), "XDG_STATE_HOME=\(home.path)/state",
                                Program.path(), "--config", home.path + "/config.toml",
                            ]
                            _ = try await TerminalSession.with(in: desk, running: command) {
                                second in
                                try await second.wait(for: "the runs of the first") {
                                    $0.held == KnownWorld.runCount
                                }
                                try await second.send("4")
                                _ = try await second.wait(for: "who polls") {
                                    $0.contains("read by another synctop")
                                }
                            }
                        }
                    }
                }
            }
        }

        @Test func `offline the interface shows what was kept`() async throws {
            try await Home.with { home in
                let config = try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let kept = try await home.synctop(
                        "runs", "--config", config, "--max-age", "1s")
                    #expect(kept.status == 0)
                    return config
                }
                let command = [try Program.path(), "--config", config, "--offline"]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    _ = try await terminal.wait(for: "what was kept") {
                        $0.held == KnownWorld.runCount
                    }
                }
            }
        }

        @Test func `a home that cannot be written leaves the runs, and says so`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    _ = try home.write("not a folder", to: "state")
                    let outcome = try await home.synctop(
                        "runs", "--config", config, "--format", "ndjson", "--max-age", "60s")
                    #expect(outcome.status == 0)
                    #expect(outcome.lines.count == KnownWorld.runCount)
                    #expect(outcome.errors.contains("runs are kept in memory only"))
                }
            }
        }
    }
}
