@testable import Providers
import Runs
import Testing

@Suite struct PolytomicWireTests {
    @Test func `the vendor's example becomes a running run`() async throws {
        let id = "248df4b7-aa70-47b8-a036-33ac447e668d"
        let page = """
            {"data": [{"created_at": "2024-01-01T00:00:00Z", "event": {
              "execution_id": "\(id)", "organization_id": "\(id)", "sync_id": "\(id)",
              "sync_name": "string", "target_connection_id": "\(id)"},
              "id": "\(id)", "organization_id": "\(id)", "type": "sync.running"}]}
            """
        let provider = PolytomicProvider(
            client: try .scripted(ScriptedTransport(json: page)),
            authentication: .bearer(organization: nil))
        let now = Timestamp.at("2024-01-01T00:00:10Z")
        let poll = try await Poll.run(provider, since: now - 3_600, now: now)

        var expected = Run(
            source: SourceName("test"), provider: .polytomic, id: RunID(id), status: .running,
            firstSeen: now)
        expected.pipeline = Pipeline(id: PipelineID(id), name: "string")
        expected.rawStatus = "sync.running"
        expected.event = "sync.running"
        expected.startedAt = .at("2024-01-01T00:00:00Z")
        expected.related = [RelatedID(key: "target_connection_id", value: id)]
        #expect(try poll.onlyRun() == expected)
    }

    @Test(arguments: [
        ("sync.running", RunStatus.running), ("sync.completed", .succeeded),
        ("sync.completed_with_errors", .warning), ("sync.completed_with_error", .warning),
        ("sync.failed", .failed), ("sync.canceled", .cancelled), ("bulk_sync.running", .running),
        ("bulk_sync.completed", .succeeded), ("bulk_sync.completed_with_error", .warning),
        ("bulk_sync.completed_with_errors", .warning), ("bulk_sync.failed", .failed),
        ("bulk_sync.canceled", .cancelled), ("sync.paused", .unknown),
        ("SYNC.Completed ", .succeeded), (" Bulk_Sync.FAILED", .failed),
    ])
    func `each type of a sync's event has its status`(type: String, status: RunStatus) throws {
        let event = try PolytomicWire.event(
            json(
                """
                {"id":"e","type":"\(type)","created_at":"2026-06-07T08:00:00Z",
                 "event":{"execution_id":"x"}}
                """))
        let seen = event.observation
        #expect(seen.status == status)
        #expect(seen.id == RunID("x"))
        #expect(seen.rawStatus == .value(type))
        #expect(seen.event == .value(type))
        let time = Observed<Timestamp>.value(.at("2026-06-07T08:00:00Z"))
        #expect(seen.startedAt == (status == .running ? time : .unsaid))
        #expect(seen.finishedAt == (status.isTerminal ? time : .unsaid))
    }

    @Test(arguments: [[0, 1], [1, 0]])
    func `the events of one execution are one run, in whatever order`(order: [Int]) async throws {
        let events = [
            """
            {"id":"e1","type":"bulk_sync.running","created_at":"2026-06-07T08:00:00Z","event":
             {"execution_id":"x","sync_id":"s","name":"Nightly","source_connection_id":"c1",
              "trigger_source":"schedule"}}
            """,
            """
            {"id":"e2","type":"bulk_sync.failed","created_at":"2026-06-07T08:00:42Z","event":
             {"execution_id":"x","sync_id":"s","name":"Nightly","destination_connection_id":"c2",
              "error":"quota exceeded","record_count":"12","error_count":3,"warnings":["w"]}}
            """,
        ]
        let data = order.map { events[$0] }.joined(separator: ",")
        let provider = PolytomicProvider(
            client: try .scripted(ScriptedTransport(json: #"{"data":[\#(data)]}"#)),
            authentication: .bearer(organization: nil))
        let run = try await Poll.run(provider).onlyRun()
        #expect(run.id == RunID("x"))
        #expect(run.pipeline == Pipeline(id: PipelineID("s"), name: "Nightly"))
        #expect(run.status == .failed)
        #expect(run.event == "bulk_sync.failed")
        #expect(run.trigger == "schedule")
        #expect(run.startedAt == .at("2026-06-07T08:00:00Z"))
        #expect(run.finishedAt == .at("2026-06-07T08:00:42Z"))
        #expect(run.duration == 42_000)
        #expect(run.error == RunError(message: "quota exceeded"))
        #expect(
            run.metadata == (try json(#"{"record_count":"12","error_count":3,"warnings":["w"]}"#)))
        #expect(
            run.related == [
                RelatedID(key: "destination_connection_id", value: "c2"),
                RelatedID(key: "source_connection_id", value: "c1"),
            ])
    }

    @Test(
        arguments: [
            ("connection.updated", "{\"connection_id\":\"c\"}", nil),
            ("sync.completed", "{\"sync_id\":\"s\"}", "s"), ("user.login", "null", nil),
            ("sync.running", "{\"execution_id\":\"\"}", nil),
        ] as [(String, String, String?)])
    func `an event of no execution is a row of its own`(
        type: String, event: String, pipeline: String?
    ) throws {
        let seen = try PolytomicWire.event(
            json(
                """
                {"id":"e","type":"\(type)","created_at":"2026-06-07T08:00:00Z","event":\(event)}
                """)
        ).observation
        #expect(seen.id == RunID("e"))
        #expect(seen.status == .info)
        #expect(seen.event == .value(type))
        #expect(seen.startedAt == .value(.at("2026-06-07T08:00:00Z")))
        #expect(seen.pipeline == Observed(orUnsaid: pipeline.map(PipelineID.init)))
    }

    @Test(arguments: [
        (#"{"type":"sync.failed","created_at":"2026-06-07"}"#, RejectedRow(id: nil, field: "id")),
        (#"{"id":"e","created_at":"2026-06-07"}"#, RejectedRow(id: "e", field: "type")),
        (
            #"{"id":"e","type":"sync.failed","created_at":"now"}"#,
            RejectedRow(id: "e", field: "created_at")
        ),
    ])
    func `an event without what it needs is rejected`(text: String, row: RejectedRow) throws {
        let value = try json(text)
        let error = #expect(throws: RejectedRow.self) { try PolytomicWire.event(value) }
        #expect(error?.withoutDigest == row)
    }

    @Test func `an error body gives key and message`() {
        let problem = PolytomicWire.errors.problem(
            .json(
                #"{"key":"invalid","message":"bad limit","metadata":{"request_id":"r"},"status":422}"#,
                status: 422), now: .test)
        #expect(problem.code == "invalid")
        #expect(problem.message == "bad limit")
        #expect(problem.supportIDs == [SupportID(.request, "r")])
    }
}
