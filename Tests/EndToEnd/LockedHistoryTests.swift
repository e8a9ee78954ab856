import Foundation
import GRDB
import Simulator
import Testing

extension EndToEnd {
    /// The program on a history that it cannot lock, or can only read.
    struct LockedHistoryTests {
        /// Lends a home whose history holds the known world.
        private func withKept(
            _ body: (Home, SimulatorServer, _ config: String) async throws -> Void
        ) async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let kept = try await home.synctop(
                        "runs", "--config", config, "--max-age", "1s")
                    #expect(kept.status == 0)
                    try await body(home, server, config)
                }
            }
        }

        /// Holds the lock of the folder as another process does.
        private func withLock(on home: Home, _ body: () async throws -> Void) async throws {
            let folder = home.path + "/state/synctop"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(descriptor) }
            try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            try await body()
        }

        /// Holds the lock of everything that writes, as another process does.
        private func withWriter(on home: Home, _ body: () async throws -> Void) async throws {
            var settings = Configuration()
            settings.allowsUnsafeTransactions = true
            let writer = try DatabaseQueue(
                path: home.path + "/state/synctop/history.sqlite", configuration: settings)
            try writer.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
            try await body()
            try writer.inDatabase { try $0.execute(sql: "ROLLBACK") }
            try writer.close()
        }

        @Test func `a lock on the folder keeps no command from its end`() async throws {
            try await withKept { home, _, config in
                let runs = ["runs", "--config", config, "--format", "ndjson"]
                let free = try await home.synctop(runs + ["--offline"])
                try await withLock(on: home) {
                    for options in [["--offline"], ["--timeout", "5s"]] {
                        let locked = try await home.synctop(runs + options)
                        #expect(locked.status == 0)
                        #expect(locked.lines.count == KnownWorld.runCount)
                        #expect(locked.duration < .seconds(15))
                    }
                    #expect(try await home.synctop(runs + ["--offline"]).output == free.output)
                    let aged = try await home.synctop(
                        runs + ["--max-age", "1ms", "--timeout", "5s"])
                    #expect(aged.status == 0)
                    #expect(aged.duration < .seconds(15))
                    let check = try await home.synctop("check", "--config", config)
                    #expect(check.status == 0)
                    #expect(check.duration < .seconds(30))
                }
            }
        }

        @Test func `a lock on a folder without a history is told`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    try await withLock(on: home) {
                        let plain = try await home.synctop(
                            "runs", "--config", config, "--timeout", "5s")
                        #expect(plain.status == 0)
                        #expect(plain.errors.contains("another process has locked the history"))
                        let offline = try await home.synctop(
                            "runs", "--config", config, "--offline", "--timeout", "2s")
                        #expect(offline.status == 69)
                        #expect(offline.errors.contains("another process has locked the history"))
                        #expect(offline.duration < .seconds(15))
                        let aged = try await home.synctop(
                            "runs", "--config", config, "--max-age", "60s", "--timeout", "5s")
                        #expect(aged.status == 0)
                        #expect(aged.errors.contains("another process has locked the history"))
                        #expect(aged.duration < .seconds(15))
                        let check = try await home.synctop("check", "--config", config)
                        #expect(check.status == 0)
                        #expect(check.errors.contains("another process has locked the history"))
                        #expect(check.duration < .seconds(30))
                    }
                }
            }
        }

        @Test func `reading waits for no writer`() async throws {
            try await withKept { home, _, config in
                try await withWriter(on: home) {
                    let runs = ["runs", "--config", config, "--format", "ndjson"]
                    let offline = try await home.synctop(runs + ["--offline"])
                    #expect(offline.status == 0)
                    #expect(offline.lines.count == KnownWorld.runCount)
                    #expect(offline.duration < .seconds(10))
                    let timed = try await home.synctop(runs + ["--timeout", "5s"])
                    #expect(timed.status == 0)
                    #expect(timed.duration < .seconds(15))
                }
            }
        }

        @Test func `under a lock the interface shows its first frame, a sign, and hears keys`()
            async throws
        {
            try await withKept { home, _, config in
                try await withLock(on: home) {
                    try await TerminalSession.with(
                        in: home, columns: 140, rows: 40,
                        running: [Program.path(), "--config", config]
                    ) { terminal in
                        try await terminal.wait(for: "what was kept") {
                            $0.held == KnownWorld.runCount
                        }
                        _ = try await terminal.wait(for: "a lasting sign") {
                            $0.contains("history locked")
                        }
                        try await terminal.send("?")
                        _ = try await terminal.wait(for: "the help") { $0.contains("─ Help ─") }
                    }
                }
            }
        }

        @Test(arguments: [nil, SIGTERM, SIGHUP] as [Int32?], [false, true])
        func `under a lock the interface shows its first frame at once, and ends when it is to`(
            signal: Int32?, isKept: Bool
        ) async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    if isKept {
                        _ = try await home.synctop("runs", "--config", config, "--max-age", "1s")
                    }
                    try await withLock(on: home) {
                        try await TerminalSession.with(
                            in: home, running: [Program.path(), "--config", config]
                        ) { terminal in
                            try await terminal.wait(
                                for: "a first frame", within: .seconds(10)
                            ) { !$0.title.isEmpty }
                            let begun = ContinuousClock.now
                            let process = pid_t(try await terminal.flags("#{pane_pid}"))
                            if let signal {
                                kill(try #require(process), signal)
                            } else {
                                try await terminal.send("q")
                            }
                            let code = try await terminal.exitCode()
                            #expect(signal != nil || code == 0)
                            #expect(begun.duration(to: .now) < .seconds(10))
                        }
                    }
                }
            }
        }

        @Test
        func `an open interface goes on polling while another process writes, and shows that`()
            async throws
        {
            try await withKept { home, server, config in
                try await home.withInterface(on: server) { terminal in
                    try await withWriter(on: home) {
                        _ = try await terminal.wait(for: "a lasting sign") {
                            $0.contains("history locked")
                        }
                        let before = await server.requestCount(for: .well)
                        _ = try await terminal.wait(for: "more polls") { _ in
                            await server.requestCount(for: .well) >= before + 3
                        }
                    }
                    _ = try await terminal.wait(for: "the end of the sign") {
                        !$0.contains("history locked")
                    }
                }
            }
        }

        @Test(arguments: [false, true])
        func `a history that can only be read is shown, with and without a log beside it`(
            hasLog: Bool
        ) async throws {
            try await withKept { home, _, config in
                guard hasLog else { return try await expectReading(in: home, config) }
                try await withWriter(on: home) { try await expectReading(in: home, config) }
            }
        }

        /// Reads a history as somebody who may not write to it.
        private func expectReading(in home: Home, _ config: String) async throws {
            do {
                let folder = home.path + "/state/synctop"
                for file in ["history.sqlite", "history.sqlite-wal", "history.sqlite-shm"] {
                    chmod(folder + "/" + file, 0o444)
                }
                chmod(config, 0o644)
                chmod(home.path, 0o755)
                chmod(home.path + "/state", 0o755)
                chmod(folder, 0o555)
                defer { chmod(folder, 0o755) }
                // Who may do everything is no test of what may not be done.
                let nobody =
                    getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
                let known = home.read("config.toml")
                // A secret of one's own is refused where others can read it.
                let open = known.split(separator: "\n").map { line in
                    line.hasPrefix("token") ? "token = { env = \"TOKEN\" }" : String(line)
                }.joined(separator: "\n")
                let path = home.path + "/open.toml"
                try Data(open.utf8).write(to: URL(fileURLWithPath: path))
                chmod(path, 0o644)
                let outcome = try await home.shell(
                    "\(nobody)env TOKEN=x synctop runs --offline --format ndjson "
                        + "--config '\(path)'")
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.lines.count == KnownWorld.runCount)
            }
        }
    }
}
