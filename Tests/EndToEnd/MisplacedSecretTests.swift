import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Secrets that stand in the place of something else.
    struct MisplacedSecretTests {
        private static let canary = "wk_live_canary_0123456789"

        @Test(arguments: [
            "{ env = \"\(canary)\" }", "{ file = \"\(canary)\" }", "{ file = \"/\(canary)\" }",
            "{ file = \"~/\(canary)/x\" }", "{ command = [\"\(canary)\"] }",
            "{ command = [\"/\(canary)\"] }", "{ command = [\"echo \(canary)\"] }",
        ])
        func `a secret in the place of a name is told by file, line and key, and kept nowhere`(
            reference: String
        ) async throws {
            try await Home.with { home in
                let config = try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    base-url = "http://127.0.0.1:1"
                    token = \(reference)
                    """)
                for command in ["runs", "check", "runs --max-age 1s", "runs --log-level trace"] {
                    let outcome = try await home.synctop(
                        command.split(separator: " ").map(String.init) + ["--config", config])
                    #expect(outcome.status == (command == "check" ? 1 : 69))
                    let said = outcome.output + outcome.errors
                    #expect(said.contains("\(config):5: token names "), "\(said)")
                    #expect(!said.contains("canary"), "\(said)")
                }
                try expectNoCanary(in: home.path + "/state")
            }
        }

        private func expectNoCanary(in folder: String) throws {
            let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
            try #require(files?.contains { $0.hasSuffix("history.sqlite") } == true)
            for file in files ?? [] {
                let data = FileManager.default.contents(atPath: folder + "/" + file) ?? Data()
                #expect(data.range(of: Data("canary".utf8)) == nil, "\(file)")
            }
        }

        @Test func `the interface tells of a secret in the place of a name by its line`()
            async throws
        {
            try await Home.with { home in
                let source = """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    base-url = "http://127.0.0.1:1"
                    token = { env = "\(Self.canary)" }

                    """
                let config = try home.write(source)
                let command = [try Program.path(), "--config", config]
                try await TerminalSession.with(in: home, columns: 200, running: command) {
                    terminal in
                    try await terminal.send("4")
                    let screen = try await terminal.wait(for: "the trouble") {
                        $0.contains("config.toml:5: token names")
                    }
                    #expect(!screen.contains("canary"))
                    // The line is that of the file as it is by then.
                    _ = try home.write("# a line more\n" + source)
                    try await terminal.wait(for: "the new file") { $0.contains("nothing changed") }
                    try await terminal.send("R")
                    try await terminal.wait(for: "the new line") {
                        $0.contains("config.toml:6: token names")
                    }
                    try await terminal.send("q")
                }
                try expectNoCanary(in: home.path + "/state")
            }
        }

        @Test(arguments: ["runs", "check", "init", "paths", ""])
        func `the text of a configuration in the place of its path is not repeated`(
            command: String
        ) async throws {
            try await Home.with { home in
                let text = "[[source]]\nname = \"shop\"\ntoken = \"\(Self.canary)\"\n"
                let start = command.isEmpty ? [] : [command]
                let named = try await home.synctop(start + ["--config", text])
                #expect(named.status == 64)
                #expect(named.errors.contains("--config takes a path"))
                #expect(!(named.output + named.errors).contains("canary"))
                let path = try command.isEmpty ? Program.path() : Program.path() + " " + command
                let variable = try await home.shell("SYNCTOP_CONFIG='\(text)' exec \(path)")
                #expect(variable.status == 78)
                #expect(variable.errors.contains("SYNCTOP_CONFIG"))
                #expect(!(variable.output + variable.errors).contains("canary"))
            }
        }

        @Test func `a variable that is no path disturbs nobody who does not read it`() async throws
        {
            try await withKnownWorld { home, config in
                let variable = "SYNCTOP_CONFIG=$'a\\nb'"
                for command in ["themes", "check --config '\(config)'"] {
                    let outcome = try await home.shell("\(variable) exec synctop \(command)")
                    #expect(outcome.status == 0, "\(outcome.errors)")
                }
            }
        }

        @Test(arguments: [
            "http://me:\(canary)@127.0.0.1:99999", "socks5://me:\(canary)@127.0.0.1:1",
            "me:\(canary)@127.0.0.1:x", "http://me:\(canary)@", canary + " x",
        ])
        func `a proxy that cannot be used is told without its password`(
            proxy: String
        ) async throws {
            try await Home.with { home in
                let source = """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    token = { command = ["echo", "wk_test"] }
                    """
                let config = try home.write(source)
                for command in ["runs", "check"] {
                    let outcome = try await Child(
                        Program.path(), [command, "--config", config], in: home,
                        with: ["HTTPS_PROXY": proxy]
                    ).outcome()
                    #expect(outcome.status == 78)
                    #expect(outcome.errors.contains("HTTPS_PROXY cannot be used"))
                    #expect(!(outcome.output + outcome.errors).contains("canary"))
                }
            }
        }
    }
}
