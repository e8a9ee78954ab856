@testable import Providers
import Runs
import Testing

@Suite struct PolytomicProviderTests {
    @Test func `a user's key goes as bearer, with version and organisation`() async throws {
        let transport = ScriptedTransport(json: #"{"data":null}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: "org"))
        let poll = try await Poll.run(provider)
        let call = try #require(await transport.calls.first)
        #expect(call.call.authorization == Secret("Bearer key"))
        #expect(call.header("X-Polytomic-Version") == "2025-09-18")
        #expect(call.query["organization_id"] == "org")
        #expect(call.query["limit"] == "100")
        #expect(poll.pages == 1)
        #expect(poll.runs.isEmpty)
    }

    @Test func `an organisation's key goes as basic`() async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .basic(organization: "org"))
        _ = try await Poll.run(provider)
        let call = try #require(await transport.calls.first)
        #expect(call.call.authorization == Secret("Basic b3JnOmtleQ=="))
        #expect(call.query["organization_id"] == nil)
    }

    @Test(
        arguments: [
            (3_600, "2026-06-07T10:59:59.000Z", 0), (90 * 86_400, "2026-06-05T10:58:59.000Z", 1),
        ] as [(Int64, String, Int)])
    func `first contact asks for what is wanted and may still be held, and tells of the rest`(
        age: Int64, after: String, gaps: Int
    ) async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let poll = try await Poll.run(provider, since: .test - age)
        #expect(await transport.calls.first?.query["starting_after"] == after)
        let lost = [ReadGap(from: .test - age, until: .test - 48 * 3_600)]
        #expect(poll.gaps == Array(lost.prefix(gaps)))
    }

    @Test func `after more than 48 hours of silence the gap is told`() async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let first = try await Poll.run(provider)
        let later = Timestamp.test + 72 * 3_600
        let second = try await Poll.run(provider, from: first.position, now: later)
        // By an hour and a minute more on either side, as the server's clock may be off.
        #expect(
            second.gaps == [ReadGap(from: .test - 3_660, until: .test + 25 * 3_600 + 60)])
        let third = try await Poll.run(provider, from: second.position, now: later + 15)
        #expect(third.gaps.isEmpty)
    }

    @Test func `a later poll overlaps and says nothing twice`() async throws {
        var log = EventLog()
        log.add("e1", "sync.running", execution: "x", at: .test - 90)
        log.add("e2", "sync.completed", execution: "x", at: .test - 30)
        let transport = ScriptedTransport(log.answer)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let first = try await Poll.run(provider)
        #expect(first.observations.count == 2)

        log.add("late", "sync.failed", execution: "y", at: .test - 60)
        await transport.answer(log.answer)
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.observations.map(\.id.text) == ["y"])
        #expect(
            await transport.calls.map { $0.query["starting_after"] } == [
                "2026-06-07T11:58:30.000Z"
            ])
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.observations.isEmpty)
    }

    @Test func `the types of events are those that the API lists`() async throws {
        let transport = ScriptedTransport(json: #"{"data":["sync.running",7,"audit.login"]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        #expect(try await provider.eventTypes() == ["sync.running", "audit.login"])
        #expect(await transport.calls.map(\.path) == ["/api/events_types"])
    }

    @Test func `an unreadable event is told once`() async throws {
        let transport = ScriptedTransport(
            json: #"{"data":[{"id":"bad","type":"sync.failed"},{"id":"ok","type":"x","#
                + #""created_at":"2026-06-07T11:59:00Z"}]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let first = try await Poll.run(provider)
        #expect(first.rejected == [RejectedRow(id: "bad", field: "created_at")])
        #expect(first.runs.count == 1)
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.rejected.isEmpty)
    }

    @Test func `a forgotten token leads on by time`() async throws {
        var log = EventLog()
        for index in 0..<250 {
            log.add("e\(index)", "sync.running", execution: "x\(index)", at: .test - Int64(index))
        }
        let served = log
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.query["page_token"] == nil
                ? try served.answer(call) : .json("{}", status: 422)
        }
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        #expect(try await Poll.run(provider).runs.count == 250)
    }

    @Test func `a silence that is too long only by a server's clock ahead of ours is told`()
        async throws
    {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let first = try await Poll.run(provider)
        let short = try await Poll.run(provider, from: first.position, now: .test + 46 * 3_600)
        #expect(short.gaps.isEmpty)
        let long = try await Poll.run(provider, from: first.position, now: .test + 47 * 3_600)
        #expect(long.gaps.count == 1)
    }

    @Test func `a token that is forgotten now and then costs its window another reading`()
        async throws
    {
        var log = EventLog()
        // Of one moment, so that time alone could not lead past the first page.
        for index in 0..<250 {
            log.add("e\(index)", "sync.running", execution: "x\(index)", at: .test - 60)
        }
        let served = log
        let transport = ScriptedTransport { call throws(ProviderError) in
            call.index == 2 ? .json("{}", status: 422) : try served.answer(call)
        }
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let poll = try await Poll.run(provider)
        #expect(poll.runs.count == 250)
        #expect(poll.gaps.isEmpty)
        #expect(await transport.calls.count == 6)
    }

    @Test func `an event that came behind the back of a long walk is asked for by the next one`()
        async throws
    {
        // The server's clock is an hour behind, and its list has no order.
        let transport = ScriptedTransport { call in
            let created = call.index == 0 ? "10:59:00" : "11:01:20"
            let next = call.index == 0 ? #""t""# : "null"
            return .json(
                #"{"data":[{"id":"e\#(call.index)","type":"x","created_at":"2026-06-07T\#(created)Z"}],"#
                    + #""pagination":{"next_page_token":\#(next)}}"#)
        }
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        var position: ReadPosition?
        for seconds: Int64 in [0, 90, 100] {
            position = try await provider.page(
                PageRequest(position: position, since: .test - 86_400, now: .test + seconds)
            ).position
        }
        // An event of 11:00:10 may have come while the second page was awaited.
        let after = try #require(await transport.calls.last?.query["starting_after"])
        #expect(Timestamp.at(after) < .at("2026-06-07T11:00:00Z"))
    }

    @Test func `nine empty pages with tokens are put up with, ten are a gap`() async throws {
        var log = EventLog()
        for index in 0..<150 {
            log.add("e\(index)", "sync.running", execution: "x\(index)", at: .test - Int64(index))
        }
        let served = log
        for emptyPages in [1, 9, 10] {
            let transport = ScriptedTransport { call throws(ProviderError) in
                guard (1...emptyPages).contains(call.index) else {
                    return try served.answer(call, token: call.index == 0 ? nil : "100")
                }
                let token = "empty-\(call.index)"
                return .json(#"{"data": null, "pagination": {"next_page_token": "\#(token)"}}"#)
            }
            let provider = PolytomicProvider(
                client: try .scripted(transport), authentication: .bearer(organization: nil))
            let poll = try await Poll.run(provider)
            #expect(poll.runs.count == (emptyPages < 10 ? 150 : 100))
            #expect(poll.gaps.count == (emptyPages < 10 ? 0 : 1))
        }
    }

    @Test func `syncs and bulk syncs are listed, and one of the two may be forbidden`()
        async throws
    {
        let transport = ScriptedTransport { call in
            switch (call.path, call.query["page_token"]) {
            case (PolytomicWire.syncsPath, nil):
                .json(
                    #"{"data":[{"id":"s1","name":"A"}],"pagination":{"next_page_token":"t"}}"#)
            case (PolytomicWire.syncsPath, _): .json(#"{"data":[{"id":"s2","name":""}]}"#)
            default: .json(#"{"data":[{"id":"b1","name":"B"}]}"#)
            }
        }
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        let found = try await provider.pipelines()
        #expect(found.map(\.label) == ["A", "s2", "B"])
        #expect(await transport.calls.map { $0.query["limit"] } == ["50", "50", "50"])

        await transport.answer { call in
            call.path == PolytomicWire.bulkSyncsPath
                ? .json("{}", status: 403) : .json(#"{"data":[{"id":"s1","name":"A"}]}"#)
        }
        #expect(try await provider.pipelines().map(\.label) == ["A"])

        await transport.answer { _ in .json("{}", status: 403) }
        await #expect(throws: ProviderError.refused(APIProblem(status: 403))) {
            try await provider.pipelines()
        }
    }
}
