@testable import Providers
import Runs
import Testing

@Suite struct LeadLexProviderTests {
    private func entry(
        _ id: String, _ workflow: String, _ triggered: Timestamp, counts: Bool = true
    ) -> WorkflowLogs.Entry {
        WorkflowLogs.Entry(id: id, workflow: workflow, triggered: triggered, counts: counts)
    }

    /// Makes workflows with one old run each.
    private func workflows(_ count: Int) -> WorkflowLogs {
        var logs = WorkflowLogs()
        for index in 1...count {
            logs.add(entry("old-\(index)", "wf_\(index)", .test - 3_600))
        }
        return logs
    }

    @Test func `a poll reads the list and only the workflows that were triggered`() async throws {
        var logs = workflows(6)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 6)
        #expect(await transport.calls.count == 7)

        await transport.forgetCalls()
        let quiet = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(quiet.observations.isEmpty)
        #expect(await transport.calls.map(\.path) == ["/v1/workflows"])

        logs.add(entry("new", "wf_4", .test + 20))
        await transport.answer(logs.answer)
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: quiet.position, now: .test + 30)
        #expect(second.observations.map(\.id.text) == ["new"])
        let calls = await transport.calls
        #expect(calls.map(\.path) == ["/v1/workflows", "/v1/workflows/wf_4/logs"])
        #expect(calls.map { $0.query["per_page"] } == ["100", "100"])
        // Ten minutes before the newest known run, and a second, as the bound may be strict.
        #expect(calls[1].query["after"] == "2026-06-07T10:49:59.000Z")
    }

    @Test(arguments: [(99, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
    func `logs cost no call more than the pages that they fill`(
        count: Int, pages: Int
    ) async throws {
        var logs = WorkflowLogs()
        for index in 0..<count {
            logs.add(entry("log-\(index)", "wf_1", .test - 3_600 + Int64(index)))
        }
        let transport = ScriptedTransport(logs.answer)
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(poll.runs.count == count)
        #expect(await transport.calls.count { $0.path.hasSuffix("/logs") } == pages)
    }

    @Test(
        arguments: [0, 30, 150],
        [(100, .whole), (30, .whole), (50, .totalAlone)] as [(Int64, WorkflowLogs.Meta)])
    func `behind a row that is too large pages grow again, as far as the server's do`(
        place: Int, server: (cap: Int64, meta: WorkflowLogs.Meta)
    ) async throws {
        let (cap, meta) = server
        var logs = WorkflowLogs(
            "wf_1", spacing: 1, count: 300, newest: .test - 60, meta: meta)
        logs.cap = cap
        let rows = logs
        let transport = ScriptedTransport { call throws(ProviderError) in
            let reply = try rows.answer(call)
            guard !String(decoding: reply.body, as: UTF8.self).contains("\"run-\(place)\"") else {
                throw .unreachable(.tooLarge(limit: 16_777_216))
            }
            return reply
        }
        let poll = try await Poll.run(
            LeadLexProvider(client: try .scripted(transport)), atMost: 320)
        #expect(poll.runs.count == 299)
        #expect(poll.rejected.count == 1)
        // Pages stay small where a server tells the total alone.
        #expect(await transport.calls.count < (meta == .whole ? 50 : 320))
    }

    @Test func `a skipped run that moves nothing is found by and by`() async throws {
        var logs = workflows(3)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        var poll = try await Poll.run(provider)
        logs.add(entry("skipped", "wf_2", .test + 5, counts: false))
        await transport.answer(logs.answer)
        await transport.forgetCalls()
        var found: [String] = []
        for step in 1...30 {
            poll = try await Poll.run(provider, from: poll.position, now: .test + Int64(step * 45))
            found += poll.observations.map(\.id.text)
        }
        #expect(found == ["skipped"])
        // One more call for each of the three workflows, after a quarter of an hour.
        #expect(await transport.calls.count == 33)
    }

    @Test func `a run that is not logged yet keeps its workflow in sight`() async throws {
        var logs = workflows(1)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        // The list tells of the trigger before the log has the run.
        logs.add(entry("slow", "wf_1", .test + 5))
        let (early, late) = (workflows(1), logs)
        await transport.answer { call throws(ProviderError) in
            try (call.path == "/v1/workflows" ? late : early).answer(call)
        }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.observations.isEmpty)
        await transport.answer(late.answer)
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.observations.map(\.id.text) == ["slow"])
    }

    @Test func `runs that come during a walk are neither lost nor told twice`() async throws {
        let before = WorkflowLogs(spacing: 60, count: 350, newest: .test - 60)
        var grown = before
        for index in 0..<130 {
            grown.add(entry("new-\(index)", "wf_1", .test - Int64(index % 50)))
        }
        let after = grown
        let transport = ScriptedTransport { call throws(ProviderError) in
            try (call.index < 3 ? before : after).answer(call)
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        let poll = try await Poll.run(provider)
        #expect(poll.runs.count == 480)
        #expect(poll.observations.count <= 480 + 130)
        let pages = await transport.calls.dropFirst().map { $0.query["page"] }
        // The old rows now end on page 5; then the top is read until known ground.
        #expect(pages == ["1", "2", "3", "4", "5", "1", "2"])
    }

    @Test
    func `a run that moved to a page read before is found, also where the total says nothing`()
        async throws
    {
        let before = WorkflowLogs(spacing: 60, count: 350, newest: .test - 60)
        var grown = before
        grown.add(WorkflowLogs.Entry(id: "new", workflow: "wf_1", triggered: .test))
        var after = grown
        after.remove("run-5")
        let states = [before, before, grown, after]
        let transport = ScriptedTransport { call throws(ProviderError) in
            try states[min(call.index, 3)].answer(call)
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(Set(after.rows.map(\.id)).subtracting(poll.runs.map(\.id.text)) == ["new"])
        #expect(await transport.calls.count == 7)
    }

    @Test func `a list that did not move is not read twice`() async throws {
        let logs = WorkflowLogs(spacing: 60, count: 350, newest: .test - 60)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        #expect(try await Poll.run(provider).runs.count == 350)
        #expect(await transport.calls.count == 5)
    }

    @Test func `pages may be smaller than asked for`() async throws {
        var logs = WorkflowLogs(spacing: 60, count: 130, newest: .test - 60)
        logs.cap = 50
        let provider = LeadLexProvider(client: try .scripted(ScriptedTransport(logs.answer)))
        #expect(try await Poll.run(provider).runs.count == 130)
    }

    @Test func `a page that comes back ends the reading and tells the gap`() async throws {
        let logs = WorkflowLogs(spacing: 60, count: 350, newest: .test - 60)
        let transport = ScriptedTransport { call throws(ProviderError) in
            let own = try logs.answer(call)
            guard call.path != "/v1/workflows", call.query["page"] != "1" else { return own }
            let first = call.call.url.replacing(
                "page=\(call.query["page"] ?? "")&", with: "page=1&")
            let copy = HTTPCall(url: first, headers: [], authorization: nil)
            return try logs.answer(ScriptedCall(copy, index: call.index))
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        let poll = try await Poll.run(provider, atMost: 10)
        #expect(poll.runs.count == 100)
        #expect(poll.gaps == [ReadGap(from: .test - 86_400, until: .test - 6_000)])
    }

    @Test func `only the configured workflows are read and named`() async throws {
        let transport = ScriptedTransport(workflows(6).answer)
        let provider = LeadLexProvider(
            client: try .scripted(transport), workflows: ["wf_2", "wf_5"])
        let poll = try await Poll.run(provider)
        #expect(poll.runs.map(\.id.text) == ["old-2", "old-5"])
        #expect(try await provider.pipelines().map(\.id.text) == ["wf_2", "wf_5"])
    }

    @Test func `a workflow that is not there is told of, and keeps no other from being read`()
        async throws
    {
        let transport = ScriptedTransport(workflows(2).answer)
        let provider = LeadLexProvider(
            client: try .scripted(transport), workflows: ["wf_1", "wf_typo"])
        let poll = try await Poll.run(provider)
        #expect(poll.runs.map(\.id.text) == ["old-1"])
        #expect(poll.refusals.map(\.pipeline.text) == ["wf_typo"])
        #expect(poll.refusals.map(\.problem?.status) == [404])

        let alone = LeadLexProvider(client: try .scripted(transport), workflows: ["wf_typo"])
        let error = await #expect(throws: ProviderError.self) { try await Poll.run(alone) }
        guard case .refused(let problem) = error else { return }
        #expect(problem.code == "not_found")
    }

    @Test func `a workflow that is deleted while it is read is let go`() async throws {
        let logs = workflows(2)
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.path == "/v1/workflows/wf_2/logs"
                ? .json("not_found", status: 404) : try logs.answer(call)
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(poll.runs.map(\.id.text) == ["old-1"])
        #expect(poll.refusals.isEmpty)
    }

    @Test func `a workflow that is forbidden is told of until it can be read`() async throws {
        let logs = workflows(2)
        var triggered = logs
        triggered.add(entry("new", "wf_2", .test + 20))
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.path == "/v1/workflows/wf_2/logs"
                ? .json(#"{"code":"insufficient_permissions"}"#, status: 403)
                : try logs.answer(call)
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.map(\.id.text) == ["old-1"])
        #expect(first.refusals.map(\.pipeline.text) == ["wf_2"])

        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.refusals == first.refusals)
        #expect(await transport.calls.count == 1)

        await transport.answer(triggered.answer)
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.runs.map(\.id.text) == ["new", "old-2"])
        #expect(third.refusals.isEmpty)
    }

    @Test func `workflows that are all forbidden are an error`() async throws {
        let logs = workflows(2)
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.path == "/v1/workflows"
                ? try logs.answer(call)
                : .json(#"{"code":"insufficient_permissions"}"#, status: 403)
        }
        let provider = LeadLexProvider(client: try .scripted(transport))
        let error = await #expect(throws: ProviderError.self) { try await Poll.run(provider) }
        guard case .refused(let problem) = error else { return }
        #expect(problem.code == "insufficient_permissions")
    }

    @Test func `a question reads no workflow of any page that it does not ask for`() async throws {
        var logs = WorkflowLogs()
        logs.cap = 1
        for (index, age) in [50_000, 40_000, 60].enumerated() {
            logs.add(entry("run-\(index)", "wf_\(index)", .test - Int64(age)))
        }
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(
            client: try .scripted(transport), workflows: ["wf_0", "wf_1", "wf_2"])
        var question = RunQuestion()
        question.since = .test - 3_600
        question.statuses = [.succeeded]
        var position: ReadPosition?
        var hasMore = true
        while hasMore {
            let page = try await provider.page(
                PageRequest(
                    position: position, since: .test - 86_400, now: .test, question: question))
            (position, hasMore) = (page.position, page.hasMore)
        }
        let read = await transport.calls.map(\.path).filter { $0.hasSuffix("/logs") }
        #expect(Set(read) == ["/v1/workflows/wf_2/logs"])
    }

    @Test func `numbers of rows beyond all measure end nothing`() async throws {
        let transport = ScriptedTransport { call throws(ProviderError) in
            // The total shrinks to nothing between the pages of the logs.
            let total = call.index < 3 ? "9000000000000000000" : "0"
            let meta = #""meta":{"page":1,"per_page":5000000000000000000,"total":\#(total)}"#
            let rows =
                call.path == "/v1/workflows"
                ? #""workflows":[{"id":"wf_1"}]"#
                : #""logs":[{"id":"a","status":"success","triggered_at":"2026-06-07T11:00:00Z"}]"#
            return .json("{\"data\":{\(rows)},\(meta)}")
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(poll.runs.map(\.id.text) == ["a"])
        #expect(await transport.calls.contains { $0.query["page"] == "2" })
    }

    @Test(arguments: ["list_page", "page"])
    func `a page number beyond all measure in notes ends nothing`(key: String) async throws {
        let now = Timestamp.test.milliseconds
        let most = Int64.max
        let place =
            key == "list_page"
            ? "\"list_page\":\(most)"
            : """
            "reading":{"workflow":{"id":"wf_1"},"floor":\(now - 3_600_000),
             "place":{"page":\(most),"page_size":\(most)},"total":\(most),
             "lastTotal":\(most),"pages":{"repeats":\(most)},"patience":20}
            """
        let notes = try json("{\"walk\":{\"began\":\(now),\"since\":\(now),\(place)}}")
        let logs = workflows(1)
        let transport = ScriptedTransport(logs.answer)
        let provider = LeadLexProvider(client: try .scripted(transport))
        let page = try await provider.page(
            PageRequest(position: ReadPosition(notes), since: .test - 86_400, now: .test))
        #expect(page.position.notes.members != nil)
    }

    @Test func `the budget comes with each page`() async throws {
        let logs = workflows(1)
        let transport = ScriptedTransport { call throws(ProviderError) in
            let own = try logs.answer(call)
            return HTTPReply(
                status: own.status,
                headers: HeaderFields([
                    HeaderField("X-RateLimit-Limit", "100"),
                    HeaderField("X-RateLimit-Remaining", String(90 - call.index)),
                    HeaderField("X-RateLimit-Reset", "1780876800"),
                ]), body: own.body)
        }
        let poll = try await Poll.run(LeadLexProvider(client: try .scripted(transport)))
        #expect(
            poll.budget
                == RateBudget(
                    limit: 100, remaining: 89, resetsAt: .at("2026-06-08T00:00:00Z")))
    }
}
