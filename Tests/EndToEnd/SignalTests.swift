import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Signals that whoever started the program had ignored, as `nohup` does.
    struct SignalTests {
        private static let names = ["HUP", "INT", "QUIT", "TERM", "PIPE", "TSTP", "USR1", "ALRM"]
        private static let numbers: [String: Int32] = [
            "HUP": SIGHUP, "INT": SIGINT, "QUIT": SIGQUIT, "TERM": SIGTERM, "PIPE": SIGPIPE,
            "TSTP": SIGTSTP, "USR1": SIGUSR1, "ALRM": SIGALRM,
        ]

        /// The command that starts the program with some signals ignored.
        private func ignoring(_ names: String, _ arguments: [String]) throws -> [String] {
            try ["--ignore-signal=\(names)", Program.path()] + arguments
        }

        /// Starts the program with some signals ignored.
        private func start(
            _ arguments: [String], ignoring names: String, in home: Home
        ) throws -> Child {
            try Child(Program.tool("env"), ignoring(names, arguments), in: home)
        }

        @Test(arguments: names)
        func `following goes on through a signal that was ignored at the start`(
            name: String
        ) async throws {
            try await Home.with { home in
                try await SimulatorServer.with(SimulatorConfiguration(speed: 30)) { server in
                    let config = try home.write(server.configText())
                    let follow = try start(
                        ["runs", "--follow", "--format", "ndjson", "--config", config],
                        ignoring: name, in: home)
                    defer { follow.signal(SIGKILL) }
                    try await follow.wait { $0.count(where: \.isNewline) >= 300 }
                    follow.signal(try #require(Self.numbers[name]))
                    let count = follow.output.count(where: \.isNewline)
                    try await follow.wait { $0.count(where: \.isNewline) >= count + 10 }
                    follow.signal(name == "INT" ? SIGTERM : SIGINT)
                    let end = try await follow.outcome()
                    #expect(end.status == 0)
                    #expect(end.errors.isEmpty)
                }
            }
        }

        @Test(arguments: names)
        func `reading goes on through a signal that was ignored at the start`(
            name: String
        ) async throws {
            for options in [[], ["--max-age", "1s"]] {
                try await Home.with { home in
                    let faults = FaultPlan([SimulatedFault(.hang)])
                    try await SimulatorServer.with(
                        SimulatorConfiguration(faults: faults)
                    ) { server in
                        let config = try home.write(server.configText())
                        let reading = try start(
                            ["runs", "--timeout", "3s", "--config", config] + options,
                            ignoring: name, in: home)
                        defer { reading.signal(SIGKILL) }
                        try await server.waitForRequest()
                        reading.signal(try #require(Self.numbers[name]))
                        let end = try await reading.outcome()
                        #expect(end.status == 69, "\(end.errors)")
                    }
                }
            }
        }

        @Test(arguments: names)
        func `simulated providers go on through a signal that was ignored at the start`(
            name: String
        ) async throws {
            try await Home.with { home in
                let simulate = try start(["simulate"], ignoring: name, in: home)
                defer { simulate.signal(SIGKILL) }
                try await simulate.wait { $0.contains("[[source]]") && $0.hasSuffix("\n") }
                simulate.signal(try #require(Self.numbers[name]))
                let config = try home.write(simulate.output)
                let runs = try await home.synctop("runs", "--config", config)
                #expect(runs.status == 0, "\(runs.errors)")
                simulate.signal(name == "INT" ? SIGTERM : SIGINT)
                #expect(try await simulate.outcome().status == 0)
            }
        }

        @Test func `the interface goes on through signals that were ignored at the start`()
            async throws
        {
            try await Home.with { home in
                let command = try ignoring("HUP,INT,QUIT,TERM,TSTP", ["demo"])
                let script =
                    "echo $$ >id; exec env " + command.map { "'\($0)'" }.joined(separator: " ")
                try await TerminalSession.with(
                    in: home, running: [Program.tool("bash"), "-c", script]
                ) { terminal in
                    try await terminal.wait(for: "runs") { !$0.runs.isEmpty }
                    let process = try #require(
                        pid_t(home.read("id").trimmingCharacters(in: .newlines)))
                    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] {
                        kill(process, signal)
                    }
                    try await terminal.send("4")
                    try await terminal.wait(for: "the sources") { $0.contains("BUDGET") }
                    // Nobody could continue it.
                    try await terminal.send("C-z")
                    try await terminal.send("1")
                    try await terminal.wait(for: "the runs again") { !$0.runs.isEmpty }
                    try await terminal.send("q")
                    #expect(try await terminal.exitCode() == 0)
                }
            }
        }

        @Test func `a secret's command is heard out where its end was to be ignored`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let source = server.source("well", .well).replacing(
                        #"token = "\#(server.key(for: .well))""#,
                        with: #"token = { command = ["echo", "\#(server.key(for: .well))"] }"#)
                    let config = try home.write(source)
                    let end = try await start(
                        ["runs", "--format", "ndjson", "--config", config], ignoring: "CHLD",
                        in: home
                    ).outcome()
                    #expect(end.status == 0, "\(end.errors)")
                    #expect(end.lines.count == KnownWorld.wellCount)
                }
            }
        }
    }
}

extension SimulatorServer {
    /// Waits until somebody asked for something, half a minute at most.
    fileprivate func waitForRequest() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while await requestCount(for: .well) == 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await requestCount(for: .well) > 0, "nothing was asked")
    }
}
