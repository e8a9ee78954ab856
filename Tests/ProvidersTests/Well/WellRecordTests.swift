@testable import Providers
import Runs
import Testing

@Suite struct WellRecordTests {
    private let failures: RunQuestion = {
        var question = RunQuestion()
        question.statuses = [.failed]
        return question
    }()

    private func page(
        _ provider: WellProvider, from position: ReadPosition? = nil
    ) async throws -> RunPage {
        try await provider.page(
            PageRequest(
                position: position, since: .test - 86_400, now: .test, question: failures))
    }

    private static let record = """
        {"workspace_connector_sync_logs.workspace_connector_sync_log_id": "r1",
         "workspace_connector_sync_logs.status": "error",
         "workspace_connector_sync_logs.trigger_type": null,
         "workspace_connector_sync_logs.started_at": "2026-06-07T08:00:00.000Z",
         "workspace_connector_sync_logs.completed_at": "2026-06-07T08:00:42.000Z",
         "workspace_connector_sync_logs.duration_ms": 42000,
         "workspace_connector_sync_logs.error": "token was revoked",
         "workspace_connector_sync_logs.cloud_task_id": "task-1",
         "workspace_connector_sync_logs.metadata": {"n": 1},
         "workspace_connector_sync_logs.created_at": "2026-06-07T08:00:00.000Z",
         "workspace_connector_sync_logs.updated_at": "2026-06-07T08:00:42.000Z",
         "workspace_connector_sync_logs.workspaceConnector.workspace_connector_id": "p1"}
        """
    private static let list =
        #"{"data":[{"id":"r2","attributes":{"status":"success","#
        + #""created_at":"2026-06-07T09:00:00Z"}}],"links":{"next":null}}"#

    @Test func `a flattened row says what the list would`() async throws {
        let transport = ScriptedTransport(
            json: #"{"data":[\#(Self.record)],"meta":{"nextCursor":null}}"#)
        let page = try await page(WellProvider(client: try .scripted(transport), workspace: "w"))
        let seen = try #require(page.observations.first)
        #expect(seen.id == RunID("r1"))
        #expect(seen.status == .failed)
        #expect(seen.trigger == .null)
        #expect(seen.startedAt == .value(.at("2026-06-07T08:00:00Z")))
        #expect(seen.finishedAt == .value(.at("2026-06-07T08:00:42Z")))
        #expect(seen.duration == .value(42_000))
        #expect(seen.error == .value(RunError(message: "token was revoked")))
        #expect(seen.pipeline == .value(PipelineID("p1")))
        #expect(seen.metadata == .value(try json(#"{"n":1}"#)))
        #expect(seen.related == [RelatedID(key: "cloud_task_id", value: "task-1")])
        #expect(!page.hasMore)

        let call = try #require(await transport.calls.first)
        #expect(call.path == "/v1/records/query")
        #expect(call.query["workspaceId"] == "w")
        #expect(call.call.authorization == Secret("Bearer key"))
        let body = try json(try #require(call.call.json))
        #expect(body["root"] == .string("workspace_connector_sync_logs"))
        #expect(body["limit"] == .number("500"))
        let clauses = body["whereClause"]?["_and"]?.elements ?? []
        #expect(clauses.contains(try json(#"{"status":{"_in":["error"]}}"#)))
        #expect(clauses.contains(try json(#"{"updated_at":{"_gt":"2026-06-06T11:58:00.000Z"}}"#)))
    }

    @Test func `the next page is asked for with the cursor of the last`() async throws {
        let transport = ScriptedTransport { call in
            .json(#"{"data":[\#(Self.record)],"meta":{"nextCursor":"c\#(call.index + 1)"}}"#)
        }
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await page(provider)
        #expect(first.hasMore)
        _ = try await page(provider, from: first.position)
        let last = try #require(await transport.calls.last?.call.json)
        #expect(try json(last)["cursor"] == .string("c1"))
    }

    @Test(arguments: [400, 403, 404, 422])
    func `where the key lacks the right, the list is read instead`(status: Int) async throws {
        let transport = ScriptedTransport { call in
            call.path == "/v1/records/query" ? .json("{}", status: status) : .json(Self.list)
        }
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await page(provider)
        #expect(first.observations.map(\.id.text) == ["r2"])
        #expect(await transport.calls.map(\.path).last == "/v1/workspace-connector-sync-logs")
        // What was found out is remembered for as long as the walk lasts.
        await transport.forgetCalls()
        _ = try await page(provider, from: first.position)
        #expect(await transport.calls.map(\.path) == ["/v1/workspace-connector-sync-logs"])
    }

    @Test(arguments: [
        #"{"data":[{"id":"r1"}],"meta":{"nextCursor":null}}"#,
        #"{"data":[],"meta":{"nextCursor":"more"}}"#,
    ])
    func `records that make no sense are not relied on`(records: String) async throws {
        let transport = ScriptedTransport { call in
            .json(call.path == "/v1/records/query" ? records : Self.list)
        }
        let page = try await page(WellProvider(client: try .scripted(transport)))
        #expect(page.observations.map(\.id.text) == ["r2"])
    }

    @Test(arguments: [401, 429, 500])
    func `other refusals are told`(status: Int) async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: status) }
        let provider = WellProvider(client: try .scripted(transport))
        await #expect(throws: ProviderError.refused(APIProblem(status: status))) {
            try await page(provider)
        }
    }

    @Test(
        arguments: [
            (.contains("a_b"), "%a_b%"), (.contains("50% \"x\""), "%50_ _x_%"),
            (.wildcard(["auth", ""]), "auth%"), (.wildcard(["", "out"]), "%out"),
            (.wildcard(["a", "longer", "b"]), "%longer%"), (.contains("é"), "%%%"),
            (.equals("id-1"), "id-1%"), (.regex("x"), nil),
        ] as [(TextPattern, String?)])
    func `a text is asked for so that nothing is missed`(
        pattern: TextPattern, like: String?
    ) throws {
        var question = RunQuestion()
        question.errors = [TextCondition([pattern])]
        let body = WellRecordQuery(question, since: .test).body(cursor: nil, rows: 500)
        let clause = body["whereClause"]?["_and"]?.elements?.first { $0["error"] != nil }
        #expect(clause?["error"]?["_ilike"]?.string == like)
    }
}
