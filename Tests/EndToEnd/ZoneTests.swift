import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The time zone that the environment names, in every form that `date` knows.
    struct ZoneTests {
        /// Hours before now, so that some are in summer and some in winter.
        private static let ages: [Double] = [0.5, 40, 24 * 45, 24 * 130, 24 * 200, 24 * 300]

        private static let zones = [
            "TZ=", "TZ=UTC", "TZ=Europe/Paris", "TZ=:Europe/Paris", "TZ=America/New_York",
            "TZ=Asia/Kolkata", "TZ=Pacific/Chatham", "TZ=:/usr/share/zoneinfo/Asia/Tokyo",
            "TZ=/usr/share/zoneinfo/Australia/Lord_Howe", "TZ=CET-1CEST,M3.5.0,M10.5.0/3",
            "TZ=CET-1CEST", "TZ='<+0330>-3:30'", "TZ='<-03>3'", "TZ=EST5EDT", "TZ=EST5",
            "TZ=AAA-2BBB,J60/2,J300/2", "TZ=AAA4BBB,59/2,299/26", "TZ=XXX-14:45:30",
            "TZ=Nowhere/Bogus", "TZ=:Nowhere/Bogus", "TZ=nonsense", "TZ=posix/Europe/Paris",
            "TZ=right/Nowhere", "-u TZ",
        ]

        @Test func `times are those that date shows, whatever TZ is`() async throws {
            try await Home.with { home in
                let starts = Self.ages.map { KnownWorld.ago($0 * 60) }
                let logs = starts.enumerated().map { index, start in
                    WellLog(
                        pk: index + 1, id: "run-\(index)", workspaceConnector: KnownWorld.bank,
                        status: "success", createdAt: start
                    ).with {
                        $0.startedAt = start
                        $0.completedAt = start.adding(seconds: 1)
                    }
                }
                let world = SimulatorConfiguration(worlds: [.well(KnownWorld.well(logs))])
                try await SimulatorServer.with(world) { server in
                    let config = try home.write(
                        "timezone = \"local\"\nbackfill = \"400d\"\nretention = \"800d\"\n"
                            + server.source("well", .well))
                    let kept = try await home.synctop("runs", "--config", config, "--max-age", "1s")
                    try #require(kept.lines.count == logs.count + 1, "\(kept.errors)")
                }
                let moments = starts.map { "@\(Int($0.date.timeIntervalSince1970))" }
                _ = try home.write(moments.joined(separator: "\n") + "\n", to: "moments")
                for zone in Self.zones {
                    let date = try await home.shell(
                        "env \(zone) date -f moments '+%Y-%m-%d %H:%M:%S'; "
                            + "env \(zone) date '+%Y-%m-%d %H:%M:%S'")
                    let runs = try await home.shell(
                        "env \(zone) synctop runs --config config.toml --offline --format csv "
                            + ">/dev/null; env \(zone) synctop runs --config config.toml --offline "
                            + "--format table")
                    #expect(runs.status == 0, "\(runs.errors)")
                    let now = try #require(date.lines.last)
                    let expected = date.lines.dropLast().map { brief($0, today: now) }
                    let shown = runs.lines.dropFirst()
                    #expect(shown.count == expected.count)
                    for (line, time) in zip(shown, expected) {
                        #expect(line.contains(" \(time) "), "\(zone): \(line)")
                    }
                }
            }
        }

        /// A time as the table shows it.
        private func brief(_ time: String, today now: String) -> String {
            if time.prefix(10) == now.prefix(10) { return String(time.suffix(8)) }
            return time.prefix(4) == now.prefix(4)
                ? String(time.dropFirst(5).prefix(11)) : String(time.prefix(10))
        }

        @Test(arguments: [
            "TZ=:Europe/Paris", "TZ=CET-1CEST,M3.5.0,M10.5.0/3", "TZ=<+0330>-3:30", "TZ=Asia/Tokyo",
            "TZ=Nowhere/Bogus", "TZ=",
        ])
        func `the clock has the zone's name as date shows it`(zone: String) async throws {
            try await Home.with { home in
                let name = try await Child(
                    Program.tool("env"), [zone, "date", "+%Z"], in: home
                ).outcome().lines.first
                let command = try [Program.tool("env"), zone, Program.path(), "demo"]
                try await TerminalSession.with(in: home, running: command) { terminal in
                    let name = try #require(name)
                    try await terminal.wait(for: "the clock in \(name)") {
                        $0.header.hasSuffix(" " + name)
                    }
                }
            }
        }

        @Test func `a time without a zone is read in that of TZ`() async throws {
            try await withKnownWorld { home, config in
                _ = try await home.synctop("runs", "--config", config, "--max-age", "1s")
                // Within the runs by the clock of three zones, and long after them by a fourth.
                let outcome = try await home.shell(
                    """
                    export TZ=AAA-10
                    since=$(date -d '-2 hours' +%Y-%m-%dT%H:%M)
                    for zone in AAA-10 :Asia/Vladivostok '<+10>-10' BBB9; do
                        TZ=$zone synctop runs --config '\(config)' --offline --format ndjson \
                    --since $since --filter '-status:running,queued' | wc -l
                    done
                    """)
                let counts = outcome.lines.compactMap(Int.init)
                try #require(counts.count == 4, "\(outcome.errors)")
                #expect(counts[0] > 0)
                #expect(counts[1] == counts[0] && counts[2] == counts[0], "\(counts)")
                #expect(counts[3] == 0)
            }
        }
    }
}
