import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Credentials that are easy to find stand in every place that the configuration knows, vendors
    /// repeat them in every way, and everything that is left behind is searched.
    struct CanaryTests {
        /// A key with characters that every encoding writes differently; no vendor takes it.
        private static let odd = "wk_C4n/ary+\"Yel\\low\" Bird=="
        /// What a proxy asks for.
        private static let password = "pr0xyC4naryPassw0rd"
        /// A word of a command, which others see while it runs, and which is nowhere afterwards.
        private static let word = "c0mm4ndC4naryW0rd"
        /// Files that hold secrets by their purpose.
        private static let keeping: Set<String> = [
            "config.toml", "secrets.sh", "supermetrics.key", "polytomic.key", "leadlex.key",
            "client.key",
        ]

        @Test(.timeLimit(.minutes(10)))
        func `no credential is left anywhere, whatever becomes of the calls`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with { server in
                    try Self.configure(home, server)
                    await Self.echo(server, .bad)
                    let fixed = Canary(try Self.secrets(of: server))
                    let watcher = Task { await Self.watch(fixed) }
                    let reported = try await useEverything(home, server)
                    watcher.cancel()
                    let seen = await watcher.value

                    let tokens = await Self.tokens(of: server)
                    #expect(!tokens.isEmpty, "a token was fetched with the client's secret")
                    let canary = Canary(
                        try Self.secrets(of: server) + [("word of a command", Self.word)]
                            + tokens.map { ("token", $0) })
                    let found = canary.search(home.path, except: Self.keeping)
                    let shown = reported.flatMap {
                        canary.hits(in: Data($0.text.utf8), of: $0.name)
                    }
                    #expect(seen.hits.isEmpty, "\(seen.hits)")
                    #expect(found.hits.isEmpty, "\(found.hits)")
                    #expect(shown.isEmpty, "\(shown)")
                    for name in ["history.sqlite", "synctop.log", "session.json"] {
                        #expect(found.files.contains("state/synctop/\(name)"), "\(name)")
                    }
                    #expect(Set(["crash", "terminal", "export.csv"]).isSubset(of: found.files))
                    let terminal = home.read("terminal")
                    #expect(terminal.contains("\u{1B}[?1049h"), "the interface was shown")
                    if !Sanitizer.isUsed {
                        let crash = home.read("crash")
                        #expect(crash.contains("Program crashed"), "a report in a file")
                        #expect(terminal.contains("Program crashed"), "a report in the terminal")
                    }
                    #expect(home.read("export.csv").split(separator: "\r\n").count > 200)
                    #expect(home.read("state/synctop/synctop.log").contains("<secret>"))
                    #expect(home.read("export.json").contains("<secret>"))
                    let kept = Data(home.read("config.toml").utf8)
                    #expect(!canary.hits(in: kept, of: "the configuration").isEmpty)
                    let words = reported.map(\.text).joined()
                    #expect(words.contains("<secret>"), "a vendor's echo is told of")
                    print(
                        "canary: \(canary.formCount) forms of \(8 + tokens.count) secrets looked "
                            + "for in \(found.files.count) files (\(found.bytes) bytes), "
                            + "\(reported.count) outputs and screens (\(words.utf8.count) bytes) and "
                            + "\(seen.bytes) bytes of command lines")
                }
            }
        }

        /// What a program wrote or showed.
        private typealias Told = (name: String, text: String)

        /// Runs every command and the interface, through to a crash; hands back all that they told.
        private func useEverything(
            _ home: Home, _ server: SimulatorServer
        ) async throws -> [Told] {
            var reported: [Told] = []
            func run(_ arguments: String) async throws {
                let command = ". ./secrets.sh; exec synctop \(arguments) --log-level trace"
                let outcome = try await home.shell(command)
                reported.append(("output of \(arguments)", outcome.output))
                reported.append(("errors of \(arguments)", outcome.errors))
            }
            for format in ["table", "json", "ndjson", "csv"] {
                try await run("runs --config config.toml --timeout 3s --format \(format)")
            }
            try await run("check --config config.toml")
            try await run("check --config config.toml --format json")
            try await run("runs --config config.toml --max-age 1s --timeout 2s --format csv")
            await Self.echo(server, .good)
            reported += try await useInterface(home)
            await Self.echo(server, .bad)
            for format in ["table", "json"] {
                try await run("runs --config config.toml --offline --format \(format)")
            }
            try await run("paths --config config.toml")
            return reported
        }

        /// Opens the interface, looks at all there is, exports, and lets it crash.
        private func useInterface(_ home: Home) async throws -> [Told] {
            var reported: [Told] = []
            let script = """
                . ./secrets.sh; echo $$ > pid
                exec synctop --config config.toml --log-level trace 2>crash
                """
            let shell = [try Program.tool("bash"), "--norc", "--noprofile", "-i"]
            try await TerminalSession.with(in: home, columns: 180, rows: 45, running: shell) {
                terminal in
                try await terminal.wait(for: "the shell") { $0.contains("ready>") }
                try await terminal.record(to: home.path + "/terminal")
                _ = try home.write(script, to: "start.sh")
                try await terminal.enter("sh start.sh")
                func note(_ name: String) async throws {
                    reported.append((name, try await terminal.screen().description))
                }
                try await terminal.wait(for: "runs of all sources", within: .seconds(90)) {
                    ($0.held ?? 0) > 200
                }
                for key in ["1", "Enter", "]", "]", "]", "]", "Escape", "2", "3", "4"] {
                    try await terminal.send(key)
                    try await note("the screen after \(key)")
                }
                // No Esc right before: a busy machine takes the two for one key.
                try await terminal.send("1", "y")
                try await terminal.wait(for: "the copy") { $0.footer.contains("copied") }
                reported.append(("the clipboard", try await terminal.clipboard()))
                for format in ["json", "csv"] {
                    try await terminal.send(":")
                    try await terminal.type("export ~/export.\(format)")
                    try await terminal.send("Enter")
                    try await terminal.wait(for: "the export") {
                        $0.footer.contains("written to")
                            && FileManager.default.fileExists(
                                atPath: home.path + "/export.\(format)")
                    }
                }
                try await terminal.send(":")
                try await terminal.type("messages")
                try await terminal.send("Enter")
                try await note("the messages")
                try await terminal.send("q", "q")
                try await terminal.wait(for: "the shell") {
                    $0.lines.last { !$0.isEmpty } == "ready>"
                }

                // No sanitizer lets the runtime report on a crash.
                guard !Sanitizer.isUsed else { return }
                // The session is on file now; from now on it ends in a crash, whose report goes to
                // a file at first, and then to the terminal.
                try await crash(terminal, home, script, reportTo: "crash")
                let ontoScreen = script.replacing(" 2>crash", with: "")
                try await crash(terminal, home, ontoScreen, reportTo: "terminal")
                try await note("the screen after a crash")
            }
            return reported
        }

        /// Has the interface crash; where the runtime's reporter gave up, as it does at times on a
        /// busy machine, again.
        private func crash(
            _ terminal: TerminalSession, _ home: Home, _ script: String, reportTo file: String
        ) async throws {
            _ = try home.write(script, to: "start.sh")
            for attempt in 1...4 where !home.read(file).contains("Program crashed") {
                let end = "\(file)-crashed-\(attempt)"
                try await terminal.enter("sh start.sh; echo '\(file)'-crashed-\(attempt)")
                try await terminal.wait(for: "the interface") { $0.footer.hasSuffix("q quit") }
                let pid = home.read("pid").trimmingCharacters(in: .newlines)
                kill(try #require(pid_t(pid)), SIGABRT)
                try await terminal.wait(for: "its end", within: .seconds(90)) { $0.contains(end) }
            }
        }

        private static func echo(_ server: SimulatorServer, _ mood: EchoingVendor.Mood) async {
            for vendor in SimulatedVendor.allCases {
                await EchoingVendor.echo(server, vendor, mood)
            }
        }

        /// Searches the command lines of all processes, again and again.
        private static func watch(_ canary: Canary) async -> (hits: Set<Canary.Hit>, bytes: Int) {
            var hits: Set<Canary.Hit> = []
            var bytes = 0
            while !Task.isCancelled {
                let found = canary.searchCommandLines()
                hits.formUnion(found.hits)
                bytes += found.bytes
                try? await Task.sleep(for: .milliseconds(50))
            }
            return (hits, bytes)
        }

        /// Writes a configuration with a credential in every place that there is, and the places.
        private static func configure(_ home: Home, _ server: SimulatorServer) throws {
            func key(_ vendor: SimulatedVendor) -> String { server.key(for: vendor) }
            func source(_ name: String, _ vendor: SimulatedVendor, _ lines: String) -> String {
                let base = "base-url = \"\(server.baseURL(for: vendor))\""
                return source(name, vendor, base: base, lines)
            }
            func source(
                _ name: String, _ vendor: SimulatedVendor, base: String, _ lines: String
            ) -> String {
                """
                [[source]]
                name = "\(name)"
                provider = "\(vendor.rawValue)"
                interval = "1s"
                \(base)
                \(lines)

                """
            }
            let client = (
                id: try value("client-id", in: server),
                secret: try value("client-secret", in: server)
            )
            _ = try home.write(key(.supermetrics) + "\n", to: "supermetrics.key")
            _ = try home.write(key(.polytomic) + "\n", to: "polytomic.key")
            _ = try home.write(key(.leadlex) + "\n", to: "leadlex.key")
            _ = try home.write(client.secret + "\n", to: "client.key")
            _ = try home.write(
                """
                export WELL_KEY='\(key(.well))' CLIENT_ID='\(client.id)' ODD_KEY='\(odd)'
                export HTTPS_PROXY='http://me:\(password)@127.0.0.1:1'
                """, to: "secrets.sh")
            let tls = "base-url = \"https://127.0.0.1:\(server.port)/well\""
            _ = try home.write(
                try source("env", .well, "token = { env = \"WELL_KEY\" }")
                    + source(
                        "file", .supermetrics,
                        "token = { file = \"~/supermetrics.key\" }\n"
                            + "team = \(value("team", in: server))")
                    + source(
                        "command", .elasticPath,
                        """
                        client-id = { env = "CLIENT_ID" }
                        client-secret = { command = ["cat", "\(home.path)/client.key"] }
                        """)
                    + source("literal", .leadlex, "token = \"\(key(.leadlex))\"")
                    // Of this one the history keeps a budget, under the name of its credential.
                    + source(
                        "worded", .leadlex,
                        "token = { command = [\"sh\", \"-c\", \"cat leadlex.key\", \"\(word)\"] }")
                    + source(
                        "basic", .polytomic,
                        "auth = \"basic\"\ntoken = { file = \"~/polytomic.key\" }\n"
                            + "organization = \"\(value("organization", in: server))\"")
                    + source("odd", .well, "token = { env = \"ODD_KEY\" }")
                    + source("tls", .well, base: tls, "token = { env = \"WELL_KEY\" }")
                    + source(
                        "proxied", .well, base: "base-url = \"https://canary.invalid\"",
                        "token = { env = \"WELL_KEY\" }"))
        }

        /// What a ready configuration sets a key to.
        private static func value(_ key: String, in server: SimulatorServer) throws -> String {
            let lines = server.configText().split(separator: "\n")
            let line = try #require(lines.first { $0.hasPrefix(key + " ") })
            let value = line.split(separator: "=", maxSplits: 1).last ?? ""
            return value.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        }

        /// The secrets of the configuration, by their places.
        private static func secrets(
            of server: SimulatorServer
        ) throws -> [(place: String, secret: String)] {
            let keys = SimulatedVendor.allCases.filter { $0 != .elasticPath }.map { vendor in
                (place: vendor.rawValue, secret: server.key(for: vendor))
            }
            return keys + [
                ("client secret", try value("client-secret", in: server)), ("odd key", odd),
                ("proxy", password),
            ]
        }

        /// The tokens that were fetched and then used.
        private static func tokens(of server: SimulatorServer) async -> Set<String> {
            let headers = await server.requests(to: .elasticPath).compactMap {
                $0.request.headers["authorization"]
            }
            return Set(headers.filter { $0.hasPrefix("Bearer ") }.map { String($0.dropFirst(7)) })
        }
    }
}
