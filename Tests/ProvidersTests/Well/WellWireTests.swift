@testable import Providers
import Runs
import Testing

@Suite struct WellWireTests {
    @Test func `the vendor's example becomes the run of the contract`() async throws {
        let transport = ScriptedTransport { call in
            switch call.path {
            case WellWire.logsPath: .json(Self.example)
            case WellWire.workspaceConnectorsPath: .json(Self.workspaceConnectors)
            default: .json(Self.connectors)
            }
        }
        let provider = WellProvider(client: try .scripted(transport))
        let poll = try await Poll.run(provider)
        let names = try await provider.pipelines()
        let record = try #require(poll.records.values.first)

        var expected = Run(
            source: SourceName("test"), provider: .well,
            id: RunID("5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b"), status: .succeeded,
            firstSeen: .test)
        expected.pipeline = Pipeline(
            id: PipelineID("00000000-0000-4000-8000-000000000001"), name: "Mercury")
        expected.rawStatus = "success"
        expected.trigger = "cloud_task"
        expected.startedAt = .at("2026-06-07T08:00:00.000Z")
        expected.finishedAt = .at("2026-06-07T08:00:42.000Z")
        expected.duration = 42_000
        expected.metadata = try json(#"{"records_synced":128}"#)
        expected.related = [
            RelatedID(key: "cloud_task_id", value: "task_mercury_0607_0800")
        ]
        #expect(poll.records.count == 1)
        #expect(record.run(pipelineName: names.first?.name) == expected)
        #expect(poll.rejected.isEmpty)
        #expect(poll.pages == 1)
    }

    @Test(arguments: [
        ("scheduled", RunStatus.queued), ("in_progress", .running), ("success", .succeeded),
        ("error", .failed), ("paused", .unknown), ("", .unknown), (" ", .unknown),
        ("SUCCESS", .succeeded), (" error ", .failed), ("In_Progress\u{A0}", .running),
        ("suc cess", .unknown),
    ])
    func `each status word has its status, and an unknown one is kept`(
        word: String, status: RunStatus
    ) throws {
        let log = try WellWire.log(
            json(#"{"id":"a","attributes":{"status":"\#(word)"}}"#))
        #expect(log.observation.status == status)
        #expect(log.observation.rawStatus == .value(word))
        #expect(log.isOpen == !status.isTerminal)
    }

    @Test func `a run that was not picked up starts when it was created`() throws {
        let log = try WellWire.log(
            json(
                """
                {"id":"a","attributes":{"status":"scheduled","started_at":null,"completed_at":null,
                 "duration_ms":null,"error":null,"metadata":null,"trigger_type":null,
                 "created_at":"2026-06-07T08:00:00Z","updated_at":"2026-06-07T08:00:01Z"}}
                """))
        let seen = log.observation
        #expect(seen.startedAt == .value(.at("2026-06-07T08:00:00Z")))
        #expect(seen.asOf == .at("2026-06-07T08:00:01Z"))
        #expect(seen.finishedAt == .null)
        #expect(seen.duration == .null)
        #expect(seen.error == .null)
        #expect(seen.metadata == .null)
        #expect(seen.trigger == .null)
        #expect(seen.pipeline == .unsaid)
        #expect(seen.related.isEmpty)
    }

    @Test func `numbers as text, an error object, a bare date and unknown keys are taken`() throws {
        let log = try WellWire.log(
            json(
                """
                {"id":7,"kind":"x","attributes":{"status":"error","started_at":"2026-06-07",
                 "duration_ms":"42000","error":{"code":"AUTH_EXPIRED","message":"revoked"},
                 "new":[1,{"a":null}]},"relationships":{"workspaceConnector":{"data":null}}}
                """))
        let seen = log.observation
        #expect(seen.id == RunID("7"))
        #expect(seen.duration == .value(42_000))
        #expect(seen.error == .value(RunError(code: "AUTH_EXPIRED", message: "revoked")))
        #expect(seen.timeSource == .date)
    }

    @Test func `a duration below 0 is none`() throws {
        let log = try WellWire.log(
            json(#"{"id":"a","attributes":{"status":"success","duration_ms":-1}}"#))
        #expect(log.observation.duration == .unsaid)
    }

    @Test func `a run without any time is timed by when it was first seen`() throws {
        let log = try WellWire.log(json(#"{"id":"a","attributes":{"status":"success"}}"#))
        #expect(log.observation.timeSource == .firstSeen)
        #expect(log.observation.startedAt == .unsaid)
    }

    @Test(arguments: [
        (#""in_progress","completed_at":null"#, true),
        (#""paused","completed_at":null"#, true),
        (#""paused","completed_at":"2026-06-07T08:00:42Z""#, false),
        (#""in_progress","completed_at":"0001-01-01T00:00:00Z""#, true),
        (#""success","completed_at":null"#, false),
    ])
    func `a row is read again until it has an end, whatever its word`(
        status: String, isOpen: Bool
    ) throws {
        let log = try WellWire.log(json(#"{"id":"a","attributes":{"status":\#(status)}}"#))
        #expect(log.isOpen == isOpen)
    }

    @Test func `one unreadable row leaves its page unharmed`() async throws {
        let page = """
            {"data":[{"id":"a","attributes":{"status":"success"}},{"id":"b","attributes":{}},
             {"attributes":{"status":"success"}},17,{"id":"c","attributes":{"status":null}}],
             "links":{"next":null}}
            """
        let provider = WellProvider(client: try .scripted(ScriptedTransport(json: page)))
        let poll = try await Poll.run(provider)
        #expect(poll.runs.map(\.id.text) == ["a", "c"])
        #expect(
            poll.rejected.map(\.withoutDigest) == [
                RejectedRow(id: "b", field: "attributes.status"),
                RejectedRow(id: nil, field: "id"), RejectedRow(id: nil, field: nil),
            ])
    }

    @Test func `an unreadable row is told once, and a newer one beside it`() async throws {
        @Sendable func page(_ ages: Int64...) -> HTTPReply {
            let rows = ages.map { age in
                #"{"id":"r\#(age)","attributes":{"created_at":"\#((.test - age).rfc3339)"}}"#
            }
            return .json(#"{"data":[\#(rows.joined(separator: ","))],"links":{"next":null}}"#)
        }
        let transport = ScriptedTransport { _ in page(60, 90) }
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.rejected.map(\.id) == ["r60", "r90"])
        let second = try await Poll.run(provider, from: first.position)
        #expect(second.rejected.isEmpty)
        await transport.answer { _ in page(30, 60, 90) }
        let third = try await Poll.run(provider, from: second.position)
        #expect(third.rejected.map(\.id) == ["r30"])
    }

    @Test func `null data is an empty page, and no data is none`() async throws {
        let empty = WellProvider(
            client: try .scripted(ScriptedTransport(json: #"{"data":null,"links":{}}"#)))
        #expect(try await Poll.run(empty).runs.isEmpty)
        let other = WellProvider(client: try .scripted(ScriptedTransport(json: #"{"ok":1}"#)))
        await #expect(throws: ProviderError.unreadable(.missing(field: "data"))) {
            try await Poll.run(other)
        }
    }

    @Test(
        arguments: [
            (#"{"links":{"next":"eyJwayI6NzAxfQ+/="}}"#, "eyJwayI6NzAxfQ+/="),
            (#"{"links":{"next":"https://api.example.com/v1/x?cursor=a%2Bb&limit=5"}}"#, "a+b"),
            (#"{"links":{"next":"/v1/x?limit=5&cursor=ab"}}"#, "ab"),
            (#"{"links":{"next":null}}"#, nil), (#"{"links":{"next":""}}"#, nil), ("{}", nil),
        ] as [(String, String?)])
    func `a cursor is taken as it is or out of a link`(page: String, cursor: String?) throws {
        let base = try #require(BaseURL("https://api.example.com"))
        #expect(try WellWire.nextCursor(json(page), at: base) == cursor)
    }

    @Test func `a cursor that no URL can hold is none`() throws {
        let base = try #require(BaseURL("https://api.example.com"))
        let page = try json(
            #"{"links":{"next":"\#(String(repeating: "x", count: 16_385))"}}"#)
        #expect(throws: ProviderError.unreadable(.tooLong(field: "links.next"))) {
            try WellWire.nextCursor(page, at: base)
        }
        let token = String(repeating: "x", count: 16_385)
        #expect(
            PolytomicWire.nextToken(try json(#"{"pagination":{"next_page_token":"\#(token)"}}"#))
                == nil)
    }

    @Test func `a link to elsewhere is not followed`() throws {
        let base = try #require(BaseURL("https://api.example.com"))
        let page = try json(#"{"links":{"next":"https://evil.example/v1?cursor=a"}}"#)
        #expect(throws: ProviderError.unreachable(.foreignLink)) {
            try WellWire.nextCursor(page, at: base)
        }
    }

    @Test func `an error body gives code, title, message and trace id`() {
        let body = """
            {"code":"UNAUTHORIZED","status":401,"title":"Unauthorized","message":"See title.",
             "meta":{"trace_id":"a1b2c3","log_id":"d4"}}
            """
        let problem = WellWire.dialect.errors.problem(.json(body, status: 401), now: .test)
        #expect(problem.code == "UNAUTHORIZED")
        #expect(problem.title == "Unauthorized")
        // The message sends its reader to the title, which is shown in its place.
        #expect(problem.message == nil)
        #expect(problem.supportIDs == [SupportID(.trace, "a1b2c3"), SupportID(.log, "d4")])
    }
}

extension WellWireTests {
    fileprivate static let example = """
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
            "type": "workspace_connector", "id": "00000000-0000-4000-8000-000000000001"}}}
        }],
        "meta": {"total": 1, "count": 1}, "links": {"next": null}}
        """

    fileprivate static let workspaceConnectors = """
        {"data":[{"type":"workspace_connector","id":"00000000-0000-4000-8000-000000000001",
          "attributes":{"status":"active","config":{"account_label":"","access_token":"hush"}},
          "relationships":{"connector":{"data":{"type":"connector","id":"c1"}}}}],
         "links":{"next":null}}
        """

    fileprivate static let connectors = """
        {"data":[{"type":"connector","id":"c1","attributes":{"name":"Mercury"}}],
         "links":{"next":null}}
        """
}
