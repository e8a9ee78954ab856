import Simulator
import Testing

extension EndToEnd {
    /// What comes by itself.
    struct LiveTests {
        @Test func `the demo shows runs of every provider, which go on without a key`() async throws
        {
            try await Home.with { home in
                try await TerminalSession.with(
                    in: home, running: [Program.path(), "demo", "--speed", "5"]
                ) { terminal in
                    let providers = [
                        "well", "supermetrics", "elastic-path", "leadlex", "polytomic",
                    ]
                    let first = try await terminal.wait(for: "runs of every provider") { screen in
                        screen.runs.contains { $0.sign == "▶" }
                            && providers.allSatisfy { screen.header.contains("\($0) ●") }
                    }
                    #expect(first.header.contains("LIVE"))
                    let held = try #require(first.held)
                    let running = first.runs.filter { $0.sign == "▶" }
                    try await terminal.wait(for: "new runs") { $0.held.map { $0 > held } == true }
                    try await terminal.wait(for: "a running run's end") { screen in
                        running.contains { run in
                            screen.runs.contains {
                                $0.cells.prefix(3) == run.cells.prefix(3)
                                    && "✔✖▲■".contains($0.sign)
                            }
                        }
                    }
                    try await terminal.send("q")
                    #expect(try await terminal.exitCode() == 0)
                }
            }
        }

        @Test func `a run that was seen running is seen failed later, and stays selected`()
            async throws
        {
            try await withInterface(columns: 100, rows: 40) { terminal, server in
                try await terminal.send("Enter", "]", "[")
                try await terminal.wait(for: "the running run") {
                    $0.contains(/Status +▶ running/)
                }
                var logs = KnownWorld.logs()
                logs[4].status = "error"
                logs[4].completedAt = KnownWorld.ago(0)
                logs[4].updatedAt = KnownWorld.ago(0)
                logs[4].error = "INSTITUTION_DOWN: try again later"
                logs.append(KnownWorld.log(6, "wc-stripe", "in_progress", minutesAgo: 0))
                await server.serve(.well(KnownWorld.well(logs)))
                let later = try await terminal.wait(for: "the failure and a new run") {
                    $0.contains(/Status +✖ failed/) && $0.held == 9
                }
                #expect(later.runs.first?.has("Stripe payouts") == true)
                #expect(later.details.first?.hasPrefix(" Mercury bank · log-5") == true)
                #expect(later.details.contains { $0.contains("INSTITUTION_DOWN") })
            }
        }

        @Test func `a pause holds the table and counts what came`() async throws {
            try await withInterface { terminal, server in
                try await terminal.send("=")
                try await terminal.wait(for: "the pause") { $0.header.contains(" PAUSED ") }
                let new = KnownWorld.log(6, "wc-stripe", "in_progress", minutesAgo: 0)
                await server.serve(.well(KnownWorld.well(KnownWorld.logs() + [new])))
                let paused = try await terminal.wait(for: "a run that came") {
                    $0.header.contains("PAUSED +1")
                }
                #expect(paused.runs.count == 8)
                #expect(paused.title.hasSuffix("8 runs · 1 new while paused"))
                try await terminal.send("=")
                let live = try await terminal.wait(for: "the new run") { $0.runs.count == 9 }
                #expect(live.header.contains("LIVE"))
                #expect(live.runs.first?.has("Stripe payouts") == true)
            }
        }
    }
}
