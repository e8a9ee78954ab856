import Simulator
import Testing

struct WellAPITests {
    private let logs = "/v1/workspace-connector-sync-logs"

    /// The record of the vendor's page.
    private func documentedLog() throws -> WellLog {
        let start = Moment.start
        return WellLog(
            pk: 701, id: "5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b",
            workspaceConnector: "00000000-0000-4000-8000-000000000001", status: "success",
            createdAt: start
        ).with {
            $0.startedAt = start
            $0.completedAt = start.adding(seconds: 42)
            $0.cloudTaskID = "task_mercury_0607_0800"
            $0.metadata = ["records_synced": 128]
        }
    }

    @Test func `the documented record is served key for key`() async throws {
        let clock = ManualClock(try moment("2026-06-07T09:00:00Z"))
        let world = WellWorld(logs: [try documentedLog()])
        let configuration = SimulatorConfiguration(clock: clock.read, worlds: [.well(world)])
        try await withSimulator(configuration) { server in
            let answer = try await server.ask(.well, logs)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(answer.json == (try Received(json: documentedPage)))
        }
    }

    @Test func `a request without the key is refused as documented`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            let key = server.key(for: .well)
            for authorization in [nil, "Bearer wrong", "Bearer", "Basic \(key)", key] {
                let answer = try await server.ask(.well, logs, authorization: authorization)
                #expect(answer.status == 401)
                #expect(answer.json["code"] == .text("UNAUTHORIZED"))
                #expect(answer.json["status"] == .number(401))
                #expect(answer.json["title"] == .text("Unauthorized"))
                #expect(answer.json["message"] == .text("See title."))
                #expect(answer.json["meta"].keys == ["trace_id", "log_id"])
            }
        }
    }

    @Test(arguments: [
        "limit=0", "limit=501", "limit=many", "limit=", "limit=-1", "cursor=none", "cursor=",
        "cursor=eyJ4IjoxfQ", "cursor=eyJwayI6LTkyMjMzNzIwMzY4NTQ3NzU4MDh9", "workspaceId=main",
    ])
    func `a parameter that is not as documented is refused`(query: String) async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            let answer = try await server.ask(.well, "\(logs)?\(query)")
            #expect(answer.status == 400)
            #expect(answer.json.keys == ["code", "status", "title", "message", "meta"])
            #expect(answer.json["code"] == .text("BAD_REQUEST"))
        }
    }

    @Test func `a page has 20 rows unless told, and at most 500`() async throws {
        let clock = ManualClock(try moment("2026-06-07T09:00:00Z"))
        let history = 700 * SimulatedVendor.allCases.count
        let configuration = SimulatorConfiguration(history: history, clock: clock.read)
        try await withSimulator(configuration) { server in
            let usual = try await server.ask(.well, logs).json
            #expect(usual["data"].elements.count == 20)
            #expect(usual["meta"] == .object(["total": .number(700), "count": .number(20)]))
            let largest = try await server.ask(.well, "\(logs)?limit=500").json
            #expect(largest["data"].elements.count == 500)
            #expect(largest[path: "links", "next"].string != nil)
        }
    }

    @Test func `a walk gives each log once, newest first, ties included`() async throws {
        let start = Moment.start
        let rows = (1...50).map { number in
            WellLog(
                pk: number, id: "log-\(number)", workspaceConnector: "c", status: "success",
                createdAt: start.adding(seconds: Double(number / 7)))
        }
        let clock = ManualClock(start.adding(seconds: 100))
        let world = WellWorld(logs: rows.shuffled())
        let configuration = SimulatorConfiguration(clock: clock.read, worlds: [.well(world)])
        try await withSimulator(configuration) { server in
            for limit in [1, 7, 25, 50, 500] {
                let walked = try await server.wellRows(logs, limit: limit)
                #expect(walked.map(\.["id"].string) == rows.reversed().map(\.id))
            }
        }
    }

    @Test func `a log that arrives during a walk moves no other across a page`() async throws {
        let start = Moment.start
        let clock = ManualClock(start)
        let history = 60 * SimulatedVendor.allCases.count
        let configuration = SimulatorConfiguration(history: history, clock: clock.read)
        try await withSimulator(configuration) { server in
            let before = try await server.wellRows(logs, limit: 500).map(\.["id"])
            let first = try await server.ask(.well, "\(logs)?limit=10").json
            let next = try #require(first[path: "links", "next"].string)
            clock.advance(seconds: 60)
            let second = try await server.ask(.well, "\(logs)?limit=10&cursor=\(next)").json
            let both = (first["data"].elements + second["data"].elements).map(\.["id"])
            #expect(both == Array(before.prefix(20)))
            #expect(try await server.wellRows(logs, limit: 500).count > before.count)
        }
    }

    @Test func `the parents name each pipeline, and config holds secrets`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 40)) { server in
            let connectors = try await server.wellRows("/v1/connectors", limit: 3)
            let instances = try await server.wellRows("/v1/workspace-connectors", limit: 5)
            let names = connectors.map { $0[path: "attributes", "name"].string }
            #expect(names.contains("Mercury"))
            #expect((8...12).contains(instances.count))
            let known = Set(connectors.map(\.["id"].string))
            for instance in instances {
                let parent = instance[path: "relationships", "connector", "data", "id"].string
                #expect(known.contains(parent))
                #expect(instance[path: "attributes", "config", "access_token"].string != nil)
            }
            let labels = instances.map { $0[path: "attributes", "config", "account_label"] }
            #expect(labels.contains(.text("Mercury operating account")))
            #expect(labels.contains(.null))
            let logged = try await server.wellRows(logs, limit: 500).map {
                $0[path: "relationships", "workspaceConnector", "data", "id"].string
            }
            #expect(Set(logged).isSubset(of: Set(instances.map(\.["id"].string))))
        }
    }

    @Test func `another workspace is empty, the own one is not`() async throws {
        let id = "11111111-0000-4000-8000-00000000000A"
        let clock = ManualClock(try moment("2026-06-07T09:00:00Z"))
        let world = WellWorld(logs: [try documentedLog()], workspace: id)
        let configuration = SimulatorConfiguration(clock: clock.read, worlds: [.well(world)])
        try await withSimulator(configuration) { server in
            let own = try await server.ask(.well, "\(logs)?workspaceId=\(id)").json
            #expect(own[path: "meta", "count"].integer == 1)
            let other = "11111111-0000-4000-8000-00000000000b"
            let none = try await server.ask(.well, "\(logs)?workspaceId=\(other)").json
            #expect(none["data"] == .list([]))
            #expect(none[path: "links", "next"] == .null)
        }
    }

    @Test func `an unknown path is 404 and another method 405, in the vendor's words`()
        async throws
    {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            let unknown = try await server.ask(.well, "/v1/workspaces")
            #expect(unknown.status == 404)
            #expect(unknown.json["code"] == .text("NOT_FOUND"))
            let post = try await server.ask(.well, logs, method: "POST")
            #expect(post.status == 405)
            #expect(post.json["code"] == .text("METHOD_NOT_ALLOWED"))
            #expect(post.headers["allow"] == "GET")
        }
    }
}

/// The response of the vendor's page.
private let documentedPage = """
    {"data": [{
      "type": "workspace_connector_sync_log",
      "id": "5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b",
      "attributes": {
        "status": "success", "trigger_type": "cloud_task",
        "started_at": "2026-06-07T08:00:00.000Z", "completed_at": "2026-06-07T08:00:42.000Z",
        "duration_ms": 42000, "error": null, "cloud_task_id": "task_mercury_0607_0800",
        "metadata": {"records_synced": 128},
        "created_at": "2026-06-07T08:00:00.000Z", "updated_at": "2026-06-07T08:00:42.000Z"
      },
      "relationships": {"workspaceConnector": {"data": {
        "type": "workspace_connector", "id": "00000000-0000-4000-8000-000000000001"
      }}}
    }],
    "meta": {"total": 1, "count": 1}, "links": {"next": null}}
    """
