import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The configuration is read again when it is saved, while the interface goes on.
    struct ReloadTests {
        @Test func `sources come and go with the file, and one that is wrong changes nothing`()
            async throws
        {
            try await SimulatorServer.with(KnownWorld.configuration) { server in
                let well = server.source("well", .well)
                let both = well + server.source("warehouse", .polytomic)
                try await withInterface(on: well) { terminal, home in
                    try await terminal.wait(for: "the runs of one") {
                        $0.held == KnownWorld.wellCount
                    }
                    // In place, and twice in a row.
                    _ = try home.write("")
                    _ = try home.write(both)
                    try await terminal.wait(for: "the runs of both") {
                        $0.held == KnownWorld.runCount && $0.header.contains("warehouse")
                    }
                    try await terminal.wait(for: "what changed") {
                        $0.contains("config reloaded: +1 source")
                    }
                    let wrong =
                        both.replacing("interval", with: "intervall") + "[keys]\nfly = \"x\"\n"
                    try home.replace(wrong)
                    let refused = try await terminal.wait(for: "the mistakes") {
                        $0.contains("3 mistakes (:messages), nothing changed: config.toml:6:")
                    }
                    #expect(refused.held == KnownWorld.runCount)
                    try await terminal.enter(":messages")
                    let messages = try await terminal.wait(for: "all of them") {
                        $0.contains("\"fly\"")
                    }
                    #expect(messages.contains("config.toml:6:"))
                    #expect(messages.contains("config.toml:12:"))
                    try await terminal.send("q")
                    try home.replace(well)
                    try await terminal.wait(for: "the runs of one") {
                        $0.held == KnownWorld.wellCount && !$0.header.contains("warehouse")
                            && $0.contains("config reloaded: -1 source")
                    }
                    try await terminal.enter(":reload")
                    try await terminal.wait(for: "no change") {
                        $0.contains("config reloaded: nothing changed")
                    }
                }
            }
        }

        @Test(arguments: ["http://127.0.0.1:99999/", "https://[::1]:65536"])
        func `a port that there is not changes nothing`(address: String) async throws {
            try await SimulatorServer.with(KnownWorld.configuration) { server in
                let well = server.source("well", .well)
                try await withInterface(on: well) { terminal, home in
                    try await terminal.wait(for: "the runs") { $0.held == KnownWorld.wellCount }
                    let wrong = well.replacing(/base-url = .*/, with: "base-url = \"\(address)\"")
                    try home.replace(wrong)
                    try await terminal.wait(for: "the mistake") {
                        $0.contains("nothing changed: config.toml:4: source \"well\": base-url:")
                    }
                    try home.replace(server.source("spring", .well))
                    try await terminal.wait(for: "the source by its other name") {
                        $0.header.contains("spring") && $0.held == KnownWorld.wellCount
                    }
                    try await terminal.send("q")
                    #expect(try await terminal.exitCode() == 0)
                }
            }
        }

        @Test func `without the file, or without a source in it, nothing changes`() async throws {
            try await SimulatorServer.with(KnownWorld.configuration) { server in
                let well = server.source("well", .well)
                try await withInterface(on: well) { terminal, home in
                    try await terminal.wait(for: "the runs") { $0.held == KnownWorld.wellCount }
                    let away = home.path + "/config.toml.away"
                    try #require(rename(home.path + "/config.toml", away) == 0)
                    let without = try await terminal.wait(for: "the missing file") {
                        $0.contains("nothing changed (:messages): there is no file")
                    }
                    #expect(without.held == KnownWorld.wellCount)
                    try home.replace(well + "enabled = false\n")
                    let disabled = try await terminal.wait(for: "the missing sources") {
                        $0.contains("nothing changed (:messages)")
                            && $0.contains("config.toml has no enabled [[source]]")
                    }
                    #expect(disabled.held == KnownWorld.wellCount)
                    try home.replace(server.source("spring", .well))
                    try await terminal.wait(for: "the source by its other name") {
                        $0.contains("config reloaded: +1 source, -1 source")
                            && $0.header.contains("spring") && $0.held == KnownWorld.wellCount
                            && $0.runs.allSatisfy { $0.has("spring") }
                    }
                }
            }
        }

        @Test func `theme, keys, views and zone change with the file, and a theme with its own`()
            async throws
        {
            try await SimulatorServer.with(KnownWorld.configuration) { server in
                let well = server.source("well", .well)
                let mine = "config/synctop/themes/mine.toml"
                try await withInterface(on: well) { terminal, home in
                    try await terminal.wait(for: "the runs") { $0.held == KnownWorld.wellCount }
                    let ground = try await terminal.ground()
                    try home.replace(
                        """
                        theme = "daylight"
                        timezone = "Asia/Tokyo"
                        history-size = "50MB"
                        \(well)
                        [keys]
                        pause = "P"
                        [[view]]
                        name = "broken"
                        filter = "status:failed"
                        """)
                    try await terminal.wait(for: "what changed") {
                        $0.contains("config reloaded: other theme, keys, views, timezone")
                            && $0.contains("history-size (from the next start on)")
                            && $0.header.contains("GMT+9")
                    }
                    let light = try await terminal.ground()
                    #expect(ground != light)
                    try await terminal.send("P")
                    try await terminal.wait(for: "a pause") { $0.header.contains("PAUSED") }
                    try await terminal.send("P")
                    try await terminal.enter(":broken")
                    try await terminal.wait(for: "the failures") { $0.listed == 2 }
                    _ = try home.write("name = \"mine\"\ninherits = \"midnight\"\n", to: mine)
                    try home.replace("theme = \"mine\"\n" + well)
                    try await terminal.wait(for: "the own theme") { _ in
                        try await terminal.ground() == ground
                    }
                    _ = try home.write("name = \"mine\"\ninherits = \"nowhere\"\n", to: mine)
                    try await terminal.wait(for: "its mistake") {
                        $0.contains("nothing changed: mine.toml:2: inherits: unknown theme")
                    }
                    #expect(try await terminal.ground() == ground)
                    _ = try home.write("name = \"mine\"\ninherits = \"daylight\"\n", to: mine)
                    try await terminal.wait(for: "the theme mended") { _ in
                        try await terminal.ground() == light
                    }
                    try await terminal.send("q")
                    #expect(try await terminal.exitCode() == 0)
                }
            }
        }

        /// Opens the interface on a configuration.
        private func withInterface(
            on config: String, _ body: (TerminalSession, Home) async throws -> Void
        ) async throws {
            try await Home.with { home in
                try FileManager.default.createDirectory(
                    atPath: home.path + "/config/synctop/themes", withIntermediateDirectories: true)
                let file = try home.write(config)
                let command = [try Program.path(), "--config", file]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    try await body(terminal, home)
                }
            }
        }
    }
}

extension Home {
    /// Puts another file in the configuration's place, as many editors save.
    fileprivate func replace(_ text: String) throws {
        let new = try write(text, to: "config.toml.new")
        try #require(rename(new, path + "/config.toml") == 0)
    }
}

extension TerminalSession {
    /// The colour behind most texts of the screen, as a number of the palette.
    fileprivate func ground() async throws -> Substring? {
        let grounds = try await painted().matches(of: /48;5;(\d+)/).map(\.1)
        let counts = Dictionary(grouping: grounds, by: \.self).mapValues(\.count)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }
}
