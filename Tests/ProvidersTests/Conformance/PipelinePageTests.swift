import Runs
import Testing

@testable import Providers

/// Lists of pipelines that go on behind their first page.
@Suite struct PipelinePageTests {
    /// Objects with numbers for identifiers.
    private static func rows(_ numbers: Range<Int>) -> String {
        "[" + numbers.map { #"{"id":"\#($0)","name":"n"}"# }.joined(separator: ",") + "]"
    }

    private static func number(_ call: ScriptedCall, _ name: String) -> Int {
        call.query[name].flatMap { Int($0) } ?? 0
    }

    @Test(
        arguments: [
            (99, ["0"]), (100, ["0", "95"]), (150, ["0", "95"]), (195, ["0", "95", "190"]),
            (0, ["0"]),
        ] as [(Int, [String])])
    func `integrations of Elastic Path are read to the end, each once`(
        count: Int, offsets: [String]
    ) async throws {
        let transport = ScriptedTransport { call in
            let offset = min(Self.number(call, "page[offset]"), count)
            let end = min(offset + Self.number(call, "page[limit]"), count)
            return .json(#"{"data":\#(Self.rows(offset..<end))}"#)
        }
        let found = try await ElasticPathProvider(client: try .scripted(transport)).pipelines()
        #expect(found.map(\.id.text) == (0..<count).map { String($0) })
        #expect(await transport.calls.compactMap { $0.query["page[offset]"] } == offsets)
    }

    @Test func `integrations that come again whatever is asked for have an end`() async throws {
        let transport = ScriptedTransport(json: #"{"data":\#(Self.rows(0..<100))}"#)
        let found = try await ElasticPathProvider(client: try .scripted(transport)).pipelines()
        #expect(found.count == 100)
        #expect(await transport.calls.count == 2)
    }

    @Test(
        arguments: [
            (99, nil, 1), (100, nil, 2), (101, nil, 2), (100, #""total":100"#, 1),
            (101, #""total":101,"per_page":100"#, 2), (200, #""total":200,"per_page":100"#, 2),
            (201, #""total":201,"per_page":100"#, 3), (101, #""total":101"#, 2),
            (200, #""total":200"#, 2), (201, #""total":201"#, 3), (0, #""total":0"#, 1),
        ] as [(Int, String?, Int)])
    func `workflows of LeadLex are read to the end, at no call too many`(
        count: Int, meta: String?, calls: Int
    ) async throws {
        let transport = ScriptedTransport { call in
            let size = Self.number(call, "per_page")
            let start = min((Self.number(call, "page") - 1) * size, count)
            let rows = Self.rows(start..<min(start + size, count))
            let place = meta.map { #","meta":{\#($0)}"# } ?? ""
            return .json(#"{"data":{"workflows":\#(rows)}\#(place)}"#)
        }
        let found = try await LeadLexProvider(client: try .scripted(transport)).pipelines()
        #expect(found.map(\.id.text) == (0..<count).map { String($0) })
        let pages = await transport.calls.compactMap { $0.query["page"] }
        #expect(pages == (1...calls).map { String($0) })
    }

    @Test(arguments: [(25, 1), (26, 2), (60, 3), (75, 3), (76, 4)])
    func `workflows of LeadLex are read to the end of pages that are smaller than asked for`(
        count: Int, calls: Int
    ) async throws {
        let transport = ScriptedTransport { call in
            guard call.path == LeadLexWire.workflowsPath else {
                return .json(#"{"data":{"logs":[]}}"#)
            }
            let size = min(Self.number(call, "per_page"), 25)
            let start = min((Self.number(call, "page") - 1) * size, count)
            let rows = Self.rows(start..<min(start + size, count))
            return .json(#"{"data":{"workflows":\#(rows)},"meta":{"total":\#(count)}}"#)
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        #expect(try await provider.pipelines().count == count)
        #expect(await transport.calls.count == calls)

        await transport.forgetCalls()
        _ = try await Poll.run(provider)
        let lists = await transport.calls.filter { $0.path == LeadLexWire.workflowsPath }
        #expect(lists.count == calls)
    }

    @Test func `connectors of Well are read to the end by their cursors`() async throws {
        let transport = ScriptedTransport { call in
            guard call.path == WellWire.workspaceConnectorsPath else {
                return .json(#"{"data":[]}"#)
            }
            return call.query["cursor"] == nil
                ? .json(#"{"data":[{"id":"1"}],"links":{"next":"c+1"}}"#)
                : .json(#"{"data":[{"id":"2"}],"links":{"next":null}}"#)
        }
        let found = try await WellProvider(client: try .scripted(transport)).pipelines()
        #expect(found.map(\.id.text) == ["1", "2"])
        let calls = await transport.calls
        #expect(calls.map { $0.query["cursor"] } == [nil, "c+1", nil])
        #expect(calls.map { $0.query["limit"] } == ["100", "100", "100"])
    }

    @Test(
        arguments: [
            (nil, nil), (-86_401_000, 0), (-86_401_001, -1), (0, 86_401_000),
        ] as [(Int64?, Int64?)])
    func `entries of Supermetrics are asked for to the end of the day of a question's end`(
        until: Int64?, bound: Int64?
    ) {
        var question = RunQuestion()
        question.until = until.map { .at(ms: $0) }
        #expect(question.supermetricsBound == bound.map { .at(ms: $0) })
    }

    @Test func `a question tells of no gap that every poll would tell of`() async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        for question in [nil, RunQuestion()] {
            let page = try await provider.page(
                PageRequest(
                    position: nil, since: .test - 90 * 86_400, now: .test, question: question))
            #expect((page.gap == nil) == (question != nil))
        }
    }
}
