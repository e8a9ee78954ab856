import Simulator
import Testing

extension EndToEnd {
    /// Sources in trouble beside one that is well.
    struct TroubleTests {
        @Test func `a refused key and a refused connection are told, and the third goes on live`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(SimulatorConfiguration(speed: 10)) { server in
                    let settings =
                        try await deadSource("dead")
                        + server.source("locked", .well, key: "not the key")
                        + server.source("live", .polytomic)
                    let config = try home.write(settings)
                    try await TerminalSession.with(
                        in: home, running: [Program.path(), "--config", config]
                    ) { terminal in
                        let first = try await terminal.wait(for: "both troubles and live runs") {
                            $0.header.contains(/dead ▲ refused/)
                                && $0.header.contains(/locked ✖ 401 UNAUTHORIZED retry \d+m/)
                                && $0.header.contains("live ●") && !$0.runs.isEmpty
                        }
                        #expect(first.runs.allSatisfy { $0.has("live") })
                        let held = try #require(first.held)
                        let later = try await terminal.wait(for: "new runs of the third") {
                            $0.held.map { $0 > held + 5 } == true
                        }
                        #expect(later.header.contains("dead ▲ refused"))
                        #expect(later.header.contains("locked ✖ 401 UNAUTHORIZED retry"))
                    }
                }
            }
        }

        @Test func `after a 429 with Retry-After there is no call, not even when asked for`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    await server.override(.rateLimited(retryAfter: 30, times: nil), for: .well)
                    let config = try home.write(server.configText())
                    try await TerminalSession.with(
                        in: home, running: [Program.path(), "--config", config]
                    ) { terminal in
                        try await terminal.wait(for: "the wait in the chip") {
                            $0.header.contains(/well ▲ 429 retry (2\d|30)s/)
                                && $0.held == KnownWorld.runCount - KnownWorld.wellCount
                        }
                        try await terminal.send("R")
                        try await terminal.wait(for: "the answer to R") {
                            !$0.footer.contains("filter")
                        }
                        let calls = await server.requestCount(for: .polytomic)
                        try await terminal.wait(for: "polls of the other source") { _ in
                            await server.requestCount(for: .polytomic) >= calls + 3
                        }
                        #expect(await server.requests(to: .well).map(\.status) == [429])
                        let later = try await terminal.screen()
                        #expect(later.header.contains("well ▲ 429 retry"))
                        #expect(later.header.contains("polytomic ●"))
                    }
                }
            }
        }
    }
}
