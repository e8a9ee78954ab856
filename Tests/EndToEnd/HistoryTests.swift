import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Several programs, one after the other or at once, on the history of one home.
    struct HistoryTests {
        private func requests(_ server: SimulatorServer) async -> Int {
            await server.requestCount(for: .well) + server.requestCount(for: .polytomic)
        }

        @Test func `runs reuses what is fresh, and offline nothing is called`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let arguments = ["runs", "--config", config, "--format", "ndjson"]
                    let first = try await home.synctop(arguments + ["--max-age", "60s"])
                    #expect(first.status == 0 && first.errors.isEmpty)
                    #expect(first.lines.count == KnownWorld.runCount)
                    let calls = await requests(server)

                    let second = try await home.synctop(arguments + ["--max-age", "60s"])
                    let offline = try await home.synctop(arguments + ["--offline"])
                    #expect(second.output == first.output)
                    #expect(offline.output == first.output)
                    #expect(await requests(server) == calls)

                    let aged = try await home.synctop(arguments + ["--offline", "--until", "6m"])
                    #expect(aged.status == 0)
                    #expect((1..<KnownWorld.runCount).contains(aged.lines.count))
                    let file = home.path + "/state/synctop/history.sqlite"
                    let mode = try FileManager.default.attributesOfItem(atPath: file)[
                        .posixPermissions]
                    #expect(mode as? Int == 0o600)
                }
            }
        }

        @Test func `of two interfaces one polls and both show everything`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { _ in
                        // Another terminal of the same person.
                        try await Home.with { desk in
                            let command = try [
                                Program.tool("env"), "XDG_STATE_HOME=\(home.path)/state",
                                Program.path(), "--config", home.path + "/config.toml",
                            ]
                            _ = try await TerminalSession.with(in: desk, running: command) {
                                second in
                                try await second.wait(for: "the runs of the first") {
                                    $0.held == KnownWorld.runCount
                                }
                                try await second.send("4")
                                _ = try await second.wait(for: "who polls") {
                                    $0.contains("read by another synctop")
                                }
                            }
                        }
                    }
                }
            }
        }

        @Test func `offline the interface shows what was kept`() async throws {
            try await Home.with { home in
                let config = try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let kept = try await home.synctop(
                        "runs", "--config", config, "--max-age", "1s")
                    #expect(kept.status == 0)
                    return config
                }
                let command = [try Program.path(), "--config", config, "--offline"]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    _ = try await terminal.wait(for: "what was kept") {
                        $0.held == KnownWorld.runCount
                    }
                }
            }
        }

        @Test func `a home that cannot be written leaves the runs, and says so`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    _ = try home.write("not a folder", to: "state")
                    let outcome = try await home.synctop(
                        "runs", "--config", config, "--format", "ndjson", "--max-age", "60s")
                    #expect(outcome.status == 0)
                    #expect(outcome.lines.count == KnownWorld.runCount)
                    #expect(
                        outcome.errors == "synctop: the history cannot be used: Not a directory; "
                            + "runs are kept in memory only\n")
                }
            }
        }

        @Test func `offline, what was never read or cannot be is told, and is no success`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let arguments = ["runs", "--config", config, "--offline"]
                    let nothing = try await home.synctop(arguments)
                    #expect(nothing.status == 69)
                    #expect(nothing.errors.contains("polytomic was never read, so nothing"))
                    #expect(nothing.errors.contains("well was never read, so nothing"))

                    let well = ["runs", "--config", config, "--source", "well", "--max-age", "1s"]
                    #expect(try await home.synctop(well).status == 0)
                    let some = try await home.synctop(arguments + ["--format", "ndjson"])
                    #expect(some.status == 75)
                    #expect(some.lines.count == KnownWorld.wellCount)
                    #expect(some.errors.contains("polytomic was never read"))
                    #expect(!some.errors.contains("well was never read"))

                    let file = home.path + "/state/synctop/history.sqlite"
                    for suffix in ["", "-wal", "-shm"] {
                        try? FileManager.default.removeItem(atPath: file + suffix)
                    }
                    try emptyDatabase(schema: 99).write(to: URL(fileURLWithPath: file))
                    let later = try await home.synctop(arguments)
                    #expect(later.status == 69)
                    #expect(later.errors.contains("was written by a later synctop (schema 99"))
                    #expect(later.errors.contains("Update synctop, or move the file away"))

                    try FileManager.default.removeItem(atPath: home.path + "/state")
                    _ = try home.write("not a folder", to: "state")
                    let unusable = try await home.synctop(arguments)
                    #expect(unusable.status == 69)
                    #expect(unusable.errors.contains("cannot be used: Not a directory"))
                    #expect(unusable.errors.contains("Leave out --offline"))
                }
            }
        }

        /// A SQLite file without a table, as https://sqlite.org/fileformat2.html has it.
        private func emptyDatabase(schema: UInt8) -> Data {
            var bytes = Data("SQLite format 3\0".utf8) + Data(repeating: 0, count: 4_080)
            // The page's size, both versions of the format, and fractions of a page.
            bytes.replaceSubrange(16..<24, with: [0x10, 0, 1, 1, 0, 64, 32, 32])
            // One page, the format of the schema, UTF-8, and the program's own number.
            for (place, value) in [(31, 1), (47, 4), (59, 1), (63, schema)] { bytes[place] = value }
            // The application that the file is of.
            bytes.replaceSubrange(68..<72, with: Data("sync".utf8))
            // A leaf of a table, without a cell: its content begins at the end of the page.
            bytes.replaceSubrange(100..<108, with: [0x0D, 0, 0, 0, 0, 0x10, 0, 0])
            return bytes
        }

        @Test func `what retention lets go of is asked of the providers each time`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write("retention = \"2h\"\n" + server.configText())
                    let arguments = ["runs", "--config", config, "--max-age", "60s", "--since"]
                    #expect(try await home.synctop(arguments + ["1h"]).status == 0)
                    let calls = await requests(server)
                    #expect(try await home.synctop(arguments + ["1h"]).status == 0)
                    #expect(await requests(server) == calls)
                    #expect(try await home.synctop(arguments + ["3h"]).status == 0)
                    let more = await requests(server)
                    #expect(more > calls)
                    #expect(try await home.synctop(arguments + ["3h"]).status == 0)
                    #expect(await requests(server) > more)
                }
            }
        }

        @Test(
            .enabled(
                if: (try? Program.tool("prlimit")) != nil,
                "prlimit of util-linux keeps a process from writing"))
        func `a disk that takes no more is told for as long as that lasts`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { terminal in
                        let process = try await terminal.flags("#{pane_pid}")
                        /// Lets files grow no further than that.
                        func limit(to size: String) async throws {
                            let arguments = ["--pid", process, "--fsize=\(size):"]
                            let outcome = try await Child(
                                Program.tool("prlimit"), arguments, in: home
                            ).outcome()
                            try #require(outcome.status == 0, "\(outcome.errors)")
                        }
                        let isReported = { (screen: Screen) in
                            screen.contains("history not written")
                        }
                        try await limit(to: "0")
                        try await terminal.wait(for: "a lasting sign", until: isReported)
                        for _ in 0..<20 {
                            try await Task.sleep(for: .milliseconds(200))
                            #expect(isReported(try await terminal.screen()))
                        }
                        try await limit(to: "unlimited")
                        try await terminal.wait(for: "the end of the sign") { !isReported($0) }
                        try await terminal.send("q")
                        #expect(try await terminal.exitCode() == 0)
                        let kept = try await home.synctop(
                            "runs", "--config", home.path + "/config.toml", "--offline",
                            "--format", "ndjson")
                        #expect(kept.lines.count == KnownWorld.runCount)
                    }
                }
            }
        }

        @Test func `a history damaged under an open interface is whole again soon after`()
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { terminal in
                        let file = home.path + "/state/synctop/history.sqlite"
                        for path in [file, file + "-wal"] {
                            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
                            let size = Int(try handle.seekToEnd())
                            try handle.seek(toOffset: 512)
                            try handle.write(
                                contentsOf: Data(repeating: 0xA5, count: max(0, size - 512)))
                            try handle.close()
                        }
                        let arguments = [
                            "runs", "--config", home.path + "/config.toml", "--format", "ndjson",
                        ]
                        try await terminal.wait(for: "all runs kept again") { _ in
                            let kept = try await home.synctop(arguments + ["--offline"])
                            return kept.status == 0 && kept.lines.count == KnownWorld.runCount
                        }
                        let kept = try await home.synctop(arguments + ["--offline"])
                        let held = try await home.synctop(arguments)
                        #expect(kept.output == held.output)
                        #expect(kept.errors.isEmpty)
                        let reused = try await home.synctop(arguments + ["--max-age", "60s"])
                        #expect(reused.output == held.output)
                        #expect(FileManager.default.fileExists(atPath: file + ".corrupt"))
                    }
                }
            }
        }
    }
}
