import Testing

@testable import Simulator

struct PolytomicScenarioTests {
    private func scenario(
        history: Int, speed: Double = 1, start: String = "2026-06-07T08:00:00Z"
    ) throws -> PolytomicScenario {
        let start = try moment(start)
        return PolytomicScenario(
            ScenarioSettings(seed: 3, start: start, speed: speed, history: history))
    }

    private func query(
        _ text: String, at now: Moment
    ) throws -> PolytomicEventQuery {
        try PolytomicEventQuery(SimulatedRequest(method: "GET", target: "/?" + text), at: now)
    }

    /// All events in list order, made from every run there is.
    private func allEvents(_ scenario: PolytomicScenario, at now: Moment) -> [PolytomicEvent] {
        (0..<scenario.schedule.count(at: now))
            .flatMap { scenario.sketches(of: scenario.schedule.run($0)) }
            .filter {
                $0.position.moment <= now
                    && $0.position.moment >= now.adding(seconds: -48 * 3_600)
            }
            .sorted { $0.position > $1.position }
            .map(scenario.event)
    }

    private func walk(
        _ scenario: PolytomicScenario, _ text: String, at now: Moment
    ) throws -> [PolytomicEvent] {
        var query = try query(text, at: now)
        var events: [PolytomicEvent] = []
        for _ in 0..<mostPages {
            let page = scenario.events(matching: query, at: now)
            events += page.rows
            guard let next = page.next else { return events }
            let position: EventPosition = try #require(EventPosition(next))
            query.position = position
        }
        throw EndlessPages()
    }

    @Test(arguments: [(0, 1.0), (30, 1.0), (500, 1.0), (500, 40.0), (300, 0.2)])
    func `paging a living world gives each event once`(history: Int, speed: Double) throws {
        let scenario = try scenario(history: history, speed: speed)
        let now = scenario.schedule.settings.start.adding(seconds: 90)
        let all = allEvents(scenario, at: now)
        #expect(all.count > history)
        for limit in [3, 10, 100] {
            #expect(try walk(scenario, "limit=\(limit)", at: now) == all)
        }
        let failed = try walk(scenario, "limit=4&type=sync.failed", at: now)
        #expect(failed == all.filter { $0.type == "sync.failed" })
    }

    @Test func `a window of a living world is what lies strictly between`() throws {
        let scenario = try scenario(history: 400)
        let now = scenario.schedule.settings.start.adding(seconds: 40)
        let all = allEvents(scenario, at: now)
        let (newer, older) = (all[60].createdAt, all[300].createdAt)
        let text =
            "limit=50&starting_after=\(older.shortestText)&ending_before=\(newer.shortestText)"
        let expected = all.filter { $0.createdAt > older && $0.createdAt < newer }
        #expect(try walk(scenario, text, at: now) == expected)
    }

    @Test func `a million runs are paged without being held, two days of them`() throws {
        let scenario = try scenario(history: 1_000_000)
        let now = scenario.schedule.settings.start
        let after = now.adding(seconds: -6 * 3_600).shortestText
        let events = try walk(scenario, "limit=100&starting_after=\(after)", at: now)
        // A run every four seconds, two events each.
        #expect(abs(events.count - 2 * 6 * 900) < 2 * 6 * 900 / 10)
        #expect(Set(events.map(\.id)).count == events.count)
        let before = now.adding(seconds: -47.9 * 3_600).shortestText
        let oldest = try walk(scenario, "limit=100&ending_before=\(before)", at: now)
        #expect(oldest.count > 100)
        #expect(oldest.allSatisfy { $0.createdAt >= now.adding(seconds: -48 * 3_600) })
    }

    @Test func `executions agree with the events about them`() async throws {
        let clock = ManualClock(.start)
        let history = 150 * SimulatedVendor.allCases.count
        let configuration = SimulatorConfiguration(history: history, clock: clock.read)
        try await withSimulator(configuration) { server in
            clock.advance(seconds: 75)
            let events = try await server.polytomicRows("/api/events", "limit=100")
            var executions: [String: Received] = [:]
            for path in ["/api/syncs", "/api/bulk/syncs"] {
                for sync in try await server.polytomicRows(path, "limit=3") {
                    let id = try #require(sync["id"].string)
                    let rows = try await server.polytomicRows("\(path)/\(id)/executions", "limit=9")
                    for row in rows { executions[try #require(row["id"].string)] = row }
                }
            }
            let runs = events.filter { $0[path: "event", "execution_id"].string != nil }
            #expect(runs.count > 300)
            #expect(runs.count < events.count)
            for event in runs {
                let id = try #require(event[path: "event", "execution_id"].string)
                let execution = try #require(executions[id])
                let type = try #require(event["type"].string)
                guard !type.hasSuffix(".running") else {
                    #expect(execution["started_at"] == event["created_at"])
                    continue
                }
                #expect(execution["completed_at"] == event["created_at"])
                #expect(execution["status"] == event[path: "event", "status"])
                if type.hasSuffix(".failed") {
                    #expect(execution["errors"] == .list([event[path: "event", "error"]]))
                }
            }
            let states = Set(executions.values.compactMap(\.["status"].string))
            #expect(states.isSuperset(of: ["running", "completed", "failed"]))
        }
    }

    @Test func `the end of a few runs is told by their executions alone`() throws {
        let scenario = try scenario(history: 2_000)
        let now = scenario.schedule.settings.start
        let ended = (0..<1_900).map(scenario.schedule.run).filter { $0.finished < now }
        let lost = ended.filter { scenario.sketches(of: $0).allSatisfy { !$0.isEnd } }
        #expect((10...80).contains(lost.count))
        for run in lost {
            let execution = scenario.execution(of: run, at: now)
            #expect(execution.completedAt != nil)
            #expect(execution.status != "running")
        }
    }

    @Test func `each type of event says what it should`() throws {
        let scenario = try scenario(history: 4_000)
        let events = try walk(
            scenario, "limit=100", at: scenario.schedule.settings.start.adding(seconds: 60))
        let types = Set(events.map(\.type))
        for type in PolytomicEvent.knownTypes where type.contains("sync.") {
            #expect(types.contains(type))
        }
        for event in events {
            let body = try Received(json: String(decoding: event.json.encoded, as: UTF8.self))
            let keys = body["event"].keys
            let isSync = event.type.hasPrefix("sync.")
            let isAudit = keys.contains("actor")
            guard !isAudit else {
                #expect(!keys.contains("execution_id"))
                continue
            }
            #expect(keys.contains(isSync ? "target_connection_id" : "source_connection_id"))
            #expect(keys.contains("error") == event.type.hasSuffix(".failed"))
            #expect(keys.contains("status") == !event.type.hasSuffix(".running"))
            #expect(keys.contains("record_count") == event.type.contains(".completed"))
            #expect(keys.contains("warnings") == event.type.contains("completed_with_error"))
        }
    }

}
