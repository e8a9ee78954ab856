import Foundation
import Simulator
import Testing

struct PolytomicAPITests {
    private let id = "248df4b7-aa70-47b8-a036-33ac447e668d"

    private func configuration(
        at time: String, events: [PolytomicEvent], syncs: [PolytomicSync] = []
    ) throws -> SimulatorConfiguration {
        let clock = ManualClock(try moment(time))
        let world = PolytomicWorld(events: events, syncs: syncs)
        return SimulatorConfiguration(clock: clock.read, worlds: [.polytomic(world)])
    }

    private func event(_ name: String, at moment: Moment, type: String = "sync.running")
        -> PolytomicEvent
    {
        PolytomicEvent(id: name, organization: id, createdAt: moment, type: type, event: [:])
    }

    @Test func `the documented event is served key for key`() async throws {
        let documented = PolytomicEvent(
            id: id, organization: id, createdAt: try moment("2024-01-01T00:00:00Z"),
            type: "sync.running",
            event: [
                "execution_id": .string(id), "organization_id": .string(id),
                "sync_id": .string(id), "sync_name": "string",
                "target_connection_id": .string(id),
            ])
        let configuration = try configuration(at: "2024-01-01T01:00:00Z", events: [documented])
        try await withSimulator(configuration) { server in
            let answer = try await server.ask(.polytomic, "/api/events")
            #expect(answer.status == 200)
            #expect(answer.json == (try Received(json: documentedPage)))
        }
    }

    @Test func `a bearer key and the organisation's Basic key are both taken`() async throws {
        try await withSimulator(try configuration(at: "2024-01-01T01:00:00Z", events: [])) {
            server in
            let key = server.key(for: .polytomic)
            func basic(_ text: String) -> String {
                "Basic " + Data(text.utf8).base64EncodedString()
            }
            let answers = [
                (nil, 401), ("Bearer \(key)", 200), ("Bearer \(key)x", 401),
                (basic("\(id):\(key)"), 200), (basic("\(id):other"), 401),
                (basic("someone:\(key)"), 401), ("Basic !", 401),
            ]
            for (authorization, status) in answers {
                let answer = try await server.ask(
                    .polytomic, "/api/events", authorization: authorization)
                #expect(answer.status == status)
                guard status == 401 else { continue }
                #expect(answer.json.keys == ["key", "message", "metadata", "status"])
                #expect(answer.json["status"] == .number(401))
            }
        }
    }

    @Test(arguments: [
        ("limit=0", "limit"), ("limit=101", "limit"), ("limit=ten", "limit"),
        ("type=sync.exploded", "type"), ("starting_after=2024-01-01", "starting_after"),
        ("starting_after=2024-01-01T00:00:00+02:00", "starting_after"),
        ("ending_before=1704067200", "ending_before"), ("organization_id=main", "organization_id"),
        ("page_token=none", "page_token"), ("page_token=eyJwayI6NzAxfQ", "page_token"),
        ("page_token=eyJuIjoxLCJ0IjotOTIyMzM3MjAzNjg1NDc3NTgwOH0", "page_token"),
    ])
    func `a parameter that is not as documented is refused by its name`(
        query: String, parameter: String
    ) async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            let answer = try await server.ask(.polytomic, "/api/events?\(query)")
            #expect(answer.status == 422)
            #expect(answer.json.keys == ["key", "message", "metadata", "status"])
            #expect(answer.json["status"] == .number(422))
            #expect(answer.json[path: "metadata", "parameter"] == .text(parameter))
        }
    }

    @Test func `windows leave out both of their ends`() async throws {
        let start = try moment("2024-01-01T00:00:00Z")
        let events = (0..<5).map { event("e\($0)", at: start.adding(seconds: Double($0))) }
        try await withSimulator(try configuration(at: "2024-01-01T01:00:00Z", events: events)) {
            server in
            let query =
                "starting_after=2024-01-01T00:00:01Z&ending_before=2024-01-01T01:00:04%2B01:00"
            let rows = try await server.polytomicRows("/api/events", query)
            #expect(rows.map(\.["id"].string) == ["e3", "e2"])
        }
    }

    @Test func `only one type is served when asked for, and all are listed`() async throws {
        let start = try moment("2024-01-01T00:00:00Z")
        let events = [
            event("a", at: start), event("b", at: start, type: "bulk_sync.completed_with_error"),
            event("c", at: start, type: "user.login"),
        ]
        try await withSimulator(try configuration(at: "2024-01-01T01:00:00Z", events: events)) {
            server in
            let types = try await server.ask(.polytomic, "/api/events_types").json["data"]
            let names = types.elements.compactMap(\.string)
            #expect(names.contains("sync.completed_with_errors"))
            for event in events {
                #expect(names.contains(event.type))
                let rows = try await server.polytomicRows("/api/events", "type=\(event.type)")
                #expect(rows.map(\.["id"].string) == [event.id])
            }
        }
    }

    @Test func `no events are null, without pagination`() async throws {
        try await withSimulator(try configuration(at: "2024-01-01T01:00:00Z", events: [])) {
            server in
            for path in ["/api/events", "/api/syncs", "/api/bulk/syncs"] {
                let answer = try await server.ask(.polytomic, path)
                #expect(answer.json == .object(["data": .null]))
            }
        }
    }

    @Test func `events older than two days, or still to come, are not served`() async throws {
        let now = try moment("2024-01-03T00:00:00Z")
        let events = [
            event("kept", at: try moment("2024-01-01T00:00:00Z")),
            event("dropped", at: try moment("2023-12-31T23:59:59.999999Z")),
            event("future", at: now.adding(seconds: 1)),
        ]
        try await withSimulator(try configuration(at: "2024-01-03T00:00:00Z", events: events)) {
            server in
            let rows = try await server.polytomicRows("/api/events", "limit=100")
            #expect(rows.map(\.["id"].string) == ["kept"])
        }
    }

    @Test func `a walk by tokens gives each event once, newest first, ties included`()
        async throws
    {
        let start = try moment("2024-01-01T00:00:00Z")
        let events = (0..<60).map {
            event("event-\($0)", at: start.adding(seconds: Double($0 / 9)))
        }
        try await withSimulator(try configuration(at: "2024-01-01T01:00:00Z", events: events)) {
            server in
            for limit in [1, 7, 10, 60, 100] {
                let rows = try await server.polytomicRows("/api/events", "limit=\(limit)")
                #expect(rows.count == 60)
                #expect(Set(rows.map(\.["id"].string)) == Set(events.map(\.id)))
                let times = rows.compactMap(\.["created_at"].moment)
                #expect(times == times.sorted(by: >))
            }
            let usual = try await server.ask(.polytomic, "/api/events").json["data"]
            #expect(usual.elements.count == 10)
        }
    }

    @Test func `syncs of each kind are listed in pages of at most 50`() async throws {
        let syncs = (0..<60).map { PolytomicSync(id: "s\($0)", name: "Sync \($0)") }
        let bulk = [PolytomicSync(id: "b", name: "Bulk", kind: .bulk)]
        let configuration = try configuration(
            at: "2024-01-01T01:00:00Z", events: [], syncs: syncs + bulk)
        try await withSimulator(configuration) { server in
            let first = try await server.ask(.polytomic, "/api/syncs").json
            #expect(first["data"].elements.count == 50)
            #expect(try await server.ask(.polytomic, "/api/syncs?limit=51").status == 422)
            for limit in [7, 30, 50] {
                let rows = try await server.polytomicRows("/api/syncs", "limit=\(limit)")
                #expect(rows.map(\.["name"].string) == syncs.map(\.name))
            }
            let rows = try await server.polytomicRows("/api/bulk/syncs", "limit=7")
            #expect(rows.map(\.["id"].string) == ["b"])
        }
    }

    @Test func `an unknown path is 404 and another method 405, in the vendor's words`()
        async throws
    {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            for path in ["/api/nothing", "/api/syncs/none/executions", "/api", "/"] {
                let unknown = try await server.ask(.polytomic, path)
                #expect(unknown.status == 404)
                #expect(unknown.json["status"] == .number(404))
            }
            let delete = try await server.ask(.polytomic, "/api/syncs", method: "DELETE")
            #expect(delete.status == 405)
            #expect(delete.json["status"] == .number(405))
            #expect(delete.headers["allow"] == "GET")
        }
    }
}

/// The response of the vendor's page.
private let documentedPage = """
    {"data": [{
      "created_at": "2024-01-01T00:00:00Z",
      "event": {
        "execution_id": "248df4b7-aa70-47b8-a036-33ac447e668d",
        "organization_id": "248df4b7-aa70-47b8-a036-33ac447e668d",
        "sync_id": "248df4b7-aa70-47b8-a036-33ac447e668d",
        "sync_name": "string",
        "target_connection_id": "248df4b7-aa70-47b8-a036-33ac447e668d"
      },
      "id": "248df4b7-aa70-47b8-a036-33ac447e668d",
      "organization_id": "248df4b7-aa70-47b8-a036-33ac447e668d",
      "type": "sync.running"
    }]}
    """
