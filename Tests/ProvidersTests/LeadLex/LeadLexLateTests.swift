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

    @Test func `of several known runs the lowest tells which unknown ones are new`() async throws {
        var logs = WorkflowLogs(spacing: 200, count: 3, newest: .test)
        logs.ignoresAfter = true
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.observations.count == 3)
        for (id, known) in [("a", "run-0"), ("b", "run-1"), ("c", "run-2"), ("below", "none")] {
            logs.insert(
                WorkflowLogs.Entry(id: id, workflow: "wf_1", triggered: .test - 90_000),
                above: known)
        }
        await transport.answer(logs.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 1_000)
        #expect(second.observations.map(\.id.text) == ["a", "b", "c"])
    }

    @Test func `as many new runs as a page holds make no page that comes back`() async throws {
        let before = WorkflowLogs(spacing: 60, count: 150, newest: .test - 60)
        var grown = before
        for index in 0..<100 {
            grown.add(
                WorkflowLogs.Entry(id: "new-\(index)", workflow: "wf_1", triggered: .test - 5))
        }
        let after = grown
        let transport = ScriptedTransport { call throws(ProviderError) in
            try (call.index < 2 ? before : after).answer(call)
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(poll.gaps.isEmpty)
        #expect(poll.runs.count == 250)
    }

    @Test func `a workflow that is met late is read as far back as the others were`()
        async throws
    {
        var logs = WorkflowLogs()
        logs.add(WorkflowLogs.Entry(id: "new", workflow: "wf_1", triggered: .test - 60))
        logs.add(WorkflowLogs.Entry(id: "old", workflow: "wf_2", triggered: .test - 80_000))
        let provider = LeadLexProvider(client: try .scripted(ScriptedTransport(logs.answer)))
        var position: ReadPosition?
        for _ in 0..<2 {
            position = try await provider.page(
                PageRequest(position: position, since: .test - 86_400, now: .test)
            ).position
        }
        let later = Timestamp.test + 40_000
        let poll = try await Poll.run(
            provider, from: position, since: later - 86_400, now: later)
        #expect(poll.observations.map(\.id.text) == ["old"])
    }

    @Test func `a run that was logged while reading paused for long is found after it`()
        async throws
    {
        // The pages of the first poll are read hours apart, and its end sees runs of then.
        var logs = WorkflowLogs(spacing: 60, count: 150, newest: .test - 60)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        var position: ReadPosition?
        for _ in 0..<2 {
            position = try await provider.page(
                PageRequest(position: position, since: .test - 86_400, now: .test)
            ).position
        }
        for index in 0..<60 {
            logs.add(
                WorkflowLogs.Entry(
                    id: "new-\(index)", workflow: "wf_1",
                    triggered: .test + 30_000 + Int64(index)))
        }
        // Dated before what the first page held, and so among its runs.
        for index in 0..<60 {
            logs.add(
                WorkflowLogs.Entry(
                    id: "late-\(index)", workflow: "wf_1", triggered: .test - 90 - Int64(index)))
        }
        await transport.answer(logs.answer)
        let first = try await Poll.run(provider, from: position, now: .test + 30_100)
        let second = try await Poll.run(provider, from: first.position, now: .test + 30_120)
        let reported = Set((first.observations + second.observations).map(\.id.text))
        #expect(
            (0..<60).allSatisfy {
                reported.contains("new-\($0)") && reported.contains("late-\($0)")
            })
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
