import Providers
import Runs
import Testing

/// Runs that are logged long after they began, and lists without an end.
@Suite struct LeadLexLateTests {
    @Test func `a run that takes as long as one before is found when it is logged at last`()
        async throws
    {
        var logs = WorkflowLogs()
        var slow = WorkflowLogs.Entry(id: "slow-1", workflow: "wf", triggered: .test - 7_000)
        slow.duration = 2_400_000
        logs.add(slow)
        logs.add(WorkflowLogs.Entry(id: "a", workflow: "wf", triggered: .test - 60))
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 2)

        logs.add(WorkflowLogs.Entry(id: "b", workflow: "wf", triggered: .test + 2_300))
        await transport.answer(logs.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 2_310)
        #expect(second.observations.map(\.id.text) == ["b"])

        // It began before `b` by far more than ten minutes, and ended after it.
        var late = WorkflowLogs.Entry(id: "slow-2", workflow: "wf", triggered: .test - 30)
        late.duration = 2_400_000
        logs.add(late)
        logs.add(WorkflowLogs.Entry(id: "c", workflow: "wf", triggered: .test + 2_390))
        await transport.answer(logs.answer)
        await transport.forgetCalls()
        let third = try await Poll.run(provider, from: second.position, now: .test + 2_400)
        #expect(Set(third.observations.map(\.id.text)) == ["slow-2", "c"])
        #expect(await transport.calls.count == 2)
    }

    @Test func `an unknown run above a known one is told, whatever its start`() async throws {
        var logs = WorkflowLogs()
        logs.ignoresAfter = true
        for index in 0..<3 {
            logs.add(
                WorkflowLogs.Entry(
                    id: "run-\(index)", workflow: "wf", triggered: .test - Int64(index * 300)))
        }
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        logs.add(WorkflowLogs.Entry(id: "late", workflow: "wf", triggered: .test - 100))
        logs.add(WorkflowLogs.Entry(id: "new", workflow: "wf", triggered: .test + 5_000))
        await transport.answer(logs.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 5_010)
        #expect(Set(second.observations.map(\.id.text)) == ["late", "new"])
    }

    @Test func `a list of workflows that repeats its page has an end`() async throws {
        let rows = (0..<100).map { #"{"id":"wf\#($0)","name":"w"}"# }.joined(separator: ",")
        let transport = ScriptedTransport { call in
            call.path == "/v1/workflows"
                ? .json(#"{"data":{"workflows":[\#(rows)]}}"#) : .json(#"{"data":{"logs":[]}}"#)
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        #expect(try await provider.pipelines().count == 100)
        #expect(await transport.calls.count == 2)

        await transport.forgetCalls()
        let other = LeadLexProvider(client: try .scripted(transport))
        _ = try await Poll.run(other)
        #expect(await transport.calls.filter { $0.path == "/v1/workflows" }.count == 2)
    }
}
