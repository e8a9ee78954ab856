import Providers
import Runs
import RunTable
import Testing

@Suite struct ElasticPathProviderTests {
    /// A provider of what a server holds, and the transport that counts the calls.
    private func serve(
        _ server: LogServer, integrations: [String] = [], now: Timestamp = .test
    ) throws -> (ElasticPathProvider, ScriptedTransport) {
        let transport = ScriptedTransport { call in Self.answer(call, server) }
        let provider = ElasticPathProvider(
            client: try .scripted(transport), scope: .init(integrations: integrations))
        return (provider, transport)
    }

    private static func answer(_ call: ScriptedCall, _ server: LogServer) -> HTTPReply {
        guard call.path != "/v2/integrations" else {
            return .json(#"{"data":[{"id":"p"},{"id":"q"}]}"#)
        }
        return server.answer(call)
    }

    /// A server of logs without times.
    private func untimed(
        _ count: Int, _ order: LogServer.Order, _ style: LogServer.Style = .counted
    ) -> LogServer {
        var server = LogServer(order: order, style: style)
        for index in 0..<count {
            server.add("log-\(index)", integration: index.isMultiple(of: 2) ? "p" : "q")
        }
        return server
    }

    /// The ids of runs as they are listed by default.
    private func listed(_ polls: Poll...) throws -> [String] {
        var table = RunTable()
        for poll in polls {
            table.merge(
                RunBatch(source: SourceName("test"), records: Array(poll.records.values)))
        }
        let listing = try #require(table.listing(RunListing.Request(), now: .test))
        return (0..<listing.count).map { listing[$0].id.text }
    }

    @Test(arguments: [LogServer.Order.newestFirst, .oldestFirst])
    func `a list that grows before its end is looked at is read to its new end`(
        order: LogServer.Order
    ) async throws {
        let server = untimed(250, order)
        var grown = server
        for number in 0..<3 { grown.add("new-\(number)") }
        let later = grown
        let transport = ScriptedTransport { call in
            Self.answer(call, call.query["page[offset]"] == "0" ? server : later)
        }
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let ids = Set(try await Poll.run(provider).runs.map(\.id.text))
        #expect(ids.isSuperset(of: (0..<250).map { "log-\($0)" }))
    }

    @Test(arguments: [LogServer.Order.newestFirst, .oldestFirst], [0, 1, 150, 298, 299])
    func `behind a row that is too large pages grow again, and nothing is told twice`(
        order: LogServer.Order, large: Int
    ) async throws {
        var server = LogServer(order: order)
        server.cap = large == 1 ? 30 : 100
        for number in 0..<300 {
            server.add("log-\(number)", created: .test - Int64(300 - number))
        }
        let rows = server
        let transport = ScriptedTransport { call throws(ProviderError) in
            let reply = Self.answer(call, rows)
            guard !String(decoding: reply.body, as: UTF8.self).contains("\"log-\(large)\"") else {
                throw .unreachable(.tooLarge(limit: 16_777_216))
            }
            return reply
        }
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 299)
        #expect(!first.rejected.isEmpty)
        #expect(await transport.calls.count < 60)
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.observations.isEmpty)
    }

    @Test(arguments: [LogServer.Order.newestFirst, .oldestFirst])
    func `below a first row that is too large, a poll ends where it meets what is known`(
        order: LogServer.Order
    ) async throws {
        let server = untimed(250, order)
        let transport = ScriptedTransport { call throws(ProviderError) in
            guard call.query["page[offset]"] != "0" else {
                throw .unreachable(.tooLarge(limit: 16_777_216))
            }
            return Self.answer(call, server)
        }
        let provider = ElasticPathProvider(client: try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 249)
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.isEmpty)
        let offsets = await transport.calls.compactMap { $0.query["page[offset]"] }
        #expect(Set(offsets) == ["0", "1"])
    }

    @Test(
        arguments: [LogServer.Order.newestFirst, .oldestFirst], [LogServer.Style.counted, .silent])
    func `runs without a time are listed as the provider does, and later ones above`(
        order: LogServer.Order, style: LogServer.Style
    ) async throws {
        var server = untimed(250, order, style)
        let (provider, transport) = try serve(server)
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 250)
        let backlog = (0..<250).map { "log-\($0)" }
        let inOrder = order == .oldestFirst ? backlog : backlog.reversed()
        #expect(try listed(first) == inOrder)

        for number in 0..<3 { server.add("new-\(number)") }
        let grown = server
        await transport.answer { call in Self.answer(call, grown) }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.map(\.id.text) == ["new-0", "new-1", "new-2"])
        #expect(try listed(first, second).prefix(3) == ["new-2", "new-1", "new-0"])
        #expect(try listed(first, second).dropFirst(3) == inOrder[...])

        await transport.forgetCalls()
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.runs.isEmpty)
        #expect(await transport.calls.count == 1)
    }

    @Test func `a list that shows by growing that its newest rows are last is read to its end`()
        async throws
    {
        var server = untimed(1, .oldestFirst)
        let (provider, transport) = try serve(server)
        let first = try await Poll.run(provider)
        for number in 0..<120 { server.add("new-\(number)") }
        let grown = server
        await transport.answer { call in Self.answer(call, grown) }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.count == 120)
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.runs.isEmpty)
    }

    @Test func `the newest of an oldest-first list are read first, from its end`() async throws {
        var server = LogServer(order: .oldestFirst)
        for index in 0..<1_000 { server.add("log-\(index)", created: .test - 1_000 + Int64(index)) }
        let (provider, transport) = try serve(server)
        let poll = try await Poll.run(provider, since: .test - 150)
        #expect(poll.runs.count == 150)
        let offsets = await transport.calls.map { $0.query["page[offset]"] }
        #expect(offsets == ["0", "900", "805"])
    }

    @Test(
        arguments: [LogServer.Order.newestFirst, .oldestFirst],
        [LogServer.Style.counted, .linked, .silent])
    func `rows that shift between pages are neither lost nor told twice`(
        order: LogServer.Order, style: LogServer.Style
    ) async throws {
        var server = untimed(900, order, style)
        let (provider, transport) = try serve(server)
        var position: ReadPosition?
        var seen: [String] = []
        var backlog: [(place: ListPlace, number: Int)] = []
        var more = true
        var number = 0
        while more {
            let page = try await provider.page(
                PageRequest(position: position, since: .test - 86_400, now: .test))
            seen += page.observations.map(\.id.text)
            backlog += page.observations.compactMap { seen in
                guard let place = seen.listPlace, let number = Int(seen.id.text.dropFirst(4)),
                    seen.id.text.hasPrefix("log-")
                else { return nil }
                return (place, number)
            }
            (position, more) = (page.position, page.hasMore)
            // New rows come and the oldest go while the walk is under way.
            for _ in 0..<9 {
                server.add("new-\(number)")
                number += 1
            }
            server.prune(7)
            let current = server
            await transport.answer { call in Self.answer(call, current) }
        }
        let rest = try await Poll.run(provider, from: position, now: .test + 15)
        seen += rest.observations.map(\.id.text)
        let last = try await Poll.run(provider, from: rest.position, now: .test + 30)
        seen += last.observations.map(\.id.text)
        let pruned = number / 9 * 7
        let expected = (pruned..<900).map { "log-\($0)" } + (0..<number).map { "new-\($0)" }
        #expect(Set(expected).isSubset(of: seen))
        #expect(seen.count == Set(seen).count)
        // What was there before keeps the list's order; the last page of a counted list is read
        // before those between, and may stand a little off.
        guard style != .counted else { return }
        let numbers = backlog.sorted { $0.place > $1.place }.map(\.number)
        #expect(numbers == (order == .oldestFirst ? numbers.sorted() : numbers.sorted(by: >)))
    }

    @Test(arguments: [LogServer.Style.counted, .linked, .silent])
    func `rows that go from the beginning between two polls hide none at the end`(
        style: LogServer.Style
    ) async throws {
        var server = untimed(450, .oldestFirst, style)
        let (provider, transport) = try serve(server)
        let first = try await Poll.run(provider)
        server.prune(30)
        for number in 0..<5 { server.add("new-\(number)") }
        let changed = server
        await transport.answer { call in Self.answer(call, changed) }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.observations.map(\.id.text) == (0..<5).map { "new-\($0)" })
        await transport.forgetCalls()
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.observations.isEmpty)
        #expect(await transport.calls.count == 1)
    }

    @Test func `what was read store-wide keeps its place where the integrations take over`()
        async throws
    {
        var server = untimed(30, .newestFirst)
        let (provider, transport) = try serve(server)
        let first = try await Poll.run(provider)
        server.add("new-0")
        let grown = server
        await transport.answer { call in Self.answer(call, grown) }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        server.add("new-1", integration: "q")
        server.servesStore = false
        let refusing = server
        await transport.answer { call in Self.answer(call, refusing) }
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)

        let backlog = (0..<30).reversed().map { "log-\($0)" }
        #expect(try listed(first, second, third) == ["new-1", "new-0"] + backlog)
        let seenAgain = try #require(third.records[RunID("new-0")])
        var record = try #require(second.records[RunID("new-0")])
        record.merge(seenAgain)
        #expect(record.firstSeen == .test + 15)
    }

    @Test func `a list whose oldest rows go is read from its new end`() async throws {
        var server = untimed(600, .oldestFirst)
        let (provider, transport) = try serve(server)
        let first = try await Poll.run(provider)
        server.add("x-0")
        let grown = server
        await transport.answer { call in Self.answer(call, grown) }
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.map(\.id.text) == ["x-0"])
        server.prune(300)
        server.add("x-1")
        let pruned = server
        await transport.answer { call in Self.answer(call, pruned) }
        let third = try await Poll.run(provider, from: second.position, now: .test + 30)
        #expect(third.runs.contains { $0.id.text == "x-1" })
        let fourth = try await Poll.run(provider, from: third.position, now: .test + 45)
        #expect(fourth.runs.isEmpty)
    }

    @Test(arguments: [403, 404])
    func `a refused store-wide list gives way to each integration's own`(
        status: Int
    ) async throws {
        var server = untimed(230, .newestFirst)
        let own = server
        let (provider, transport) = try serve(server)
        await transport.answer { call in
            call.path == "/v2/integrations/logs"
                ? .error(status, "No") : Self.answer(call, own)
        }
        let first = try await Poll.run(provider)
        #expect(first.runs.count == 230)
        server.add("new", integration: "q")
        let grown = server
        await transport.answer { call in Self.answer(call, grown) }
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.map(\.id.text) == ["new"])
        let paths = await transport.calls.map(\.path)
        #expect(
            paths == ["/v2/integrations", "/v2/integrations/p/logs", "/v2/integrations/q/logs"])
        await transport.forgetCalls()
        _ = try await Poll.run(provider, from: second.position, now: .test + 90_000)
        #expect(await transport.calls.first?.path == "/v2/integrations/logs")
    }

    @Test func `a list too long for its offsets gives way as well`() async throws {
        var server = LogServer(order: .oldestFirst)
        for index in 0..<10_500 {
            server.add(
                "log-\(index)", integration: index.isMultiple(of: 2) ? "p" : "q",
                created: .test - 10_600 + Int64(index))
        }
        let (provider, _) = try serve(server)
        let poll = try await Poll.run(provider, since: .test - 1_100)
        #expect(poll.runs.count == 1_000)
        #expect(poll.runs.contains { $0.id.text == "log-10499" })
    }

    @Test func `only the integrations asked for are told`() async throws {
        let (provider, _) = try serve(untimed(120, .newestFirst), integrations: ["q"])
        let poll = try await Poll.run(provider)
        #expect(poll.runs.count == 60)
        #expect(try await provider.pipelines().map(\.id.text) == ["q"])
    }

    @Test func `a server without offsets ends the walk`() async throws {
        let rows = (0..<100).map { #"{"id":"a\#($0)","succeeded":true}"# }.joined(separator: ",")
        let transport = ScriptedTransport(json: #"{"data":[\#(rows)]}"#)
        let poll = try await Poll.run(ElasticPathProvider(client: try .scripted(transport)))
        #expect(poll.runs.count == 100)
        // The first page that comes back may be one that new rows have pushed down.
        #expect(await transport.calls.count == 3)
    }

    @Test func `an organization's headers go with every call`() async throws {
        let transport = ScriptedTransport(json: #"{"data":[]}"#)
        let provider = ElasticPathProvider(
            client: try .scripted(transport), scope: .init(organization: "o", store: "s"))
        _ = try await Poll.run(provider)
        let call = try #require(await transport.calls.first)
        #expect(call.header("EP-Org-ID") == "o")
        #expect(call.header("EP-Store-ID") == "s")
    }
}
