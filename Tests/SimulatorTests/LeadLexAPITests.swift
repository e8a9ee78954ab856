import Testing

@testable import Simulator

struct LeadLexAPITests {
    private let logs = "/v1/workflows/wf_01HY1/logs"

    /// The record of the vendor's page, with as many copies before it as wanted.
    private func world(
        copies: Int = 0, plan: LeadLexPlan = .generous
    ) throws -> LeadLexWorld {
        let triggered = try moment("2026-04-17T09:31:00Z")
        let documented = LeadLexLog(
            id: "wfl_01HY1", workflow: "wf_01HY1", triggeredAt: triggered,
            outcome: .success(result: ["slack_message_ts": "1713351031.001200"]),
            durationMilliseconds: 412
        ).with { $0.entityID = "deal_01HY1" }
        let others = (0..<copies).map { index in
            LeadLexLog(
                id: "copy-\(index)", workflow: "wf_01HY1",
                triggeredAt: triggered.adding(seconds: -Double(1 + index / 3)),
                outcome: index.isMultiple(of: 2)
                    ? .skipped(reason: "daily_cap_reached")
                    : .failed(code: "webhook_timeout", message: "no answer"),
                durationMilliseconds: 5)
        }
        return LeadLexWorld(
            workflows: [LeadLexWorkflow(id: "wf_01HY1", name: "New deal to Slack")],
            logs: [documented] + others, plan: plan)
    }

    private func configuration(
        _ world: LeadLexWorld, at text: String = "2026-04-17T10:00:00Z"
    ) throws -> SimulatorConfiguration {
        let clock = ManualClock(try moment(text))
        return SimulatorConfiguration(clock: clock.read, worlds: [.leadlex(world)])
    }

    @Test func `the documented record is served key for key`() async throws {
        try await withSimulator(configuration(world())) { server in
            let answer = try await server.ask(.leadlex, logs)
            #expect(answer.status == 200)
            #expect(answer.json == (try Received(json: documentedPage)))
            #expect(answer.headers["x-request-id"]?.isEmpty == false)
            let list = try await server.ask(.leadlex, "/v1/workflows").json
            let workflow = list[path: "data", "workflows"].elements[0]
            #expect(workflow["last_triggered_at"] == .text("2026-04-17T09:31:00Z"))
            #expect(
                workflow.keys == ["id", "name", "enabled", "action_type", "last_triggered_at"])
        }
    }

    @Test func `a key that is not good, and one without the right, are refused as documented`()
        async throws
    {
        try await withSimulator(configuration(world())) { server in
            let key = server.key(for: .leadlex)
            #expect(key.hasPrefix("wbk_"))
            for authorization in [nil, "Bearer wbk_wrong", "Bearer", "Basic \(key)", key] {
                let answer = try await server.ask(.leadlex, logs, authorization: authorization)
                #expect(answer.status == 401)
                #expect(answer.json[path: "error", "code"] == .text("invalid_key"))
            }
            let seed = SimulatorConfiguration().seed(of: .leadlex)
            let other = LeadLexAPI(world: try world(), seed: seed).restrictedKey
            let answer = try await server.ask(.leadlex, logs, authorization: "Bearer \(other)")
            #expect(answer.status == 403)
            #expect(answer.json[path: "error", "code"] == .text("insufficient_permissions"))
        }
    }

    @Test(arguments: [
        "page=0", "page=-1", "page=x", "page=", "per_page=0", "per_page=101", "status=error",
        "after=yesterday",
    ])
    func `a parameter that is not as documented is refused`(query: String) async throws {
        try await withSimulator(configuration(world())) { server in
            let answer = try await server.ask(.leadlex, "\(logs)?\(query)")
            #expect(answer.status == 400)
        }
    }

    @Test func `an unknown workflow is 404, another method 405`() async throws {
        try await withSimulator(configuration(world())) { server in
            let unknown = try await server.ask(.leadlex, "/v1/workflows/wf_2/logs")
            #expect(unknown.status == 404)
            #expect(unknown.json[path: "error", "code"] == .text("not_found"))
            #expect(try await server.ask(.leadlex, "/v1/deals").status == 404)
            #expect(try await server.ask(.leadlex, logs, method: "POST").status == 405)
        }
    }

    @Test func `pages hold 25 rows unless told, newest first, and tell the total`() async throws {
        try await withSimulator(configuration(world(copies: 104))) { server in
            let usual = try await server.ask(.leadlex, logs).json
            #expect(usual[path: "data", "logs"].elements.count == 25)
            #expect(
                usual["meta"]
                    == .object([
                        "page": .number(1), "per_page": .number(25), "total": .number(105),
                    ]))
            let last = try await server.ask(.leadlex, logs + "?per_page=100&page=2").json
            #expect(last[path: "data", "logs"].elements.count == 5)
            let beyond = try await server.ask(.leadlex, logs + "?page=9").json
            #expect(beyond[path: "data", "logs"] == .list([]))
            let failed = try await server.ask(.leadlex, logs + "?status=failed&per_page=100").json
            #expect(failed[path: "meta", "total"].integer == 52)
            let late = try await server.ask(.leadlex, logs + "?after=2026-04-17T09:30:59Z").json
            #expect(late[path: "meta", "total"].integer == 4)
        }
    }

    @Test func `a fault says what is left, as the vendor's own answers do`() async throws {
        let clock = ManualClock(try moment("2026-04-17T10:00:30Z"))
        let faults = FaultPlan([SimulatedFault(.rateLimited), SimulatedFault(.serverError)])
        var configuration = SimulatorConfiguration(clock: clock.read, faults: faults)
        configuration.leadLexPlan = .org
        try await withSimulator(configuration) { server in
            let limited = try await server.ask(.leadlex, logs)
            #expect(limited.status == 429)
            #expect(limited.headers["x-ratelimit-remaining"] == "0")
            #expect(limited.headers["x-ratelimit-limit"] == "1000")
            // As far away as `Retry-After` says.
            #expect(limited.headers["x-ratelimit-reset"] == "1776420045")
            #expect(limited.headers["retry-after"] == "15")
            let broken = try await server.ask(.leadlex, logs)
            #expect(broken.status == 500)
            #expect(broken.headers["x-ratelimit-limit"] == "10000")
            #expect(broken.headers["x-ratelimit-remaining"] == "9998")
        }
    }

    @Test func `a plan's calls are counted by the minute and by the day`() async throws {
        let clock = ManualClock(try moment("2026-04-17T10:00:30Z"))
        let configuration = SimulatorConfiguration(
            clock: clock.read, worlds: [.leadlex(try world(plan: .starter))])
        try await withSimulator(configuration) { server in
            for call in 1...10 {
                let answer = try await server.ask(.leadlex, logs)
                #expect(answer.status == 200)
                guard call < 10 else { continue }
                #expect(answer.headers["x-ratelimit-limit"] == "100")
                #expect(answer.headers["x-ratelimit-remaining"] == String(100 - call))
                // Midnight UTC.
                #expect(answer.headers["x-ratelimit-reset"] == "1776470400")
            }
            let refused = try await server.ask(.leadlex, logs)
            #expect(refused.status == 429)
            #expect(refused.json[path: "error", "code"] == .text("rate_limited"))
            #expect(refused.headers["x-ratelimit-limit"] == "10")
            #expect(refused.headers["x-ratelimit-remaining"] == "0")
            #expect(refused.headers["x-ratelimit-reset"] == "1776420060")
            for _ in 1...9 {
                clock.advance(seconds: 60)
                for _ in 1...10 { _ = try await server.ask(.leadlex, logs) }
            }
            clock.advance(seconds: 60)
            let spent = try await server.ask(.leadlex, logs)
            #expect(spent.status == 429)
            #expect(spent.headers["x-ratelimit-reset"] == "1776470400")
            clock.advance(seconds: 86_400)
            #expect(try await server.ask(.leadlex, logs).status == 200)
        }
    }
}

/// The response of the vendor's page, of one entry.
private let documentedPage = """
    {"data": {"logs": [{
      "id": "wfl_01HY1", "workflow_id": "wf_01HY1", "triggered_at": "2026-04-17T09:31:00Z",
      "entity_type": "deal", "entity_id": "deal_01HY1", "status": "success", "skip_reason": null,
      "action_result": {"slack_message_ts": "1713351031.001200"}, "error": null,
      "duration_ms": 412
    }]}, "meta": {"page": 1, "per_page": 25, "total": 1}}
    """
