import Testing

@testable import Simulator

/// Where the vendors' lists end, asked of each API without a server.
struct VendorEdgeTests {
    // MARK: - Well

    private func wellLogs() throws -> [WellLog] {
        let start = Moment.start
        return [3, 4, 6].map { pk in
            WellLog(
                pk: pk, id: "log-\(pk)", workspaceConnector: "c", status: "error",
                createdAt: start.adding(seconds: Double(pk))
            ).with { $0.error = pk == 4 ? nil : "no \(pk)" }
        }
    }

    @Test(arguments: [(1, true), (2, true), (3, false), (4, false)])
    func `a list of Well leads on only where there is more`(limit: Int, isMore: Bool) throws {
        let connectors = (1...3).map { WellConnector(pk: $0, id: "c\($0)", name: "Name \($0)") }
        let instances = (1...3).map {
            WellWorkspaceConnector(pk: $0, id: "w\($0)", connector: "c1")
        }
        let world = WellWorld(
            logs: try wellLogs(), connectors: connectors, workspaceConnectors: instances)
        var api = WellAPI(world: world, seed: 1)
        let now = Moment.start.adding(seconds: 60)
        let lists = ["workspace-connector-sync-logs", "connectors", "workspace-connectors"]
        for list in lists {
            let page = api.ask("/v1/\(list)?limit=\(limit)", at: now).json
            #expect((page[path: "links", "next"] != .null) == isMore)
            #expect(page[path: "meta", "total"].integer == 3)
            #expect(page["data"].elements.count == min(3, limit))
        }
        let body =
            #"{"root":"workspace_connector_sync_logs","limit":\#(limit),"#
            + #""fields":[["workspace_connector_sync_logs","pk"]]}"#
        let records = api.ask("/v1/records/query", at: now, body: body).json
        #expect((records[path: "meta", "nextCursor"] != .null) == isMore)
        #expect(records[path: "meta", "total"].integer == 3)
    }

    @Test func `Well goes on below a log, whether it is still there or not`() throws {
        let world = WellWorld(logs: try wellLogs())
        let now = Moment.start.adding(seconds: 6)
        func pks(_ pk: Int?, _ limit: Int, _ now: Moment) -> [Int] {
            world.logs(after: pk, limit: limit, at: now).map(\.pk)
        }
        #expect(pks(nil, 9, now) == [6, 4, 3])
        #expect(pks(6, 9, now) == [4, 3])
        #expect(pks(5, 9, now) == [4, 3])
        #expect(pks(5, 1, now) == [4])
        #expect(pks(3, 9, now).isEmpty)
        let before = Moment(microseconds: now.microseconds - 1)
        #expect(pks(nil, 9, before) == [4, 3])
        #expect(world.logCount(at: before) == 2)
        #expect(world.logCount(at: now) == 3)
    }

    @Test(arguments: [("asc", [3, 6, 4]), ("desc", [4, 6, 3])])
    func `Well sorts what has no value as the greatest`(direction: String, pks: [Int]) throws {
        var api = WellAPI(world: WellWorld(logs: try wellLogs()), seed: 1)
        let body =
            #"{"root":"workspace_connector_sync_logs","#
            + #""fields":[["workspace_connector_sync_logs","pk"]],"#
            + #""orderBy":{"field":"error","direction":"\#(direction)"}}"#
        let answer = api.ask("/v1/records/query", at: Moment.start.adding(seconds: 60), body: body)
            .json
        let found = answer["data"].elements.map { $0["workspace_connector_sync_logs.pk"].integer }
        #expect(found == pks)
    }

    // MARK: - Supermetrics

    @Test func `Supermetrics lists what was logged by now and before the bound`() throws {
        let start = Moment.start
        let logs = [("x", 1.0), ("y", 1), ("z", 2)].map { id, second in
            SupermetricsLog(
                connector: "T", id: id, loggedAt: start.adding(seconds: second), status: 200)
        }
        let world = SupermetricsWorld(logs: logs, connectors: [])
        func ids(_ before: Double?, _ limit: Int, _ now: Double) -> [String?] {
            world.logs(
                of: "T", before: before.map { start.adding(seconds: $0) }, limit: limit,
                at: start.adding(seconds: now)
            ).map(\.id)
        }
        #expect(ids(nil, 9, 2) == ["z", "x", "y"])
        #expect(ids(nil, 1, 2) == ["z"])
        #expect(ids(nil, 9, 1.999) == ["x", "y"])
        #expect(ids(2, 9, 9) == ["x", "y"])
        #expect(ids(2.000001, 9, 9) == ["z", "x", "y"])
        #expect(ids(1, 9, 9).isEmpty)
    }

    @Test(arguments: [
        (String(repeating: "a", count: 100) + "/logs", 404),
        (String(repeating: "a", count: 101) + "/logs", 400), ("/logs", 400), ("T_-9/logs", 200),
        ("T_-9/rows", 404), ("T_-9", 404), ("T_-9/logs/1", 404), ("T_-9/logs?limit=1000", 200),
        ("%C3%A9/logs", 400),
    ])
    func `Supermetrics knows a connector's log by its path`(path: String, status: Int) throws {
        let world = SupermetricsWorld(
            logs: [], connectors: [SupermetricsConnector(identifier: "T_-9", name: "x")])
        var api = SupermetricsAPI(world: world, seed: 1)
        let target = "/v1/teams/936506/connector_builder/connectors/" + path
        let answer = api.ask(target, at: Moment.start)
        #expect(answer.status == status)
    }

    // MARK: - LeadLex

    @Test func `LeadLex logs a run when it is over, and counts a trigger when it happens`() throws {
        let start = Moment.start
        func log(_ id: String, _ second: Double, _ outcome: LeadLexLog.Outcome) -> LeadLexLog {
            LeadLexLog(
                id: id, workflow: "w", triggeredAt: start.adding(seconds: second),
                outcome: outcome, durationMilliseconds: 1_500)
        }
        let skipped = LeadLexLog.Outcome.skipped(reason: "cap")
        let world = LeadLexWorld(
            workflows: [LeadLexWorkflow(id: "w", name: "W")],
            logs: [
                log("a", 0, .success(result: [:])), log("b", 0, .failed(code: "c", message: "m")),
                log("c", 10, .success(result: [:])), log("d", 20, skipped),
            ])
        func ids(_ text: String, _ now: Double) throws -> [String] {
            let query = try LeadLexLogQuery(
                SimulatedRequest(method: "GET", target: "/logs?\(text)"))
            return world.logs(of: "w", query, at: start.adding(seconds: now)).rows.map(\.id)
        }
        #expect(try ids("", 1.499).isEmpty)
        #expect(try ids("", 1.5) == ["b", "a"])
        #expect(try ids("", 99) == ["d", "c", "b", "a"])
        #expect(try ids("per_page=3&page=2", 99) == ["a"])
        #expect(try ids("per_page=4&page=2", 99).isEmpty)
        #expect(try ids("after=2026-06-07T08:00:10Z", 99) == ["d", "c"])
        #expect(try ids("after=2026-06-07T08:00:10.000001Z", 99) == ["d"])
        #expect(try ids("status=success", 99) == ["c", "a"])
        func last(_ now: Double) -> Moment? {
            world.lastTrigger(of: "w", at: start.adding(seconds: now))
        }
        #expect(last(-1) == nil)
        #expect(last(9.999) == start)
        #expect(last(10) == start.adding(seconds: 10))
        #expect(last(99) == start.adding(seconds: 10))
    }

    @Test(arguments: [
        ("/v1/workflows", 200), ("/v1/workflows/w/logs", 200), ("/v1/workflows/w", 404),
        ("/v1/workflows/w/runs", 404), ("/v1/workflows/w/logs/1", 404), ("/v2/workflows", 404),
        ("/v1/workflows/x/logs", 404), ("/v1/workflows?per_page=100", 200),
        ("/v1/workflows?per_page=101", 400), ("/v1/workflows?page=1000000000", 200),
        ("/v1/workflows?page=1000000001", 400),
    ])
    func `LeadLex knows its lists by their paths`(target: String, status: Int) throws {
        let world = LeadLexWorld(workflows: [LeadLexWorkflow(id: "w", name: "W")], logs: [])
        var api = LeadLexAPI(world: world, seed: 1)
        let answer = api.ask(target, at: Moment.start)
        #expect(answer.status == status)
    }

    @Test func `LeadLex lists workflows by pages`() throws {
        let workflows = (1...3).map { LeadLexWorkflow(id: "w\($0)", name: "W") }
        var api = LeadLexAPI(world: LeadLexWorld(workflows: workflows, logs: []), seed: 1)
        for (page, ids) in [(1, ["w1", "w2"]), (2, ["w3"]), (3, [])] as [(Int, [String])] {
            let target = "/v1/workflows?per_page=2&page=\(page)"
            let answer = api.ask(target, at: Moment.start).json
            #expect(answer[path: "data", "workflows"].elements.map(\.["id"].string) == ids)
            #expect(answer[path: "meta", "total"].integer == 3)
        }
    }
}
