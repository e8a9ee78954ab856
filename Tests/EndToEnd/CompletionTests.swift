import Foundation
import Testing

extension EndToEnd {
    /// What shells complete.
    struct CompletionTests {
        /// What bash would offer behind a command line, with the program's own script.
        private func offers(behind words: [String], in home: Home) async throws -> Set<String> {
            let line = words.map { $0.isEmpty ? "''" : "'\($0)'" }.joined(separator: " ")
            let script = """
                source "$HOME/synctop.bash"
                COMP_WORDS=(\(line) '')
                COMP_CWORD=\(words.count)
                COMP_LINE="${COMP_WORDS[*]}"
                COMP_POINT=${#COMP_LINE}
                _synctop synctop '' '\(words.last ?? "")'
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let file = try home.write(script, to: "ask.bash")
            let bash = try Program.tool("bash")
            let outcome = try await Child(bash, ["--norc", "--noprofile", file], in: home).outcome()
            return Set(outcome.lines.map { $0.trimmingCharacters(in: .whitespaces) })
        }

        @Test func `bash completes commands, options and their values`() async throws {
            try await Home.with { home in
                let config = try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "well"
                    token = { env = "A" }
                    """)
                let script = try await home.synctop("--generate-completion-script", "bash")
                #expect(script.status == 0)
                _ = try home.write(script.output, to: "synctop.bash")
                let first = try await offers(behind: ["synctop"], in: home)
                #expect(first.isSuperset(of: ["demo", "runs", "check", "init", "--offline"]))
                let table: [([String], Set<String>)] = [
                    (["synctop", "runs", "--format"], ["table", "json", "ndjson", "csv"]),
                    (["synctop", "runs", "--fail-on"], ["failed", "warning", "unknown"]),
                    (["synctop", "runs", "--sort"], ["started", "-duration"]),
                    (["synctop", "--view"], ["runs", "pipelines", "errors", "sources"]),
                    (["synctop", "--theme"], ["midnight", "daylight"]),
                    (["synctop", "demo", "--fault"], ["429", "hang"]),
                    (["synctop", "demo", "--plan"], ["starter", "pro", "org"]),
                    (["synctop", "check", "--log-level"], ["debug", "error"]),
                    (["synctop", "runs", "--config", config, "--source"], ["shop"]),
                ]
                for (words, expected) in table {
                    let offered = try await offers(behind: words, in: home)
                    #expect(
                        offered.isSuperset(of: expected), "\(words.joined(separator: " "))")
                }
            }
        }

        @Test(arguments: ["zsh", "fish"])
        func `the scripts of other shells know the commands and their options`(
            shell: String
        ) async throws {
            try await Home.with { home in
                let script = try await home.synctop("--generate-completion-script", shell)
                #expect(script.status == 0)
                #expect(script.errors.isEmpty)
                for word in ["simulate", "fail-on", "pipelines", "ndjson"] {
                    #expect(script.output.contains(word), "\(word)")
                }
            }
        }

        /// What the README says to enter for a shell.
        private static func installation(of shell: String) throws -> String {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let readme = folder.appending(path: "../../README.md").standardizedFileURL
            let lines = try String(contentsOf: readme, encoding: .utf8).split(separator: "\n")
            return String(
                try #require(
                    lines.first { $0.contains("--generate-completion-script \(shell)") }))
        }

        @Test(arguments: ["zsh", "fish"].filter { (try? Program.tool($0)) != nil })
        func `a shell completes once the script is where the README puts it`(
            shell: String
        ) async throws {
            try await Home.with { home in
                let config = try home.write(
                    "[[source]]\nname = \"shop\"\nprovider = \"well\"\ntoken = { env = \"A\" }\n")
                _ = try home.write(
                    "fpath+=(~/.zfunc); autoload -Uz compinit; compinit -u; PS1='ready> '\n",
                    to: ".zshrc")
                let start = "exec \(try Program.tool(shell))"
                let fish =
                    " --init-command='set fish_greeting; function fish_prompt; echo -n \"ready> \"; end'"
                let script =
                    try "unset XDG_CONFIG_HOME; " + Self.installation(of: shell) + " && " + start
                let command = ["sh", "-c", shell == "fish" ? script + fish : script]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    let table = [
                        ("synctop sim", "synctop simulate"),
                        ("synctop runs --format n", "synctop runs --format ndjson"),
                        ("synctop demo --plan st", "synctop demo --plan starter"),
                        ("synctop --theme daylig", "synctop --theme daylight"),
                        (
                            "synctop runs --config \(config) --source s",
                            "synctop runs --config \(config) --source shop"
                        ),
                    ]
                    for (typed, completed) in table {
                        try await terminal.wait(for: "the prompt") { $0.contains("ready>") }
                        try await terminal.type(typed)
                        try await terminal.wait(for: typed) { $0.contains(typed) }
                        try await terminal.send("Tab")
                        try await terminal.wait(for: completed) { $0.contains(completed) }
                        try await terminal.send("C-u", "C-l")
                        try await terminal.wait(for: "an empty line") { !$0.contains(typed) }
                    }
                }
            }
        }

        @Test func `init prints the schema of the configuration and writes nothing`()
            async throws
        {
            try await Home.with { home in
                let outcome = try await home.synctop("init", "--schema")
                #expect(outcome.status == 0)
                let schema = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
                let properties = (schema as? [String: Any])?["properties"] as? [String: Any]
                #expect(properties?["source"] != nil)
                let keys = properties?["keys"] as? [String: Any]
                #expect((keys?["properties"] as? [String: Any])?["reload"] != nil)
                #expect(!FileManager.default.fileExists(atPath: home.usualConfig))
            }
        }
    }
}
