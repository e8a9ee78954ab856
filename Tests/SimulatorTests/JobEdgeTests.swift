import Testing

@testable import Simulator

/// Where the lists of Elastic Path and Polytomic end.
struct JobEdgeTests {
    // MARK: - Elastic Path

    private func logs() throws -> [ElasticPathLog] {
        let start = Moment.start
        return [("a", 0.0), ("b", 1), ("c", 1), ("d", 2)].map { id, second in
            ElasticPathLog(
                id: id, integration: id == "b" ? "j" : "i", job: id == "d" ? "late" : "job",
                createdAt: start.adding(seconds: second))
        }
    }

    @Test(
        arguments: [
            (.newestFirst, 1, ["c", "b", "a"]), (.oldestFirst, 1, ["a", "b", "c"]),
            (.newestFirst, 2, ["d", "c", "b", "a"]), (.oldestFirst, 2, ["a", "b", "c", "d"]),
            (.newestFirst, 0.999, ["a"]), (.oldestFirst, 0.999, ["a"]),
            (.newestFirst, -1, []), (.oldestFirst, -1, []),
        ] as [(ElasticPathWorld.Order, Double, [String])])
    func `Elastic Path shows a log from its moment on, the later one of a moment as the newer`(
        order: ElasticPathWorld.Order, seconds: Double, ids: [String]
    ) throws {
        let world = ElasticPathWorld(logs: try logs(), order: order)
        let now = Moment.start.adding(seconds: seconds)
        let all = world.logs(of: nil, offset: 0, limit: 9, at: now)
        #expect(all.rows.map(\.id) == ids)
        #expect(all.total == ids.count)
        let own = world.logs(of: "i", offset: 0, limit: 9, at: now).rows.map(\.id)
        #expect(own == ids.filter { $0 != "b" })
        let second = world.logs(of: nil, offset: 1, limit: 1, at: now)
        #expect(second.rows.map(\.id) == Array(ids.dropFirst().prefix(1)))
        #expect(second.total == ids.count)
    }

    @Test(arguments: [
        ("/v2/integrations/logs", 200), ("/v2/integrations/i/logs", 200),
        ("/v2/integrations/x/logs", 404), ("/v2/integrations/i/jobs/job/logs", 200),
        ("/v2/integrations/i/jobs/late/logs", 404), ("/v2/integrations/j/jobs/late/logs", 404),
        ("/v2/integrations/x/jobs/job/logs", 404), ("/v2/integrations/i", 404),
        ("/v2/integrations/i/jobs/job", 404), ("/v2/logs", 404), ("/v1/integrations", 404),
        ("/v2/integrations?page[limit]=100&page[offset]=10000", 200),
    ])
    func `Elastic Path knows its lists by their paths`(target: String, status: Int) throws {
        let integrations = ["i", "j"].map { ElasticPathIntegration(id: $0, name: $0) }
        let world = ElasticPathWorld(logs: try logs(), integrations: integrations)
        var api = ElasticPathAPI(world: world, seed: 1)
        let now = Moment.start.adding(seconds: 1)
        #expect(api.ask(target, at: now).status == status)
    }

    @Test func `a store's own list may be closed, its integrations' lists are not`() throws {
        let world = ElasticPathWorld(
            logs: try logs(), integrations: [ElasticPathIntegration(id: "i", name: "I")],
            servesStoreLogs: false)
        var api = ElasticPathAPI(world: world, seed: 1)
        let now = Moment.start.adding(seconds: 9)
        let store = api.ask("/v2/integrations/logs", at: now)
        #expect(store.status == 403)
        let own = api.ask("/v2/integrations/i/logs", at: now)
        #expect(own.json["data"].elements.map(\.["id"].string) == ["d", "c", "a"])
        let job = api.ask("/v2/integrations/i/jobs/job/logs?page[offset]=1", at: now)
        #expect(job.json["data"].elements.map(\.["id"].string) == ["a"])
    }

    @Test(arguments: [
        (1, 0, 1, 3), (2, 0, 1, 2), (2, 1, 1, 2), (2, 2, 2, 2), (3, 0, 1, 1), (25, 0, 1, 1),
    ])
    func `a counted list tells its pages`(
        limit: Int, offset: Int, current: Int, total: Int
    ) throws {
        let integrations = ["i", "j", "k"].map { ElasticPathIntegration(id: $0, name: $0) }
        var api = ElasticPathAPI(
            world: ElasticPathWorld(logs: [], integrations: integrations), seed: 1)
        let target = "/v2/integrations?page[limit]=\(limit)&page[offset]=\(offset)"
        let list = api.ask(target, at: Moment.start).json
        #expect(list[path: "meta", "current"].integer == current)
        #expect(list[path: "meta", "total"].integer == total)
        #expect(list[path: "results", "total"].integer == 3)
        let ids = ["i", "j", "k"].dropFirst(offset).prefix(limit)
        #expect(list["data"].elements.map(\.["id"].string) == Array(ids))
    }

    // MARK: - Polytomic

    private func polytomic() throws -> PolytomicAPI {
        let start = Moment.start
        let events = (0..<3).map { number in
            PolytomicEvent(
                id: "e\(number)", organization: "o",
                createdAt: start.adding(seconds: Double(number)),
                type: "sync.running", event: [:])
        }
        let executions = (0..<4).map { number in
            PolytomicExecution(
                id: "x\(number)", status: "completed",
                createdAt: start.adding(seconds: Double(number)))
        }
        let syncs = ["s", "t", "u"].map { PolytomicSync(id: $0, name: $0) }
        return PolytomicAPI(
            world: PolytomicWorld(events: events, syncs: syncs, executions: ["s": executions]),
            seed: 1)
    }

    @Test(
        arguments: [
            ("/api/events?limit=2", 2, true), ("/api/events?limit=3", 3, false),
            ("/api/syncs?limit=2", 2, true), ("/api/syncs?limit=3", 3, false),
            ("/api/syncs/s/executions?limit=2", 2, true),
            ("/api/syncs/s/executions?limit=3", 3, false),
            ("/api/syncs/S/executions", 3, false), ("/api/events?limit=100", 3, false),
        ] as [(String, Int, Bool)])
    func `a list of Polytomic leads on only where there is more`(
        target: String, count: Int, isMore: Bool
    ) throws {
        var api = try polytomic()
        // The last execution is still to come.
        let now = Moment.start.adding(seconds: 2)
        let page = api.ask(target, at: now).json
        #expect(page["data"].elements.count == count)
        #expect((page["pagination"] != .null) == isMore)
    }

    @Test(arguments: [
        ("/api/syncs/s/executions?limit=100", 200), ("/api/syncs/s/executions?limit=101", 422),
        ("/api/syncs/s/executions?limit=0", 422), ("/api/bulk/syncs/s/executions", 404),
        ("/api/syncs/s/runs", 404), ("/api/syncs/s", 404), ("/api/syncs/s/executions/x", 404),
        ("/api/events_types", 200), ("/api/bulk/syncs?limit=50", 200), ("/v1/events", 404),
        ("/api/syncs/s/executions?page_token=eyJwayI6NzAxfQ", 422),
        ("/api/syncs?page_token=eyJwayI6NzAxfQ", 422),
    ])
    func `Polytomic knows its lists by their paths and bounds`(target: String, status: Int) throws {
        var api = try polytomic()
        let answer = api.ask(target, at: Moment.start)
        #expect(answer.status == status)
    }

    @Test func `executions are walked from the newest down, each once`() throws {
        var api = try polytomic()
        let now = Moment.start.adding(seconds: 3)
        var ids: [String?] = []
        var suffix = ""
        for _ in 0..<3 {
            let target = "/api/syncs/s/executions?limit=2\(suffix)"
            let page = api.ask(target, at: now).json
            ids += page["data"].elements.map(\.["id"].string)
            guard let next = page[path: "pagination", "next_page_token"].string else { break }
            suffix = "&page_token=\(next)"
        }
        #expect(ids == ["x3", "x2", "x1", "x0"])
    }

    @Test func `a run is queued, runs and ends at its moments`() throws {
        let settings = ScenarioSettings(seed: 3, start: Moment.start, speed: 1, history: 50)
        let scenario = PolytomicScenario(settings)
        let run = scenario.schedule.run(7)
        let started = scenario.eventMoment(run.started, of: run)
        let finished = scenario.eventMoment(run.finished, of: run)
        func at(_ moment: Moment, _ microseconds: Int64) -> PolytomicExecution {
            scenario.execution(
                of: run, at: Moment(microseconds: moment.microseconds + microseconds))
        }
        #expect(at(started, -1).status == "queued")
        #expect(at(started, -1).startedAt == nil)
        #expect(at(started, 0).status == "running")
        #expect(at(started, 0).startedAt == started)
        #expect(at(finished, -1).status == "running")
        #expect(at(finished, 0).completedAt == finished)
        #expect(run.phase(at: Moment(microseconds: run.started.microseconds - 1)) == .queued)
        #expect(run.phase(at: run.started) == .running)
        #expect(run.phase(at: run.finished) == .finished(run.outcome))
        #expect(run.phase(at: Moment(microseconds: run.finished.microseconds - 1)) == .running)
    }
}
