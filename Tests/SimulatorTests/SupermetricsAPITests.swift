import Simulator
import Testing

struct SupermetricsAPITests {
    private let connectors = "/v1/teams/936506/connector_builder/connectors"
    private var logs: String { connectors + "/T3S70/logs" }

    @Test func `the documented record is served key for key`() async throws {
        let clock = ManualClock(try moment("2026-06-07T09:00:00Z"))
        let log = SupermetricsLog(
            connector: "T3S70", id: "123-foo", loggedAt: try moment("2025-01-01T00:00:00Z"),
            timeForm: .day, status: 200, durationMilliseconds: 253
        ).with {
            $0.event = "auth.token.refresh"
            $0.request = "POST /api/oauth/token_refresh"
            $0.requestID = "8dc24bc2-8a17-4188-a509-217cb8799929"
        }
        try await withSimulator(world([log], clock)) { server in
            let answer = try await server.ask(.supermetrics, logs)
            #expect(answer.status == 200)
            #expect(answer.headers["x-ratelimit-limit"] == "5000")
            #expect(answer.headers["x-ratelimit-remaining"] == "4999")
            #expect(answer.json == (try Received(json: documentedPage)))
        }
    }

    @Test func `a request without the key is refused as documented`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 5)) { server in
            let key = server.key(for: .supermetrics)
            for authorization in [nil, "Bearer wrong", "Bearer", "Basic \(key)", key] {
                let answer = try await server.ask(
                    .supermetrics, logs, authorization: authorization)
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(answer.headers["x-ratelimit-limit"] == "5000")
                expect(answer, code: "UNAUTHORIZED", "Authentication is required.")
            }
        }
    }

    @Test(arguments: [
        "limit=0", "limit=1001", "limit=many", "limit=", "limit=-1", "before=",
        "before=2025-06-01", "before=2025-02-30T00:00:00Z", "before=2025-06-01T00:00:00",
        "before=yesterday", "before=1748736000",
    ])
    func `a parameter that is not as documented is refused`(query: String) async throws {
        try await withSimulator(SimulatorConfiguration(history: 5)) { server in
            let answer = try await server.ask(.supermetrics, "\(logs)?\(query)")
            #expect(answer.status == 400)
            #expect(answer.json["error"].keys == ["code", "message", "description"])
            expect(answer, code: "BAD_REQUEST", "The request was invalid.")
        }
    }

    @Test(arguments: [
        ("/v1/teams/936506/connector_builder/connectors/NONE/logs", 404, "NOT_FOUND"),
        ("/v1/teams/936507/connector_builder/connectors", 404, "NOT_FOUND"),
        ("/v1/teams/936507/connector_builder/connectors/T3S70/logs", 404, "NOT_FOUND"),
        ("/v1/teams", 404, "NOT_FOUND"),
        ("/v1/teams/0/connector_builder/connectors", 400, "BAD_REQUEST"),
        ("/v1/teams/many/connector_builder/connectors", 400, "BAD_REQUEST"),
        ("/v1/teams/936506/connector_builder/connectors/a.b/logs", 400, "BAD_REQUEST"),
        ("/v1/teams/936506/connector_builder/connectors/CLOSED/logs", 403, "FORBIDDEN"),
    ])
    func `what is not there, or not for everyone, is refused`(
        path: String, status: Int, code: String
    ) async throws {
        let clock = ManualClock(try moment("2026-06-07T09:00:00Z"))
        try await withSimulator(world([], clock)) { server in
            let answer = try await server.ask(.supermetrics, path)
            #expect(answer.status == status)
            expect(answer, code: code, nil)
        }
    }

    @Test func `a page has 100 entries unless told, at most 1000, newest first`() async throws {
        let start = Moment.start
        let clock = ManualClock(start.adding(seconds: 5_000))
        let rows = (0..<1_200).map { number in
            SupermetricsLog(
                connector: "T3S70", id: "\(number)",
                loggedAt: start.adding(seconds: Double(number / 3)), status: 200)
        }
        try await withSimulator(world(rows.reversed(), clock)) { server in
            let usual = try await server.ask(.supermetrics, logs).json["logs"].elements
            #expect(usual.map(\.["id"].string) == (1_100..<1_200).reversed().map(String.init))
            let most = try await server.ask(.supermetrics, logs + "?limit=1000").json
            #expect(most["logs"].elements.count == 1_000)
            let earlier = try await server.ask(
                .supermetrics, logs + "?before=2026-06-07T10:00:01%2B02:00"
            ).json
            #expect(earlier["logs"].elements.map(\.["id"].string) == ["2", "1", "0"])
        }
    }

    @Test func `calls are counted by the hour, and one too many is told when to come back`()
        async throws
    {
        let clock = ManualClock(.start)
        try await withSimulator(world([], clock)) { server in
            for _ in 0..<4_999 { _ = try await server.ask(.supermetrics, connectors) }
            clock.advance(seconds: 600.5)
            let last = try await server.ask(.supermetrics, connectors)
            #expect(last.status == 200)
            #expect(last.headers["x-ratelimit-remaining"] == "0")
            let refused = try await server.ask(.supermetrics, connectors)
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "3000")
            expect(refused, code: "TOO_MANY_REQUESTS", "Rate limit exceeded. Retry later.")
            clock.advance(seconds: 3_000)
            let again = try await server.ask(.supermetrics, connectors)
            #expect(again.status == 200)
            #expect(again.headers["x-ratelimit-remaining"] == "4999")
        }
    }

    @Test func `connectors come with their secrets only when those are asked for`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 5)) { server in
            let plain = try await server.ask(.supermetrics, connectors)
            let rows = plain.json["connectors"].elements
            #expect(plain.json["count"].integer == rows.count)
            #expect(rows.contains { $0["connector_identifier"] == .text("T3S70") })
            #expect(rows.allSatisfy { $0["name"].string?.isEmpty == false })
            #expect(!plain.text.contains("secret"))
            let asked = try await server.ask(.supermetrics, connectors + "?include_configs=true")
            #expect(asked.text.contains("secret"))
        }
    }

    @Test func `a seeded team has entries of every kind, and pages agree`() async throws {
        let clock = ManualClock(.start)
        let history = 3_000 * SimulatedVendor.allCases.count
        let configuration = SimulatorConfiguration(history: history, clock: clock.read)
        try await withSimulator(configuration) { server in
            let list = try await server.ask(.supermetrics, connectors).json["connectors"]
            var rows: [Received] = []
            for connector in list.elements {
                let id = try #require(connector["connector_identifier"].string)
                rows += try await server.supermetricsRows("\(connectors)/\(id)/logs")
            }
            #expect(rows.count == 3_000)
            let ids = rows.compactMap(\.["id"].string)
            #expect(Set(ids).count == ids.count)
            #expect(ids.count < rows.count)
            #expect(rows.contains { $0["log_time"].string?.count == 10 })
            #expect(rows.contains { $0["log_time"] == .null })
            #expect(rows.contains { $0["status"] == .null })
            for status in [200, 201, 401, 429, 503] {
                #expect(rows.contains { $0["status"].integer == status })
            }
            #expect(rows.contains { $0["request"] == .text("GET /v2/reports") })
            #expect(rows.contains { $0["event"] == .text("auth.token.refresh") })
        }
    }

    private func expect(
        _ answer: Answer, code: String, _ message: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.json.keys == ["meta", "error"], sourceLocation: sourceLocation)
        let id = answer.json[path: "meta", "request_id"].string ?? ""
        #expect((8...64).contains(id.count), sourceLocation: sourceLocation)
        #expect(answer.json[path: "error", "code"] == .text(code), sourceLocation: sourceLocation)
        if let message {
            #expect(
                answer.json[path: "error", "message"] == .text(message),
                sourceLocation: sourceLocation)
        }
    }

    private func world(_ logs: [SupermetricsLog], _ clock: ManualClock) -> SimulatorConfiguration {
        let world = SupermetricsWorld(
            logs: logs,
            connectors: [
                SupermetricsConnector(identifier: "T3S70", name: "Ads"),
                SupermetricsConnector(identifier: "CLOSED", name: "Closed", isReadable: false),
            ])
        return SimulatorConfiguration(clock: clock.read, worlds: [.supermetrics(world)])
    }
}

extension SimulatorServer {
    /// Reads a connector's whole log, by pages that share no second.
    fileprivate func supermetricsRows(_ path: String) async throws -> [Received] {
        var rows: [Received] = []
        var suffix = ""
        for _ in 0..<mostPages {
            let answer = try await ask(.supermetrics, "\(path)?limit=1000\(suffix)").json
            let page = answer["logs"].elements
            guard page.count == 1_000 else { return rows + page }
            let oldest = try #require(page.last { ($0["log_time"].string?.count ?? 0) > 10 })
            let time = try #require(oldest["log_time"].string)
            // The oldest second may be cut: it comes whole with the next page.
            let bound = try #require(oldest["log_time"].moment).adding(seconds: 1)
            rows += page.prefix { $0["log_time"].string != time }
            suffix = "&before=\(bound.shortestText)"
        }
        throw EndlessPages()
    }
}

/// The response of the vendor's page.
private let documentedPage = """
    {"logs": [{
      "id": "123-foo", "log_time": "2025-01-01", "status": 200, "event": "auth.token.refresh",
      "request": "POST /api/oauth/token_refresh", "duration_ms": 253,
      "request_id": "8dc24bc2-8a17-4188-a509-217cb8799929"
    }]}
    """
