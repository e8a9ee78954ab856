import Providers
import Runs
import Testing

/// A refusal that asks for a wait is no leave to go on with something else.
@Suite struct RefusalPatienceTests {
    /// Scripts an API whose refusals of some paths ask for a wait.
    private func transport(
        refusing status: Int, where isRefused: @escaping @Sendable (ScriptedCall) -> Bool,
        _ script: @escaping ScriptedTransport.Script
    ) -> ScriptedTransport {
        ScriptedTransport { call throws(ProviderError) in
            isRefused(call) ? .wait(status) : try script(call)
        }
    }

    /// Sees that some work ends with the first refusal, and with what it asks for.
    private func expectPatience(
        with transport: ScriptedTransport, _ status: Int, after calls: Int,
        sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
    ) async {
        let error = await #expect(throws: ProviderError.self, sourceLocation: sourceLocation) {
            try await work()
        }
        #expect(error?.retryAfter == 7_000, sourceLocation: sourceLocation)
        guard case .refused(let problem) = error else { return }
        #expect(problem.status == status, sourceLocation: sourceLocation)
        #expect(await transport.calls.count == calls, sourceLocation: sourceLocation)
    }

    @Test(arguments: [403, 404])
    func `LeadLex reads no other workflow`(status: Int) async throws {
        var logs = WorkflowLogs()
        for number in 1...3 {
            logs.add(
                WorkflowLogs.Entry(
                    id: "run-\(number)", workflow: "wf_\(number)", triggered: .test - 3_600))
        }
        let api = transport(
            refusing: status, where: { $0.path.hasSuffix("/logs") }, logs.answer)
        let provider = LeadLexProvider(client: try .scripted(api))
        await expectPatience(with: api, status, after: 2) { _ = try await Poll.run(provider) }
    }

    @Test(arguments: [403, 404])
    func `Elastic Path does not go over to the integrations' own lists`(
        status: Int
    ) async throws {
        let api = transport(refusing: status, where: { $0.path == "/v2/integrations/logs" }) { _ in
            .json(#"{"data":[{"id":"a"}]}"#)
        }
        let provider = ElasticPathProvider(client: try .scripted(api))
        await expectPatience(with: api, status, after: 1) { _ = try await Poll.run(provider) }
    }

    @Test(arguments: [403, 404, 429, 503])
    func `Elastic Path reads no other integration's list`(status: Int) async throws {
        let api = transport(refusing: status, where: { $0.path == "/v2/integrations/a/logs" }) {
            call in
            call.path == "/v2/integrations/logs"
                ? .error(403, "No") : .json(#"{"data":[{"id":"a"},{"id":"b"}]}"#)
        }
        let provider = ElasticPathProvider(client: try .scripted(api))
        await expectPatience(with: api, status, after: 3) { _ = try await Poll.run(provider) }
    }

    @Test(arguments: [403, 404])
    func `Supermetrics reads no other connector`(status: Int) async throws {
        let api = transport(refusing: status, where: { $0.path.hasSuffix("/a/logs") }) { _ in
            .json(#"{"logs":[]}"#)
        }
        let provider = SupermetricsProvider(
            client: try .scripted(api), team: 7, connectors: ["a", "b"])
        await expectPatience(with: api, status, after: 1) { _ = try await Poll.run(provider) }
    }

    @Test(arguments: [403, 404])
    func `Supermetrics does not make do without names`(status: Int) async throws {
        let api = transport(refusing: status, where: { _ in true }) { _ in .json("{}") }
        let provider = SupermetricsProvider(client: try .scripted(api), team: 7, connectors: ["a"])
        await expectPatience(with: api, status, after: 1) { _ = try await provider.pipelines() }
    }

    @Test(arguments: [403, 404])
    func `Polytomic does not go on to the bulk syncs`(status: Int) async throws {
        let api = transport(refusing: status, where: { $0.path == "/api/syncs" }) { _ in
            .json(#"{"data":[]}"#)
        }
        let provider = PolytomicProvider(
            client: try .scripted(api), authentication: .bearer(organization: nil))
        await expectPatience(with: api, status, after: 1) { _ = try await provider.pipelines() }
    }

    @Test(arguments: [403, 404])
    func `Well does not make do without names`(status: Int) async throws {
        let api = transport(refusing: status, where: { $0.path == "/v1/connectors" }) { _ in
            .json(#"{"data":[{"id":"1"}]}"#)
        }
        let provider = WellProvider(client: try .scripted(api))
        await expectPatience(with: api, status, after: 2) { _ = try await provider.pipelines() }
    }

    @Test(arguments: [400, 403, 404, 422])
    func `Well does not read the list instead of the records`(status: Int) async throws {
        let api = transport(refusing: status, where: { $0.path == "/v1/records/query" }) { _ in
            .json(#"{"data":[]}"#)
        }
        let provider = WellProvider(client: try .scripted(api))
        await expectPatience(with: api, status, after: 1) {
            _ = try await provider.page(
                PageRequest(
                    position: nil, since: .test - 86_400, now: .test, question: RunQuestion()))
        }
    }
}
