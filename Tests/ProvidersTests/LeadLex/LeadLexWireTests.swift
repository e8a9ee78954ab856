@testable import Providers
import Runs
import Testing

@Suite struct LeadLexWireTests {
    @Test func `the vendor's example becomes the run of the contract`() async throws {
        let transport = ScriptedTransport { call in
            switch call.path {
            case "/v1/workflows": .json(Self.workflows)
            case "/v1/workflows/wf_01HY1/logs": .json(Self.example)
            default: .json("{}", status: 404)
            }
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        let now = Timestamp.at("2026-04-17T12:00:00Z")
        let poll = try await Poll.run(provider, since: now - 86_400, now: now)

        var expected = Run(
            source: SourceName("test"), provider: .leadlex, id: RunID("wfl_01HY1"),
            status: .succeeded, firstSeen: now)
        expected.pipeline = Pipeline(id: PipelineID("wf_01HY1"), name: "New deal to Slack")
        expected.rawStatus = "success"
        expected.trigger = "deal"
        expected.startedAt = .at("2026-04-17T09:31:00Z")
        expected.finishedAt = .at("2026-04-17T09:31:00.412Z")
        expected.duration = 412
        expected.metadata = try json(
            #"{"action_result":{"slack_message_ts":"1713351031.001200"}}"#)
        expected.related = [RelatedID(key: "entity_id", value: "deal_01HY1")]
        #expect(poll.runs == [expected])
        #expect(poll.rejected.isEmpty)
    }

    @Test(arguments: [
        ("success", RunStatus.succeeded), ("failed", .failed), ("skipped", .skipped),
        ("paused", .unknown),
    ])
    func `each status word has its status, and an unknown one is kept`(
        word: String, status: RunStatus
    ) throws {
        let seen = try LeadLexWire.log(json(#"{"id":"a","status":"\#(word)"}"#), of: "wf")
        #expect(seen.status == status)
        #expect(seen.rawStatus == .value(word))
        #expect(seen.pipeline == .value(PipelineID("wf")))
        #expect(seen.timeSource == .firstSeen)
    }

    @Test func `a skipped run has its reason in the metadata, and no error`() throws {
        let seen = try LeadLexWire.log(
            json(
                """
                {"id":"a","status":"skipped","skip_reason":"daily_cap_reached",
                 "action_result":null,"error":null,"duration_ms":null,
                 "triggered_at":"2026-04-17T09:31:00Z"}
                """), of: "wf")
        #expect(seen.metadata == .value(try json(#"{"skip_reason":"daily_cap_reached"}"#)))
        #expect(seen.error == .null)
        #expect(seen.finishedAt == .unsaid)
        let run = RunRecord(
            seen, source: SourceName("a"), provider: .leadlex, seenAt: .test
        ).run(pipelineName: nil)
        #expect(run.reason == "daily_cap_reached")
    }

    @Test func `a duration below 0 is none, and gives no end`() throws {
        let seen = try LeadLexWire.log(
            json(
                """
                {"id":"a","status":"success","duration_ms":-9000000000000000000,
                 "triggered_at":"2026-04-17T09:31:00Z"}
                """), of: "wf")
        #expect(seen.duration == .unsaid)
        #expect(seen.finishedAt == .unsaid)
    }

    @Test func `a failed run has the code and the message of its own fields`() throws {
        let seen = try LeadLexWire.log(
            json(
                """
                {"id":9,"status":"failed","error":{"code":"webhook_timeout","message":"no answer"},
                 "duration_ms":"30000","triggered_at":"2026-04-17"}
                """), of: "wf")
        #expect(seen.error == .value(RunError(code: "webhook_timeout", message: "no answer")))
        #expect(seen.duration == .value(30_000))
        #expect(seen.timeSource == .date)
        #expect(seen.finishedAt == .unsaid)
    }

    @Test(arguments: [
        #"{"error":{"code":"invalid_key","message":"Invalid or expired API key"}}"#,
        #"{"code":"invalid_key","message":"Invalid or expired API key"}"#,
        #"{"error":"invalid_key","message":"Invalid or expired API key"}"#,
        #"{"errors":[{"code":"invalid_key","message":"Invalid or expired API key"}]}"#,
    ])
    func `an error's code and message are found in every shape`(body: String) {
        let reply = HTTPReply.json(
            body, status: 401, headers: [HeaderField("X-Request-ID", "req_1")])
        let problem = LeadLexWire.dialect.errors.problem(reply, now: .test)
        #expect(problem.code == "invalid_key")
        #expect(problem.message == "Invalid or expired API key")
        #expect(problem.supportIDs == [SupportID(.request, "req_1")])
    }

    @Test(
        arguments: [
            ("rate_limited\n", "rate_limited", nil), (#""rate_limited""#, nil, nil),
            (#"{"error":"rate_limited"}"#, "rate_limited", nil),
            ("Rate limit exceeded", nil, "Rate limit exceeded"),
            (#"{"error":"Rate limit exceeded"}"#, nil, "Rate limit exceeded"),
        ] as [(String, String?, String?)])
    func `plain text is a code where it is one, else the message`(
        body: String, code: String?, message: String?
    ) {
        let problem = LeadLexWire.dialect.errors.problem(.json(body, status: 429), now: .test)
        #expect(problem.code == code)
        #expect(problem.message == message)
    }

    @Test func `one unreadable row leaves its page unharmed`() async throws {
        let rows = #"[{"id":"a","status":"success"},{"id":"b"},{"status":"failed"},17]"#
        let transport = ScriptedTransport { call in
            call.path == "/v1/workflows"
                ? .json(Self.workflows) : .json(#"{"data":{"logs":\#(rows)}}"#)
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(poll.runs.map(\.id.text) == ["a"])
        #expect(
            poll.rejected.map(\.withoutDigest) == [
                RejectedRow(id: "b", field: "status"), RejectedRow(id: nil, field: "id"),
                RejectedRow(id: nil, field: nil),
            ])
    }
}

extension LeadLexWireTests {
    fileprivate static let example = """
        {"data": {"logs": [{
          "id": "wfl_01HY1", "workflow_id": "wf_01HY1", "triggered_at": "2026-04-17T09:31:00Z",
          "entity_type": "deal", "entity_id": "deal_01HY1", "status": "success",
          "skip_reason": null, "action_result": {"slack_message_ts": "1713351031.001200"},
          "error": null, "duration_ms": 412
        }]}, "meta": {"page": 1, "per_page": 25, "total": 1}}
        """

    fileprivate static let workflows = """
        {"data":{"workflows":[{"id":"wf_01HY1","name":"New deal to Slack","enabled":true,
          "action_type":"slack","last_triggered_at":"2026-04-17T09:31:00Z"}]},
         "meta":{"page":1,"per_page":100,"total":1}}
        """
}
