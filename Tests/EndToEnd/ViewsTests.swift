import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The views, the timeline and the themes.
    struct ViewsTests {
        @Test func `2 shows the pipelines, Enter the runs of one, and Esc leads back`()
            async throws
        {
            try await withInterface { terminal, _ in
                try await terminal.send("2")
                let view = try await terminal.wait(for: "the pipelines") {
                    $0.contains("LAST RUNS") && $0.contains("Stripe payouts")
                }
                #expect(view.title.contains("pipelines"))
                #expect(view.contains("✖ x"))
                try await terminal.send("G", "Enter")
                try await terminal.wait(for: "its runs") { screen in
                    let names = screen.runs.compactMap { $0.cells.dropFirst(2).first }
                    return screen.title.contains("pipeline:") && Set(names).count == 1
                }
                try await terminal.send("Escape")
                try await terminal.wait(for: "the pipelines") {
                    $0.contains("LAST RUNS") && !$0.title.contains("pipeline:")
                }
                try await terminal.send("Escape")
                try await terminal.wait(for: "the runs") { $0.runs.count == 8 }
            }
        }

        @Test func `3 groups the failures, Enter shows those of one, and Esc leads back`()
            async throws
        {
            try await withInterface { terminal, _ in
                try await terminal.send("3")
                try await terminal.wait(for: "the errors") {
                    $0.contains("COUNT ▼") && $0.title.hasSuffix("in 3 failures")
                }
                try await terminal.send("Enter")
                let runs = try await terminal.wait(for: "its runs") { screen in
                    !screen.runs.isEmpty && screen.runs.allSatisfy { $0.sign == "✖" }
                }
                #expect(runs.title.contains("status:failed error:"))
                try await terminal.send("Escape")
                try await terminal.wait(for: "the errors") { $0.contains("COUNT ▼") }
            }
        }

        @Test func `in the timeline h and l move, Enter filters, and Esc leads back`()
            async throws
        {
            try await withInterface { terminal, _ in
                try await terminal.send("BTab")
                try await terminal.wait(for: "the timeline's keys") {
                    $0.footer.contains("h earlier")
                }
                try await terminal.send("Home")
                try await terminal.wait(for: "its first stretch") { $0.contains(" to ") }
                try await terminal.send("Enter")
                let some = try await terminal.wait(for: "the runs of then") {
                    $0.title.contains("since:") && $0.listed.map { $0 < 8 } == true
                }
                #expect(some.title.contains("until:"))
                try await terminal.send("Escape")
                try await terminal.wait(for: "all runs") {
                    $0.runs.count == 8 && !$0.title.contains("since:")
                }
            }
        }

        @Test func `t shows themes, and the one that is kept is there the next time`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { terminal in
                        try await terminal.send("t")
                        try await terminal.wait(for: "the themes") {
                            $0.contains(" Themes ") && $0.contains("daylight")
                        }
                        try await terminal.send("g", "Enter")
                        try await terminal.wait(for: "the table") { !$0.contains(" Themes ") }
                        try await terminal.send("q")
                        #expect(try await terminal.exitCode() == 0)
                    }
                    let session = home.read("state/synctop/session.json")
                    #expect(session.contains("\"theme\":\"contrast\""))
                    try await home.withInterface(on: server) { terminal in
                        try await terminal.send("t")
                        try await terminal.wait(for: "the themes") { $0.contains("contrast") }
                        try await terminal.send("j", "j", "Escape", "q")
                        #expect(try await terminal.exitCode() == 0)
                    }
                    let again = home.read("state/synctop/session.json")
                    #expect(again.contains("\"theme\":\"contrast\""))
                }
            }
        }

        @Test func `the window's title counts a new failure until a key is pressed`()
            async throws
        {
            try await withInterface { terminal, server in
                try await terminal.wait(for: "the title") { _ in
                    try await terminal.flags("#{pane_title}") == "synctop"
                }
                var logs = KnownWorld.logs()
                logs[4].status = "error"
                logs[4].completedAt = KnownWorld.ago(0)
                logs[4].updatedAt = KnownWorld.ago(0)
                logs[4].error = "INSTITUTION_DOWN: try again later"
                await server.serve(.well(KnownWorld.well(logs)))
                try await terminal.wait(for: "the count") { _ in
                    try await terminal.flags("#{pane_title}") == "✖ 1 synctop"
                }
                try await terminal.send("j")
                try await terminal.wait(for: "the title without a count") { _ in
                    try await terminal.flags("#{pane_title}") == "synctop"
                }
            }
        }

        @Test func `a tick of the clock writes little to the terminal`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { terminal in
                        try await terminal.send("f", "q")
                        #expect(try await terminal.exitCode() == 0)
                    }
                    let config = try home.write(server.configText())
                    let command = [try Program.path(), "--offline", "--config", config]
                    try await TerminalSession.with(in: home, running: command) { terminal in
                        let first = try await terminal.wait(for: "the failures") {
                            $0.listed == 3
                        }
                        try await terminal.record(to: home.path + "/bytes")
                        var ticks = 0
                        var clock = first.header
                        while ticks < 8 {
                            let next = try await terminal.wait(for: "a tick") {
                                $0.header != clock
                            }
                            clock = next.header
                            ticks += 1
                        }
                        let bytes = home.read("bytes").utf8.count
                        #expect(bytes > 0)
                        #expect(bytes / ticks < 64, "\(bytes) in \(ticks) ticks")
                    }
                }
            }
        }
    }
}
