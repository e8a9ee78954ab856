import Providers
import Runs
import Testing

/// Lists whose rows move while they are read, or are gone when they are read again.
@Suite struct MovingListTests {
    private func server(_ order: LogServer.Order, _ count: Int, cap: Int = 100) -> LogServer {
        var server = LogServer(order: order)
        server.cap = cap
        server.fill(0..<count)
        return server
    }

    /// Answers the first calls from one state of the list, and the others from the next.
    private func script(
        _ calls: Int, _ before: LogServer, _ after: LogServer
    ) -> ScriptedTransport.Script {
        { call in (call.index < calls ? before : after).answer(call) }
    }

    @Test func `as many new rows as pages are apart make no page that comes back`() async throws {
        let before = server(.newestFirst, 150)
        var after = before
        after.fill(150..<245)
        let transport = ScriptedTransport(script(1, before, after))
        let poll = try await Poll.run(ElasticPathProvider(client: try .scripted(transport)))
        #expect(Set(poll.runs.map(\.id.text)).isSuperset(of: (0..<150).map { "log-\($0)" }))
    }

    @Test func `rows that move up between two pages of a list's end are not missed`()
        async throws
    {
        let known = server(.oldestFirst, 40, cap: 20)
        let transport = ScriptedTransport(known.answer)
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 40)

        var before = known
        before.fill(40..<100)
        var after = before
        after.prune(8)
        await transport.forgetCalls()
        await transport.answer(script(1, before, after))
        let second = try await Poll.run(provider, from: first.position, now: .test + 60)
        #expect(Set(second.runs.map(\.id.text)) == Set((40..<100).map { "log-\($0)" }))
    }

    @Test func `a list of which nothing is left that was known is read from its beginning`()
        async throws
    {
        var rows = server(.oldestFirst, 40, cap: 20)
        let transport = ScriptedTransport(rows.answer)
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        rows.prune(40)
        rows.fill(40..<70)
        await transport.forgetCalls()
        await transport.answer(rows.answer)
        let second = try await Poll.run(provider, from: first.position, now: .test + 60)
        #expect(second.runs.count == 30)
        #expect(await transport.calls.count <= 6)
    }

    @Test func `new rows at the end of a list that was empty at first are told`() async throws {
        var rows = LogServer(order: .oldestFirst, style: .linked)
        rows.cap = 12
        let transport = ScriptedTransport(rows.answer)
        let provider = ElasticPathProvider(client: try .scripted(transport))
        var position = try await Poll.run(provider).position
        rows.fill(2..<15)
        await transport.answer(rows.answer)
        position = try await Poll.run(provider, from: position, now: .test + 60).position
        rows.prune(6)
        rows.fill(15..<18)
        await transport.answer(rows.answer)
        let last = try await Poll.run(provider, from: position, now: .test + 120)
        #expect(last.runs.map(\.id.text) == ["log-15", "log-16", "log-17"])
    }
}

extension LogServer {
    /// Adds logs after all others, two attempts for each job.
    fileprivate mutating func fill(_ numbers: Range<Int>) {
        for number in numbers {
            add("log-\(number)", job: "job-\(number / 2)", attempt: number % 2 + 1)
        }
    }
}
