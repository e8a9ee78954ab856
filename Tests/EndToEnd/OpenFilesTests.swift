import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Limits on how many files a process may have open.
    @Suite(.disabled(if: Sanitizer.isUsed, "a sanitizer opens files of its own"))
    struct OpenFilesTests {
        private static let commands = [
            "", "--offline", "demo", "simulate", "runs --config config.toml",
            "runs --config config.toml --offline", "runs --config config.toml --follow",
            "check --config config.toml", "init --config new.toml", "themes", "paths",
        ]

        @Test(arguments: [4, 5, 6, 8, 10, 12, 13, 14, 15, 16, 20, 25, 32, 40])
        func `with too few files every command says so in one sentence`(limit: Int) async throws {
            try await Home.with { home in
                _ = try home.write(Self.config)
                for command in Self.commands {
                    let outcome = try await home.shellWithoutFiles(
                        "ulimit -n \(limit); exec synctop \(command)")
                    #expect(outcome.status == 69, "\(command): \(outcome.errors)")
                    #expect(outcome.output.isEmpty)
                    #expect(
                        outcome.errors.wholeMatch(
                            of: /synctop: only \d+ more files can be opened, .*`ulimit -n .*\n/)
                            != nil, "\(command): \(outcome.errors)")
                }
            }
        }

        @Test func `files that others left open count`() async throws {
            try await Home.with { home in
                let files = "for file in {3..120}; do eval \"exec $file</dev/null\"; done"
                let outcome = try await home.shellWithoutFiles(
                    "\(files); ulimit -n 128; exec synctop paths")
                #expect(outcome.status == 69)
                #expect(outcome.errors.contains("only 7 more files can be opened"))
            }
        }

        @Test func `a limit that may be raised is raised`() async throws {
            try await Home.with { home in
                let outcome = try await home.shellWithoutFiles("ulimit -S -n 8; exec synctop paths")
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(!outcome.output.isEmpty)
            }
        }

        @Test func `as many files as it asks for are enough`() async throws {
            let limit = 64 + 3 * ProcessInfo.processInfo.activeProcessorCount + 3
            try await Home.with { home in
                try await SimulatorServer.with { server in
                    _ = try home.write(server.configText())
                    for command in ["runs --format ndjson", "check", "runs --max-age 1s"] {
                        let outcome = try await home.shellWithoutFiles(
                            "ulimit -n \(limit); exec synctop \(command) --config config.toml")
                        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
                    }
                }
            }
        }

        private static let config = """
            [[source]]
            name = "shop"
            provider = "well"
            base-url = "http://127.0.0.1:1"
            token = { command = ["echo", "wk_test"] }
            """
    }
}

extension Home {
    /// Runs a script of the shell that has no file open but the standard streams, whatever the
    /// tests beside this one have open.
    fileprivate func shellWithoutFiles(_ script: String) async throws -> Outcome {
        try await shell("for file in {3..1023}; do eval \"exec $file>&-\"; done; " + script)
    }
}
