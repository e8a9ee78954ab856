import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// What somebody finds again who comes back, and what the command line says instead.
    struct SessionTests {
        @Test func `the screen is as it was left, by q and by a signal`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let left = try await home.withInterface(on: server) { terminal in
                        try await terminal.send("/")
                        try await terminal.type("status:failed,succeeded")
                        try await terminal.send("Enter")
                        try await terminal.wait(for: "the filter") { $0.listed == 6 }
                        // By duration, the shortest first, and the third of them.
                        try await terminal.send("<", "<", "I")
                        let screen = try await terminal.wait(for: "the order") {
                            $0.contains("DURATION▲")
                        }
                        try await terminal.send("g", "j", "j")
                        try await terminal.send("q")
                        #expect(try await terminal.exitCode() == 0)
                        return screen
                    }
                    #expect(home.read("state/synctop/session.json").contains(#""line":2"#))

                    let command = [
                        try Program.path(), "--offline", "--config", home.path + "/config.toml",
                    ]
                    _ = try await TerminalSession.with(in: home, running: command) {
                        terminal in
                        let again = try await terminal.wait(for: "the same runs") {
                            $0.runs.count == left.runs.count
                        }
                        #expect(again.title == left.title)
                        #expect(again.runs.map(\.cells) == left.runs.map(\.cells))
                        try await terminal.send("Enter")
                        // The failed run of Stripe, which was the third.
                        try await terminal.wait(for: "its details") {
                            $0.contains("Stripe payouts · log-2")
                        }
                        try await terminal.send("Escape", "4")
                        try await terminal.wait(for: "the sources") { $0.runs.isEmpty }
                        let process = try await terminal.flags("#{pane_pid}")
                        kill(try #require(pid_t(process)), SIGTERM)
                        #expect(try await terminal.exitCode() == 0)
                    }
                    #expect(home.read("state/synctop/session.json").contains(#""view":"sources""#))

                    let request = ["--filter", "", "--view", "runs"]
                    _ = try await TerminalSession.with(in: home, running: command + request) {
                        terminal in
                        try await terminal.wait(for: "all runs") {
                            $0.runs.count == KnownWorld.runCount
                        }
                    }
                }
            }
        }

        @Test func `a view or a key that is not there is told with those that are`() async throws {
            try await Home.with { home in
                let view = try await home.synctop(["--view", "source"])
                #expect(view.status == 64)
                #expect(
                    view.errors.contains(
                        "no view is called \"source\"; did you mean \"sources\"? "
                            + "there are: runs, pipelines, errors, sources."))
                let key = try await home.synctop(["runs", "--sort", "-size"])
                #expect(key.status == 64)
                #expect(key.errors.contains("no sort key is called \"size\"; there are: started,"))
                let both = try await home.synctop(["runs", "--follow", "--sort", "duration"])
                #expect(both.status == 64)
                #expect(both.errors.contains("leave out --sort"))
            }
        }
    }
}
