import Testing

@testable import Simulator

struct WellScenarioTests {
    @Test func `a log is scheduled, picked up, and ends, and each change moves updated_at`()
        throws
    {
        let start = Moment.start
        let settings = ScenarioSettings(seed: 2, start: start, speed: 1, history: 0)
        let scenario = WellScenario(settings)
        var lives: [String: [WellLog]] = [:]
        for step in 0..<2_400 {
            let now = start.adding(seconds: Double(step) * 0.25)
            for log in scenario.logs(after: nil, limit: 30, at: now)
            where lives[log.id]?.last != log {
                lives[log.id, default: []].append(log)
            }
        }
        let whole = lives.values.filter { $0.count == 3 }
        #expect(whole.count > 100)
        #expect(lives.values.allSatisfy { $0.count <= 3 })
        for life in whole {
            #expect(life[0].status == "scheduled")
            #expect(life[0].startedAt == nil)
            #expect(life[0].updatedAt == life[0].createdAt)
            #expect(life[1].status == "in_progress")
            #expect(life[1].completedAt == nil)
            #expect(life[1].durationMilliseconds == nil)
            #expect(life[1].updatedAt == life[1].startedAt)
            #expect(["success", "error"].contains(life[2].status))
            #expect((life[2].status == "error") == (life[2].error != nil))
            #expect(life[2].updatedAt == life[2].completedAt)
            #expect(life[2].startedAt == life[1].startedAt)
            #expect(life.allSatisfy { $0.createdAt == life[0].createdAt })
            #expect(life.allSatisfy { $0.triggerType == life[0].triggerType })
        }
    }

    @Test func `the first log's life is seen over HTTP as the clock moves`() async throws {
        let clock = ManualClock(.start)
        let configuration = SimulatorConfiguration(history: 0, clock: clock.read)
        try await withSimulator(configuration) { server in
            var life: [Received] = []
            while life.last?["completed_at"].string == nil, clock.now < .distant {
                clock.advance(seconds: 0.25)
                let page = try await server.ask(.well, "/v1/workspace-connector-sync-logs").json
                guard let attributes = page["data"].elements.last?["attributes"] else { continue }
                if life.last != attributes { life.append(attributes) }
            }
            #expect(life.map(\.["status"].string).prefix(2) == ["scheduled", "in_progress"])
            let last = try #require(life.last)
            let started = try #require(last["started_at"].moment)
            let completed = try #require(last["completed_at"].moment)
            #expect(last["duration_ms"].integer == completed.milliseconds(since: started))
            #expect(last["updated_at"] == last["completed_at"])
            #expect(life.map(\.["duration_ms"]).prefix(2) == [.null, .null])
        }
    }

    @Test func `the same seed and time give the same world, another seed another`() throws {
        let start = Moment.start
        let now = start.adding(seconds: 300)
        func logs(seed: UInt64) -> [WellLog] {
            let settings = ScenarioSettings(seed: seed, start: start, speed: 1, history: 200)
            return WellScenario(settings).logs(after: nil, limit: 1_000, at: now)
        }
        #expect(logs(seed: 5) == logs(seed: 5))
        #expect(Set(logs(seed: 5).map(\.id)).isDisjoint(with: logs(seed: 6).map(\.id)))
        #expect(Set(logs(seed: 5).map(\.id)).count == logs(seed: 5).count)
    }

    @Test func `pipelines keep their identifiers over restarts, and runs do not share them`()
        throws
    {
        let start = Moment.start
        func scenario(at start: Moment) -> WellScenario {
            WellScenario(ScenarioSettings(seed: 5, start: start, speed: 1, history: 20))
        }
        let later = start.adding(seconds: 60)
        let (first, second) = (scenario(at: start), scenario(at: later))
        #expect(first.workspaceConnectors == second.workspaceConnectors)
        let before = first.logs(after: nil, limit: 100, at: later).map(\.id)
        let after = second.logs(after: nil, limit: 100, at: later).map(\.id)
        #expect(Set(before).isDisjoint(with: after))
    }

    @Test func `a hostile error is among the newest finished logs from the start`()
        async throws
    {
        let clock = ManualClock(.start)
        for history in [24, 600] {
            let configuration = SimulatorConfiguration(history: history, clock: clock.read)
            try await withSimulator(configuration) { server in
                let rows = try await server.ask(.well, "/v1/workspace-connector-sync-logs").json
                let errors = rows["data"].elements.compactMap {
                    $0[path: "attributes", "error"].string
                }
                let hostile = try #require(errors.first { $0.contains("\u{1b}]52;c;AAAA\u{07}") })
                for part in ["\u{1b}[2J", "\r", "\u{202E}", "\u{200B}", "🚀", "顧客"] {
                    #expect(hostile.unicodeScalars.contains(part.unicodeScalars))
                }
            }
        }
    }

    @Test func `errors range from a line to several hundred characters`() throws {
        let start = Moment.start
        let settings = ScenarioSettings(seed: 1, start: start, speed: 1, history: 2_000)
        let errors = WellScenario(settings).logs(after: nil, limit: 2_000, at: start)
            .compactMap(\.error)
        #expect(errors.contains("AUTH_EXPIRED: token was revoked by the account owner"))
        #expect(errors.contains { $0.count > 400 && $0.contains("\n") })
        #expect(errors.allSatisfy { !$0.contains("{n}") && !$0.contains("{id}") })
    }
}

extension Moment {
    /// Long after any run of a test has ended.
    fileprivate static let distant = Moment(microseconds: .max)
}
