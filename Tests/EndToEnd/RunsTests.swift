import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// `synctop runs` on a handful of runs that are all known.
    struct RunsTests {
        private static let keys = [
            "source", "provider", "id", "pipeline", "status", "raw_status", "trigger",
            "started_at", "finished_at", "duration_ms", "attempt", "http_status", "request",
            "request_id", "event", "error", "metadata", "related", "time_source",
        ]
        private static let columns =
            "source,provider,id,pipeline_id,pipeline_name,status,raw_status,trigger,started_at,"
            + "finished_at,duration_ms,attempt,http_status,request,request_id,event,error_code,"
            + "error_message,metadata,related,time_source\r\n"

        @Test func `NDJSON is one object a line, with the contract's keys in their order`()
            async throws
        {
            try await withKnownWorld { home, config in
                let outcome = try await home.synctop(
                    "runs", "--config", config, "--format", "ndjson")
                #expect(outcome.status == 0)
                #expect(outcome.errors.isEmpty)
                #expect(outcome.lines.count == KnownWorld.runCount)
                for line in outcome.lines { #expect(try memberKeys(of: line) == Self.keys) }
                let runs = try outcome.lines.map(object)
                let starts = runs.compactMap { $0["started_at"] as? String }
                #expect(starts.count == runs.count && starts == starts.sorted(by: >))
                let failed = try #require(runs.first { $0["id"] as? String == KnownWorld.failedID })
                #expect(failed["source"] as? String == "well")
                #expect(failed["status"] as? String == "failed")
                #expect(failed["raw_status"] as? String == "error")
                #expect(failed["trigger"] as? String == "manual")
                #expect(failed["duration_ms"] as? Int == 30_000)
                #expect(failed["attempt"] is NSNull && failed["event"] is NSNull)
                #expect((failed["pipeline"] as? [String: String])?["name"] == "Mercury bank")
                #expect(
                    (failed["error"] as? [String: Any])?["message"] as? String == KnownWorld.error)
                #expect((failed["metadata"] as? [String: Any])?["records_synced"] as? Int == 12)
                #expect(
                    failed["related"] as? [String: String] == ["cloud_task_id": "task_mercury_0607"]
                )
            }
        }

        @Test func `JSON is one list, CSV has its heading, and the table its signs`() async throws {
            try await withKnownWorld { home, config in
                let json = try await home.synctop("runs", "--config", config, "--format", "json")
                let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
                #expect((list as? [[String: Any]])?.count == KnownWorld.runCount)

                let csv = try await home.synctop("runs", "--config", config, "--format", "csv")
                #expect(csv.output.hasPrefix(Self.columns))
                #expect(csv.output.components(separatedBy: "\r\n").count == KnownWorld.runCount + 2)
                #expect(csv.output.contains(",Accounts → Salesforce,failed,sync.failed,"))

                let table = try await home.synctop("runs", "--config", config)
                #expect(table.lines.count == KnownWorld.runCount + 1)
                #expect(table.lines.first?.contains(/^ +STARTED +SOURCE +PIPELINE +STATUS/) == true)
                let failures = table.lines.filter { $0.hasPrefix("✖") }
                #expect(failures.count == 3)
                #expect(failures.contains { $0.hasSuffix("RATE_LIMITED: 429 from upstream") })

                let none = try await home.synctop(
                    "runs", "--config", config, "--format", "json", "--filter", "nowhere")
                #expect(none.status == 0 && none.output == "[]\n")
            }
        }

        @Test(arguments: [
            ("status:failed provider:well", ["log-2", KnownWorld.failedID]),
            ("-status:failed -status:succeeded", ["leads-2", "log-5"]),
            ("-status:skipped error:lock", ["accounts-1"]),
            ("source:poly* pipeline:leads", ["leads-1", "leads-2"]),
        ])
        func `only the runs that answer the filter are printed`(
            filter: String, ids: [String]
        ) async throws {
            try await withKnownWorld { home, config in
                let outcome = try await home.synctop(
                    "runs", "--config", config, "--format", "ndjson", "--filter", filter)
                #expect(outcome.status == 0)
                #expect(try outcome.ids.sorted() == ids.sorted())
            }
        }

        @Test func `a failed run that answers ends with 1, whether it is printed or not`()
            async throws
        {
            try await withKnownWorld { home, config in
                let arguments = ["runs", "--config", config, "--format", "ndjson"]
                let matched = try await home.synctop(
                    arguments + ["--fail-on", "failed,warning", "--limit", "2"])
                #expect(matched.status == 1)
                #expect(matched.errors.isEmpty)
                #expect(try matched.ids == ["log-5", "leads-2"], "the two newest")
                let other = try await home.synctop(
                    arguments + ["--fail-on", "failed", "--filter", "pipeline:marketo"])
                #expect(other.status == 0)
                #expect(try other.ids == ["leads-2", "leads-1"])
            }
        }

        @Test func `since reads less, or more than the configuration says`() async throws {
            let old = KnownWorld.log(0, "wc-stripe", "success", minutesAgo: 30 * 60)
            let well = KnownWorld.well([old] + KnownWorld.logs())
            try await withKnownWorld(well) { home, config in
                let arguments = ["runs", "--config", config, "--format", "ndjson"]
                let usual = try await home.synctop(arguments)
                #expect(try usual.ids.count == KnownWorld.runCount)
                let recent = try await home.synctop(arguments + ["--since", "7m"])
                #expect(try recent.ids == ["log-5", "leads-2", "log-4"])
                let long = try await home.synctop(arguments + ["--since", "48h"])
                #expect(try long.ids.count == KnownWorld.runCount + 1)
                #expect(try long.ids.last == "log-0")
            }
        }

        @Test func `simulate prints a configuration that runs and the interface can read`()
            async throws
        {
            try await Home.with { home in
                // So slowly, hardly anything happens between the two looks at it.
                let simulate = try Child(
                    Program.path(), ["simulate", "--port", "0", "--speed", "0.01"], in: home)
                defer { simulate.signal(SIGKILL) }
                let text = try await simulate.firstOutput()
                #expect(
                    text.components(separatedBy: "[[source]]").count == SimulatedVendor.allCases
                        .count + 1)
                let config = try home.write(text)
                var outcome = try await home.synctop(
                    "runs", "--config", config, "--format", "ndjson")
                #expect(outcome.status == 0)
                #expect(outcome.lines.count >= 600)
                try await TerminalSession.with(
                    in: home, running: [Program.path(), "--config", config]
                ) { terminal in
                    // A run begins soon after the start, on a slow machine between the two looks.
                    let screen = try await terminal.wait(for: "the same runs") { screen in
                        guard (screen.held ?? 0) >= 600 else { return false }
                        if screen.held == outcome.lines.count { return true }
                        outcome = try await home.synctop(
                            "runs", "--config", config, "--format", "ndjson")
                        return screen.held == outcome.lines.count
                    }
                    let newest = try #require(try outcome.lines.first.map(object))
                    let name = (newest["pipeline"] as? [String: String])?["name"]
                    #expect(screen.runs.first?.has(newest["source"] as? String ?? "") == true)
                    #expect(name.map { screen.runs.first?.has($0) } == true)
                }
                simulate.signal(SIGTERM)
                let end = try await simulate.outcome()
                #expect(end.status == 0)
                #expect(end.errors.isEmpty)
            }
        }
    }
}

/// Lends a home with the settings of the known world.
func withKnownWorld(
    _ well: WellWorld = KnownWorld.well(), _ body: (Home, String) async throws -> Void
) async throws {
    let configuration = SimulatorConfiguration(
        worlds: [.well(well), .polytomic(KnownWorld.polytomic())])
    try await Home.with { home in
        try await SimulatorServer.with(configuration) { server in
            try await body(home, home.write(server.configText()))
        }
    }
}

extension Outcome {
    /// The identifiers of runs printed as NDJSON.
    fileprivate var ids: [String] {
        get throws { try lines.compactMap { try object(of: $0)["id"] as? String } }
    }
}

extension Child {
    /// Waits for its first whole piece of output.
    fileprivate func firstOutput() async throws -> String {
        let deadline = ContinuousClock.now + .seconds(30)
        while !output.hasSuffix("\n"), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        return output
    }
}
