@testable import Providers
import Runs
import Testing

@Suite struct WellProviderTests {
    @Test func `a connector is named after its account, else after what it connects to`() throws {
        let connected = try json(
            """
            [{"id":"1","attributes":{"config":{"account_label":"Ops"}},
              "relationships":{"connector":{"data":{"id":"c"}}}},
             {"id":"2","attributes":{"config":null},
              "relationships":{"connector":{"data":{"id":"c"}}}},
             {"id":"3","relationships":{"connector":{"data":{"id":"gone"}}}}, {"name":"none"}]
            """)
        let connectors = try json(#"[{"id":"c","attributes":{"name":"Mercury"}},{"id":"d"}]"#)
        let pipelines = WellWire.pipelines(
            (connected.elements ?? []).compactMap(WellWire.connection),
            connectors: (connectors.elements ?? []).compactMap(WellWire.connector))
        #expect(
            pipelines == [
                Pipeline(id: PipelineID("1"), name: "Ops"),
                Pipeline(id: PipelineID("2"), name: "Mercury"),
                Pipeline(id: PipelineID("3"), name: nil),
            ])
    }

    @Test func `forbidden connectors leave ids without names, and other errors are told`()
        async throws
    {
        let transport = ScriptedTransport { call in
            call.path == WellWire.connectorsPath
                ? .json("{}", status: 403) : .json(#"{"data":[{"id":"1"}]}"#)
        }
        let provider = WellProvider(client: try .scripted(transport))
        #expect(try await provider.pipelines() == [Pipeline(id: PipelineID("1"), name: nil)])
        await transport.answer { _ in .json("{}", status: 403) }
        await #expect(throws: ProviderError.refused(APIProblem(status: 403))) {
            try await provider.pipelines()
        }
        await transport.answer { _ in .json("{}", status: 500) }
        await #expect(throws: ProviderError.refused(APIProblem(status: 500))) {
            try await provider.pipelines()
        }
    }

    @Test func `the workspace goes with every call`() async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = WellProvider(client: try .scripted(transport), workspace: "w-1")
        _ = try await Poll.run(provider)
        _ = try await provider.pipelines()
        #expect(await transport.calls.map { $0.query["workspaceId"] } == ["w-1", "w-1", "w-1"])
    }

    @Test func `the first walk stops at the age that is wanted`() async throws {
        let list = WellList(spacing: 60, count: 3_000, newest: .test)
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        let poll = try await Poll.run(provider, since: .test - 3_600)
        #expect(poll.runs.count == 61)
        #expect(await transport.calls.count == 1)
        #expect(await transport.calls.first?.query["limit"] == "100")
    }

    @Test func `runs that share the very moment of the bound are all read`() async throws {
        let list = WellList(spacing: 0, count: 150, newest: .test - 3_600)
        let provider = WellProvider(client: try .scripted(ScriptedTransport(list.answer)))
        #expect(try await Poll.run(provider, since: .test - 3_600).runs.count == 150)
    }

    @Test func `a later poll reads the first page and says only what is new`() async throws {
        var list = WellList(spacing: 60, count: 3_000, newest: .test)
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider, since: .test - 86_400)
        list.add(id: "new", created: .test + 5, status: "success")
        await transport.answer(list.answer)
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.records[RunID("new")] != nil)
        #expect(second.runs.count <= 4)
        #expect(await transport.calls.count == 1)
    }

    @Test func `an open run far down is read again until it has ended`() async throws {
        var list = WellList(spacing: 1, count: 900, newest: .test)
        list.rows[700].status = "in_progress"
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.records[list.rows[700].id]?.run(pipelineName: nil).status == .running)

        list.rows[700].status = "error"
        await transport.answer(list.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.records[list.rows[700].id]?.run(pipelineName: nil).status == .failed)

        await transport.forgetCalls()
        _ = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(await transport.calls.count == 2)
    }

    @Test func `an old open run is looked for with growing pauses only`() async throws {
        var list = WellList(spacing: 60, count: 2_000, newest: .test)
        list.rows[1_200].status = "in_progress"
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        var poll = try await Poll.run(provider)
        var deep = 0
        for step in 1...240 {
            await transport.forgetCalls()
            poll = try await Poll.run(provider, from: poll.position, now: .test + Int64(step) * 15)
            if await transport.calls.count > 1 { deep += 1 }
        }
        // It is 20 hours old, so an hour holds one look at the most, and two hours one at least.
        #expect(deep <= 1)
        await transport.forgetCalls()
        _ = try await Poll.run(provider, from: poll.position, now: .test + 7_300)
        if await transport.calls.count > 1 { deep += 1 }
        #expect(deep >= 1)
    }

    @Test func `an open run that left the list is no longer looked for`() async throws {
        var list = WellList(spacing: 1, count: 900, newest: .test)
        list.rows[700].status = "in_progress"
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        var poll = try await Poll.run(provider)
        #expect(NewestFirstPosition(notes: poll.position?.notes).open.keys.sorted() == ["run-700"])
        list.rows.remove(at: 700)
        await transport.answer(list.answer)
        poll = try await Poll.run(provider, from: poll.position, now: .test + 15)
        let position = NewestFirstPosition(notes: poll.position?.notes)
        #expect(position.open.isEmpty)
    }

    @Test func `a cursor that comes back ends the walk and tells the gap`() async throws {
        let row =
            #"{"id":"a","attributes":{"status":"success","created_at":"2026-06-07T11:00:00Z"}}"#
        let transport = ScriptedTransport(json: #"{"data":[\#(row)],"links":{"next":"same"}}"#)
        let provider = WellProvider(client: try .scripted(transport))
        let poll = try await Poll.run(provider, atMost: 10)
        #expect(poll.pages < 5)
        #expect(
            poll.gaps == [
                ReadGap(from: .test - 86_400, until: .at("2026-06-07T11:00:00Z"))
            ])
    }

    @Test(arguments: [0, 1, 9, 10])
    func `ten empty pages with a next link end the walk, and what they hide is a gap`(
        emptyPages: Int
    ) async throws {
        let list = WellList(spacing: 60, count: 300, newest: .test)
        let transport = ScriptedTransport { call throws(ProviderError) in
            let isEmpty = (1...max(emptyPages, 1)).contains(call.index) && emptyPages > 0
            guard isEmpty else {
                let cursor = "+/=run-99"
                return call.index == 0
                    ? try list.answer(call) : try list.answer(call, cursor: cursor)
            }
            return .json(#"{"data":[],"links":{"next":"n\#(call.index)"}}"#)
        }
        let poll = try await Poll.run(WellProvider(client: try .scripted(transport)))
        #expect(poll.runs.count == (emptyPages < 10 ? 300 : 100))
        let hidden = ReadGap(from: .test - 86_400, until: .test - 99 * 60)
        #expect(poll.gaps == (emptyPages < 10 ? [] : [hidden]))
    }

    @Test func `empty pages alone with next links are an error`() async throws {
        let transport = ScriptedTransport { call in
            .json(#"{"data":[],"links":{"next":"n\#(call.index)"}}"#)
        }
        let provider = WellProvider(client: try .scripted(transport))
        await #expect(throws: ProviderError.unreadable(.circular)) { try await Poll.run(provider) }
        #expect(await transport.calls.count == 10)
    }

    @Test func `a forgotten cursor starts the walk again, and only once`() async throws {
        let list = WellList(spacing: 1, count: 900, newest: .test)
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.index == 1 ? .json("{}", status: 400) : try list.answer(call)
        }
        let provider = WellProvider(client: try .scripted(transport))
        #expect(try await Poll.run(provider).runs.count == 900)

        let forgetful = ScriptedTransport { call throws(ProviderError) in
            call.query["cursor"] == nil ? try list.answer(call) : .json("{}", status: 400)
        }
        let other = WellProvider(client: try .scripted(forgetful))
        await #expect(throws: ProviderError.refused(APIProblem(status: 400))) {
            try await Poll.run(other)
        }
    }

    @Test func `a row dated ahead of time does not hide those to come`() async throws {
        var list = WellList(spacing: 60, count: 10, newest: .test)
        list.add(id: "ahead", created: .test + 9_999_999, status: "success")
        let transport = ScriptedTransport(list.answer)
        let provider = WellProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        list.add(id: "next", created: .test + 10, status: "success")
        await transport.answer(list.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.records[RunID("next")] != nil)
    }
}
