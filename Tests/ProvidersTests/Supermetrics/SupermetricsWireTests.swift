@testable import Providers
import Runs
import Testing

@Suite struct SupermetricsWireTests {
    @Test func `the vendor's example becomes the run of the contract`() async throws {
        let transport = ScriptedTransport { call in
            call.path.hasSuffix("/logs")
                ? .json(Self.example)
                : .json(
                    #"{"count":1,"connectors":[{"connector_identifier":"T3S70","name":"Ads"}]}"#)
        }
        let provider = SupermetricsProvider(client: try .scripted(transport), team: 936_506)
        let names = try await provider.pipelines()
        let poll = try await Poll.run(provider, since: .at("2025-01-01T06:00:00Z"))
        let record = try #require(poll.records.values.first)

        var expected = Run(
            source: SourceName("test"), provider: .supermetrics, id: RunID("123-foo"),
            status: .succeeded, firstSeen: .test)
        expected.pipeline = Pipeline(id: PipelineID("T3S70"), name: "Ads")
        expected.rawStatus = "200"
        expected.startedAt = .at("2025-01-01T00:00:00Z")
        expected.timeSource = .date
        expected.duration = 253
        expected.httpStatus = 200
        expected.event = "auth.token.refresh"
        expected.request = "POST /api/oauth/token_refresh"
        expected.requestID = "8dc24bc2-8a17-4188-a509-217cb8799929"
        #expect(poll.records.count == 1)
        #expect(record.run(pipelineName: names.first?.name) == expected)
        #expect(
            await transport.calls.map(\.path) == [
                "/v1/teams/936506/connector_builder/connectors",
                "/v1/teams/936506/connector_builder/connectors",
                "/v1/teams/936506/connector_builder/connectors/T3S70/logs",
            ])
        #expect(await transport.calls.allSatisfy { $0.query["include_configs"] == nil })
    }

    @Test(arguments: [
        ("100", RunStatus.succeeded), ("200", .succeeded), ("399", .succeeded),
        ("400", .failed), ("599", .failed), (#""503""#, .failed), ("null", .unknown),
        ("99", .unknown), ("600", .unknown), (#""late""#, .unknown),
    ])
    func `an HTTP status has its status, and none is no success`(
        code: String, status: RunStatus
    ) throws {
        let run = try Self.run(#"{"id":"a","status":\#(code)}"#)
        #expect(run.status == status)
        #expect(run.rawStatus == (code == "null" ? nil : code.filter { $0 != "\"" }))
    }

    @Test func `a failed call is told by its status and request`() throws {
        let run = try Self.run(#"{"id":"a","status":503,"request":"GET /v2/reports"}"#)
        #expect(run.error == nil)
        #expect(run.reason == "HTTP 503 GET /v2/reports")
    }

    @Test func `a time is a moment, a day or nothing`() throws {
        let exact = try Self.entry(#"{"id":"a","log_time":"2026-06-07T08:00:00.25+02:00"}"#)
        #expect(exact.moment == .at("2026-06-07T06:00:00.250Z"))
        #expect(exact.observation.timeSource == .provider)
        let day = try Self.entry(#"{"id":"a","log_time":"2026-06-07"}"#)
        #expect(day.moment == nil)
        #expect(day.observation.startedAt == .value(.at("2026-06-07T00:00:00Z")))
        #expect(day.observation.timeSource == .date)
        for fields in [#"{"id":"a"}"#, #"{"id":"a","log_time":null}"#, #"{"log_time":"soon"}"#] {
            let none = try Self.entry(fields)
            #expect(none.moment == nil)
            #expect(none.observation.startedAt.value == nil)
            #expect(none.observation.timeSource == .firstSeen)
        }
    }

    @Test func `an entry without an id has one that follows from its other fields`() throws {
        let fields = #""log_time":"2026-06-07T08:00:00Z","status":200,"request":"GET /a""#
        let plain = try Self.run("{\(fields)}").id
        let empty = try Self.run("{\(fields),\"id\":\"\"}").id
        let more = try Self.run("{\(fields),\"added_later\":1}").id
        #expect(plain == empty)
        #expect(plain == more)
        #expect(plain.text.hasPrefix("derived-"))
        let others = try [
            #"{"log_time":"2026-06-07T08:00:01Z","status":200,"request":"GET /a"}"#,
            #"{"log_time":"2026-06-07T08:00:00Z","status":201,"request":"GET /a"}"#,
            #"{"log_time":"2026-06-07T08:00:00Z","status":200,"event":"GET /a"}"#,
        ].map { try Self.run($0).id }
        #expect(Set(others + [plain]).count == 4)
        var twins: [String: Int] = [:]
        let elsewhere = try SupermetricsWire.entry(
            json("{\(fields)}"), of: "other", twins: &twins)
        #expect(elsewhere.observation.id != plain)
    }

    @Test func `a duration below 0 is none`() throws {
        #expect(try Self.run(#"{"id":"a","status":200,"duration_ms":-1}"#).duration == nil)
        #expect(try Self.run(#"{"id":"a","status":200,"duration_ms":0}"#).duration == 0)
    }

    @Test func `entries that are alike in every field stay apart`() throws {
        var twins: [String: Int] = [:]
        let ids = try (0..<3).map { _ in
            try SupermetricsWire.entry(json(#"{"status":200}"#), of: "c", twins: &twins)
                .observation.id
        }
        #expect(Set(ids).count == 3)
    }

    @Test(arguments: ["1", "null", #""text""#, "[]"])
    func `what is no entry is rejected`(text: String) throws {
        var twins: [String: Int] = [:]
        let error = #expect(throws: RejectedRow.self) {
            try SupermetricsWire.entry(json(text), of: "c", twins: &twins)
        }
        #expect(error?.withoutDigest == RejectedRow(id: nil, field: nil))
    }

    @Test(arguments: [#"{"name":"A"}"#, #"{"connector_identifier":"a/../b"}"#, "7"])
    func `a connector needs an identifier that is one`(text: String) throws {
        #expect(SupermetricsWire.connector(try json(text)) == nil)
    }

    @Test func `an error's description says more than its message`() async throws {
        let body = """
            {"meta":{"request_id":"BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN"},
             "error":{"code":"BAD_REQUEST","message":"The request was invalid.",
              "description":"limit must be at most 1000."}}
            """
        let transport = ScriptedTransport { _ in .json(body, status: 400) }
        let provider = SupermetricsProvider(client: try .scripted(transport), team: 7)
        var expected = APIProblem(status: 400)
        expected.code = "BAD_REQUEST"
        expected.title = "The request was invalid."
        expected.message = "limit must be at most 1000."
        expected.supportIDs = [SupportID(.request, "BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN")]
        await #expect(throws: ProviderError.refused(expected)) { try await provider.pipelines() }
    }

    private static func entry(_ text: String) throws -> SupermetricsEntry {
        var twins: [String: Int] = [:]
        return try SupermetricsWire.entry(json(text), of: "T3S70", twins: &twins)
    }

    private static func run(_ text: String) throws -> Run {
        RunRecord(
            try entry(text).observation, source: SourceName("test"), provider: .supermetrics,
            seenAt: .test
        ).run(pipelineName: nil)
    }

    /// The response of the vendor's page.
    private static let example = """
        {"logs": [{
          "id": "123-foo", "log_time": "2025-01-01", "status": 200, "event": "auth.token.refresh",
          "request": "POST /api/oauth/token_refresh", "duration_ms": 253,
          "request_id": "8dc24bc2-8a17-4188-a509-217cb8799929"
        }]}
        """
}
