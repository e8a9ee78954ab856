import Providers
import Runs
import Testing

/// The integrations' own lists, where the store's is refused.
@Suite struct IntegrationListTests {
    /// Answers for a store of three integrations with a log each, some of whose lists are refused.
    private func script(
        _ refusals: [String: Int], servesStore: Bool = false
    ) -> ScriptedTransport.Script {
        var server = LogServer(order: .newestFirst)
        for id in ["a", "b", "c"] { server.add("log-\(id)", integration: id) }
        server.servesStore = servesStore
        let logs = server
        return { call in
            if call.path == "/v2/integrations" {
                return .json(#"{"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}"#)
            }
            let integration = call.path.split(separator: "/")[2]
            if let status = refusals[String(integration)] { return .error(status, "No") }
            return logs.answer(call)
        }
    }

    @Test(arguments: [403, 500, 503])
    func `an integration that is refused or fails is told of and blocks no other`(
        status: Int
    ) async throws {
        for refused in ["a", "b", "c"] {
            let transport = ScriptedTransport(script([refused: status]))
            let provider = ElasticPathProvider(client: try .scripted(transport))
            let poll = try await Poll.run(provider)
            let others = ["a", "b", "c"].filter { $0 != refused }
            #expect(poll.runs.map(\.id.text) == others.map { "log-\($0)" })
            #expect(poll.refusals.map(\.pipeline.text) == [refused])
            #expect(poll.refusals.map(\.problem?.status) == [status])
            #expect(poll.rejected.isEmpty)
        }
    }

    @Test func `an integration that was removed is let go without a word`() async throws {
        let provider = ElasticPathProvider(
            client: try .scripted(ScriptedTransport(script(["b": 404]))))
        let poll = try await Poll.run(provider)
        #expect(poll.runs.map(\.id.text) == ["log-a", "log-c"])
        #expect(poll.refusals.isEmpty)
    }

    @Test
    func `a list of integrations that is forbidden is an error, and keeps no run from being read`()
        async throws
    {
        let forbidden = script([:], servesStore: true)
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.path == "/v2/integrations" ? .error(403, "Forbidden") : try forbidden(call)
        }
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let error = await #expect(throws: ProviderError.self) { try await provider.pipelines() }
        guard case .refused(let problem) = error else { return }
        #expect(problem.status == 403)
        #expect(try await Poll.run(provider).runs.count == 3)
    }

    @Test func `integrations that are all refused are an error, and all are tried again`()
        async throws
    {
        let transport = ScriptedTransport(script(["a": 403, "b": 403, "c": 403]))
        let provider = ElasticPathProvider(client: try .scripted(transport))
        var position: ReadPosition?
        var refusal: ProviderError?
        do {
            for _ in 0..<10 {
                let page = try await provider.page(
                    PageRequest(position: position, since: .test - 86_400, now: .test))
                position = page.position
            }
        } catch {
            refusal = error
        }
        guard case .refused(let problem) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(problem.status == 403)
        await transport.answer(script(["b": 403, "c": 403]))
        let poll = try await Poll.run(provider, from: position, now: .test + 30)
        #expect(poll.runs.map(\.id.text) == ["log-a"])
    }

    @Test func `a configured integration that the store has not is told of`() async throws {
        let transport = ScriptedTransport(script([:], servesStore: true))
        let provider = ElasticPathProvider(
            client: try .scripted(transport), scope: .init(integrations: ["a", "nope"]))
        #expect(try await provider.pipelines().map(\.id.text) == ["a"])
        let poll = try await Poll.run(provider)
        #expect(poll.runs.map(\.id.text) == ["log-a"])
        #expect(
            poll.refusals == [PipelineRefusal(pipeline: PipelineID("nope"), problem: nil)])
    }
}
