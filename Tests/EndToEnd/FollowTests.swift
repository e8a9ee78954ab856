import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// `synctop runs --follow`, and readers that go away.
    struct FollowTests {
        @Test func `what is there comes first, then what happens, until it is interrupted`()
            async throws
        {
            try await Home.with { home in
                let simulate = try Child(
                    Program.path(), ["simulate", "--port", "0", "--speed", "30"], in: home)
                defer { simulate.signal(SIGKILL) }
                try await simulate.wait { $0.hasSuffix("\n") }
                let config = try home.write(simulate.output)
                let follow = try Child(
                    Program.path(), ["runs", "--follow", "--format", "ndjson", "--config", config],
                    in: home)
                defer { follow.signal(SIGKILL) }
                try await follow.wait { $0.count(where: \.isNewline) >= 300 }
                let held = follow.output.count(where: \.isNewline)
                // A run that goes on comes again when it has ended.
                try await follow.wait {
                    $0.count(where: \.isNewline) >= held + 30 && $0.hasRunsTwice
                }
                follow.signal(SIGINT)
                let end = try await follow.outcome()
                #expect(end.status == 0)
                #expect(end.errors.isEmpty)
                let runs = try end.lines.map(object)
                let starts = runs.filter { $0["time_source"] as? String == "provider" }
                    .compactMap { $0["started_at"] as? String }.prefix(200)
                #expect(starts.count == 200 && starts == ArraySlice(starts.sorted()))
                #expect(Set(end.lines).count == end.lines.count, "and reads differently then")
            }
        }

        @Test func `offline it shows what another process keeps`() async throws {
            try await withKnownWorld { home, config in
                let follow = try Child(
                    Program.path(),
                    ["runs", "--follow", "--offline", "--format", "csv", "--config", config],
                    in: home)
                defer { follow.signal(SIGKILL) }
                try await follow.wait { $0.hasSuffix("\r\n") }
                #expect(follow.output.count { $0 == "\r\n" } == 1, "the heading alone")
                let kept = try await home.synctop("runs", "--config", config, "--max-age", "1s")
                #expect(kept.status == 0)
                try await follow.wait { $0.count { $0 == "\r\n" } >= KnownWorld.runCount + 1 }
                follow.signal(SIGTERM)
                let end = try await follow.outcome()
                #expect(end.status == 0)
                #expect(end.errors.isEmpty)
                #expect(end.lines.count == KnownWorld.runCount + 1)
            }
        }

        @Test
        func `a save of the configuration is followed, and one with mistakes changes nothing`()
            async throws
        {
            try await withKnownWorld { home, config in
                let whole = home.read("config.toml")
                let parts = whole.components(separatedBy: "[[source]]")
                let first = parts.dropLast().joined(separator: "[[source]]")
                _ = try home.write(first)
                let arguments = ["runs", "--follow", "--format", "csv", "--config", config]
                let follow = try Child(Program.path(), arguments, in: home)
                defer { follow.signal(SIGKILL) }
                func lines(_ count: Int) async throws {
                    try await follow.wait { $0.count { $0 == "\r\n" } >= count }
                }
                try await lines(KnownWorld.wellCount + 1)
                _ = try home.write(first + "\nintervall = \"1s\"\n")
                try await follow.wait(for: \.errors) {
                    $0.contains("the last good one stays in force")
                }
                _ = try home.write(whole)
                try await lines(KnownWorld.runCount + 1)
                follow.signal(SIGINT)
                let end = try await follow.outcome()
                #expect(end.status == 0)
                #expect(end.lines.count == KnownWorld.runCount + 1)
                #expect(end.errors.contains("unknown key \"intervall\""))
                #expect(end.errors.contains("synctop: config reloaded: +1 source\n"))
            }
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `a reader that does not read keeps nobody from ending it`(signal: Int32)
            async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(SimulatorConfiguration()) { server in
                    let config = try home.write(server.configText())
                    let pipe = home.path + "/pipe"
                    try #require(mkfifo(pipe, 0o600) == 0)
                    let end = open(pipe, O_RDONLY | O_NONBLOCK)
                    defer { close(end) }
                    let follow = try Child(
                        "/bin/sh",
                        [
                            "-c",
                            "exec '\(Program.path())' runs --follow --format ndjson "
                                + "--config '\(config)' > '\(pipe)'",
                        ], in: home)
                    defer { follow.signal(SIGKILL) }
                    let deadline = ContinuousClock.now + .seconds(30)
                    var waiting: Int32 = 0
                    while waiting < 60_000, ContinuousClock.now < deadline {
                        _ = ioctl(end, UInt(FIONREAD), &waiting)
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    try #require(waiting >= 60_000)
                    let asked = ContinuousClock.now
                    follow.signal(signal)
                    #expect(try await follow.outcome().status == 0)
                    #expect(asked.duration(to: .now) < .seconds(20), "else it never ends")
                }
            }
        }

        @Test func `a reading that is interrupted leaves nobody waiting for its leases`()
            async throws
        {
            try await Home.with { home in
                let faults = FaultPlan([SimulatedFault(.hang)])
                try await SimulatorServer.with(SimulatorConfiguration(faults: faults)) { server in
                    let config = try home.write(server.configText())
                    let arguments = ["runs", "--config", config, "--max-age", "1s"]
                    let first = try Child(Program.path(), arguments, in: home)
                    defer { first.signal(SIGKILL) }
                    let deadline = ContinuousClock.now + .seconds(30)
                    while await server.requests(to: .well).isEmpty,
                        ContinuousClock.now < deadline
                    {
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    first.signal(SIGINT)
                    #expect(try await first.outcome().status == 128 + SIGINT)
                    let next = try await home.synctop(arguments + ["--timeout", "2s"])
                    #expect(next.status == 69)
                    #expect(!next.errors.contains("another synctop"))
                }
            }
        }

        @Test(arguments: [
            "--format ndjson", "--offline --format csv", "--follow",
            "--follow --offline --format ndjson",
        ])
        func `a reader that goes away is no error`(options: String) async throws {
            try await Home.with { home in
                try await SimulatorServer.with(SimulatorConfiguration(speed: 10)) { server in
                    let config = try home.write(server.configText())
                    let outcome = try await home.shell(
                        "synctop runs --config '\(config)' --max-age 1s > all; "
                            + "synctop runs --config '\(config)' \(options) | head -1; "
                            + "echo \"${PIPESTATUS[0]}\" > status")
                    #expect(outcome.lines.count == 1)
                    #expect(outcome.errors.isEmpty)
                    #expect(home.read("status") == "0\n")
                }
            }
        }
    }
}

extension String {
    /// Whether there is more than one line of some run.
    fileprivate var hasRunsTwice: Bool {
        // A line begins with the source, the provider and the id.
        let runs = split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", maxSplits: 3).prefix(3)
        }
        return Set(runs).count < runs.count
    }
}
