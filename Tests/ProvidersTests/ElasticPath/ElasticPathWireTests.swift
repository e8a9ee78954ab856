import Providers
import Runs
import Testing

@Suite struct ElasticPathWireTests {
    /// The example of the vendor's page.
    private static let example = """
        {"id":"ac8bb58e-2b9b-4ccf-9dd2-ecdf50417849","type":"integration","succeeded":true,
         "attempt":1,"body":"Not Found","status_code":404,
         "error_detail":"Received a status code outside of 2xx range - treating as a fail",
         "relationships":{
          "integration":{"data":{"id":"ff8634a8-a89e-4eac-baab-9b7b8c4f8720","type":"integration"}},
          "job":{"data":{"id":"0b7e0d05-4bf1-4c1c-b12f-6cbe2f8e4f11","type":"job"}}}}
        """

    private func poll(_ rows: String...) async throws -> Poll {
        let body = """
            {"data":[\(rows.joined(separator: ","))],
             "meta":{"limit":100,"offset":0,"current":1,"total":1},
             "results":{"total":\(rows.count)}}
            """
        let client = try APIClient.scripted(ScriptedTransport(json: body))
        return try await Poll.run(ElasticPathProvider(client: client))
    }

    private func row(_ members: String, id: String = "a") async throws -> Run {
        try await poll(#"{"id":"\#(id)",\#(members)}"#).onlyRun()
    }

    @Test func `the documented example becomes this run`() async throws {
        let run = try await poll(Self.example).onlyRun()
        var expected = Run(
            source: SourceName("test"), provider: .elasticPath,
            id: RunID("ac8bb58e-2b9b-4ccf-9dd2-ecdf50417849"), status: .succeeded,
            firstSeen: .test)
        expected.rawStatus = "true"
        expected.pipeline = Pipeline(
            id: PipelineID("ff8634a8-a89e-4eac-baab-9b7b8c4f8720"), name: nil)
        expected.attempt = 1
        expected.httpStatus = 404
        expected.error = RunError(
            message: "Received a status code outside of 2xx range - treating as a fail")
        expected.metadata = .string("Not Found")
        expected.related = [
            RelatedID(key: "job_id", value: "0b7e0d05-4bf1-4c1c-b12f-6cbe2f8e4f11")
        ]
        expected.timeSource = .firstSeen
        expected.listPlace = ListPlace(arrival: .backlog, listed: .test, rank: 0)
        #expect(run == expected)
        #expect(run.isContradictory)
    }

    @Test func `a time comes with nanoseconds and a duration in seconds`() async throws {
        let run = try await row(
            """
            "succeeded":true,"processing_time":1.2345,
            "meta":{"timestamps":{"created_at":"2026-06-07T08:00:00.123456789Z"}}
            """)
        #expect(run.startedAt == .at("2026-06-07T08:00:00.123Z"))
        #expect(run.duration == 1_235)
        #expect(run.timeSource == .provider)
        #expect(run.listPlace == nil)
    }

    @Test(arguments: [
        (#""succeeded":false,"body":"no such host""#, "no such host" as String?),
        (#""succeeded":false,"body":{"a":[1]}"#, #"{"a":[1]}"#),
        (#""succeeded":false,"body":"x","error_detail":"why""#, "why"),
        (#""succeeded":true,"body":"x","error_detail":"why""#, "why"),
        (#""succeeded":false,"body":"x","error_detail":"""#, "x"),
        (#""succeeded":true,"body":"x""#, nil),
        (#""succeeded":false,"body":"""#, nil),
        (#""succeeded":false,"body":null"#, nil),
    ])
    func `the detail is the error, and the body only of a failure`(
        members: String, message: String?
    ) async throws {
        #expect(try await row(members).error?.message == message)
    }

    @Test(arguments: [
        ("true", RunStatus.succeeded, "true" as String?), ("false", .failed, "false"),
        (#""false""#, .failed, "false"), ("null", .unknown, nil), (#""maybe""#, .unknown, "maybe"),
    ])
    func `succeeded alone decides the status`(
        value: String, status: RunStatus, raw: String?
    ) async throws {
        let run = try await row(#""type":"job","status_code":"500","succeeded":\#(value)"#)
        #expect(run.status == status)
        #expect(run.rawStatus == raw)
        #expect(run.httpStatus == 500)
    }

    @Test func `a row without an id or an outcome is told and harms no other`() async throws {
        let poll = try await poll(
            #"{"succeeded":true}"#, #"{"id":"b"}"#, Self.example, #"[]"#)
        #expect(poll.runs.count == 1)
        #expect(
            poll.rejected.map(\.withoutDigest) == [
                RejectedRow(id: nil, field: "id"), RejectedRow(id: "b", field: "succeeded"),
                RejectedRow(id: nil, field: nil),
            ])
    }

    @Test func `an integration's configuration goes nowhere`() async throws {
        let client = try APIClient.scripted(
            ScriptedTransport(
                json: """
                    {"data":[{"id":"i","name":"ERP","integration_type":"webhook",
                     "configuration":{"url":"https://h","secret_key":"whsec_1"}}]}
                    """))
        let found = try await ElasticPathProvider(client: client).pipelines()
        #expect(found == [Pipeline(id: PipelineID("i"), name: "ERP")])
    }

    @Test(arguments: [401, 422, 500])
    func `a refusal is told in the vendor's words`(status: Int) async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"{"errors":[{"title":"T","status":"\#(status)","detail":"D"}]}"#, status: status)
        }
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let error = await #expect(throws: ProviderError.self) { try await Poll.run(provider) }
        guard case .refused(let problem)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.status == status)
        #expect(problem.title == "T")
        #expect(problem.message == "D")
    }
}
