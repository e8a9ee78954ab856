import Testing

extension EndToEnd {
    /// The wishes of the environment.
    struct SurroundingsTests {
        @Test func `without UTF-8 all signs are ASCII`() async throws {
            try await Home.with { home in
                let command = ["env", "LC_ALL=C", try Program.path(), "demo", "--filter", "well"]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    let screen = try await terminal.wait(for: "a running run and both sources") {
                        $0.contains(#/^ > .* well .* running /#) && $0.header.contains(/well \* \d/)
                    }
                    #expect(screen.lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
                }
            }
        }

        @Test(arguments: ["NO_COLOR=1", "NO_COLOR="])
        func `with NO_COLOR there is no colour`(variable: String) async throws {
            try await Home.with { home in
                let shell = [try Program.tool("bash"), "--norc", "--noprofile", "-i"]
                try await TerminalSession.with(in: home, running: shell) { terminal in
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                    try await terminal.record(to: home.path + "/bytes")
                    try await terminal.enter("\(variable) synctop demo")
                    try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                    try await terminal.send("q")
                    try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                }
                let colours = home.read("bytes").contains(/\u{1b}\[(\d+;)*[34]8;5;\d+/)
                #expect(colours == (variable == "NO_COLOR="))
            }
        }
    }
}
