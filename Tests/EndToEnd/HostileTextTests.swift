import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// A provider's text that tries to act on the terminal.
    struct HostileTextTests {
        private static let error =
            "bad \u{1b}[2J\u{1b}]52;c;AAAA\u{07}row\rOK \u{202E}gpj.exe\u{202C} pay\u{200B}pal"
        private static let shown = "bad row^MOK <U+202E>gpj.exe<U+202C> pay<U+200B>pal"
        private static let label = "Mercury\u{9b}31m \u{1b}]0;owned\u{07}bank"

        @Test func `the screen shows it and stays whole, and no byte of it reaches the terminal`()
            async throws
        {
            try await withHostileWorld { home, config in
                let shell = [try Program.tool("bash"), "--norc", "--noprofile", "-i"]
                try await TerminalSession.with(in: home, columns: 200, running: shell) { terminal in
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                    try await terminal.record(to: home.path + "/bytes")
                    try await terminal.enter("synctop --config '\(config)'")
                    let table = try await terminal.wait(for: "the runs, all of them") {
                        $0.held == 2 && $0.header.contains("●")
                    }
                    #expect(table.runs.first?.cells.last == Self.shown)
                    #expect(table.runs.first?.has("Mercury bank") == true)
                    #expect(table.runs.last?.has("Stripe payouts") == true)
                    #expect(table.header.hasPrefix(" synctop  well ●"))
                    #expect(table.contains("STARTED ▼"))
                    #expect(table.footer.hasSuffix("q quit"))

                    try await terminal.resize(columns: 100, rows: 40)
                    try await terminal.send("Enter")
                    let pane = try await terminal.wait(for: "the details") {
                        $0.details.contains(" " + Self.shown)
                    }
                    #expect(pane.details.first?.contains("Mercury bank · log-2") == true)
                    #expect(pane.header.hasPrefix(" synctop  well ●"))
                    #expect(pane.footer.hasSuffix("q quit"))
                    try await terminal.send("]")
                    try await terminal.wait(for: "the metadata") { $0.contains("no^Gte: ^[") }
                    try await terminal.send("q")
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                }
                let bytes = home.read("bytes")
                #expect(bytes.contains("STARTED"), "the program's bytes are recorded")
                for harm in ["]52;c;AAAA", "owned", "\u{202E}", "\u{200B}", "\u{9b}"] {
                    #expect(!bytes.contains(harm))
                }
            }
        }

        @Test(arguments: ["table", "csv"])
        func `plain output shows it as the screen does`(format: String) async throws {
            try await withHostileWorld { home, config in
                let outcome = try await home.synctop("runs", "--config", config, "--format", format)
                #expect(outcome.status == 0)
                #expect(outcome.output.contains(Self.shown))
                #expect(outcome.output.contains("Mercury bank"))
                let controls = outcome.output.unicodeScalars.filter {
                    [.control, .format].contains($0.properties.generalCategory)
                        && $0 != "\n" && $0 != "\r"
                }
                #expect(controls.isEmpty)
                #expect(!outcome.output.contains("\rOK"))
            }
        }

        @Test(arguments: ["ndjson", "json"])
        func `JSON carries it escaped and without loss`(format: String) async throws {
            try await withHostileWorld { home, config in
                let outcome = try await home.synctop("runs", "--config", config, "--format", format)
                #expect(outcome.status == 0)
                for escape in [#"\u001B[2J"#, #"\u0007"#, #"\u202E"#, #"\u200B"#, #"\u009B"#] {
                    #expect(outcome.output.contains(escape))
                }
                let controls = outcome.output.unicodeScalars.filter {
                    [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
                }
                #expect(controls.isEmpty)
                let text =
                    format == "json" ? outcome.output : "[\(outcome.lines.joined(separator: ","))]"
                let list = try JSONSerialization.jsonObject(with: Data(text.utf8))
                let run = try #require((list as? [[String: Any]])?.first)
                #expect((run["error"] as? [String: Any])?["message"] as? String == Self.error)
                #expect((run["pipeline"] as? [String: String])?["name"] == Self.label)
                #expect((run["metadata"] as? [String: String]) == ["no\u{7}te": "\u{1b}"])
            }
        }

        @Test func `an error's words are safe on standard error, in the log as well`() async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with { server in
                    let body: JSON = ["code": "E\u{1b}[2J", "message": .string(Self.error)]
                    let refusal = SimulatedResponse(status: 500, json: body)
                    await server.override(
                        ResponseOverride(times: nil, response: refusal), for: .well)
                    let config = try home.write(server.source("well", .well))
                    let outcome = try await home.synctop(
                        "runs", "--config", config, "--timeout", "500ms", "--log-level", "trace")
                    #expect(outcome.status == 69)
                    #expect(outcome.errors.contains("well could not be read: HTTP 500 E"))
                    #expect(outcome.errors.components(separatedBy: Self.shown).count >= 2)
                    let controls = outcome.errors.unicodeScalars.filter {
                        [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
                    }
                    #expect(controls.isEmpty)
                }
            }
        }

        @Test func `a filter with controls in it is made safe before it is repeated`() async throws
        {
            try await withHostileWorld { home, config in
                let outcome = try await home.synctop(
                    "runs", "--config", config, "--filter", "status:\u{1b}[2Jfaild\r")
                #expect(outcome.status == 64)
                #expect(!outcome.errors.contains("\u{1b}") && !outcome.errors.contains("\r"))
            }
        }

        private func withHostileWorld(
            _ body: (Home, String) async throws -> Void
        ) async throws {
            var hostile = KnownWorld.log(
                2, KnownWorld.bank, "error", minutesAgo: 1, error: Self.error)
            hostile.metadata = ["no\u{7}te": "\u{1b}"]
            let plain = KnownWorld.log(1, "wc-stripe", "success", minutesAgo: 2)
            let bank = WellWorkspaceConnector(
                pk: 1, id: KnownWorld.bank, connector: "c", accountLabel: Self.label)
            let stripe = WellWorkspaceConnector(
                pk: 2, id: "wc-stripe", connector: "c", accountLabel: "Stripe payouts")
            let world = WellWorld(logs: [hostile, plain], workspaceConnectors: [bank, stripe])
            try await Home.with { home in
                let configuration = SimulatorConfiguration(worlds: [.well(world)])
                try await SimulatorServer.with(configuration) { server in
                    try await body(home, home.write(server.source("well", .well)))
                }
            }
        }
    }
}
