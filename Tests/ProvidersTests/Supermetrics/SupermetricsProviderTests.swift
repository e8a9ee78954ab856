import Providers
import Runs
import Testing

@Suite struct SupermetricsProviderTests {
    @Test(arguments: ConnectorLogs.Bound.allCases)
    func `entries that share a second are all read, across page edges too`(
        bound: ConnectorLogs.Bound
    ) async throws {
        var logs = ConnectorLogs()
        logs.bound = bound
        // 7 entries a second over the whole log, so that no page ends with a second.
        for index in 0..<2_500 { logs.add("c", "e\(index)", at: .test - Int64(60 + index / 7)) }
        let (poll, calls) = try await poll(logs)
        #expect(poll.observations.count == 2_500)
        #expect(Set(poll.observations.map(\.id)).count == 2_500)
        #expect(poll.gaps.isEmpty)
        #expect(calls.count == 4)
    }

    @Test func `a full page within one second is left by smaller steps`() async throws {
        var logs = ConnectorLogs()
        let second = Timestamp.test - 600
        for index in 0..<2_400 {
            let fraction = Int64(index * 999 / 2_400)
            logs.add("c", "e\(index)", at: second.advanced(byMilliseconds: fraction))
        }
        logs.add("c", "older", at: second - 60)
        let (poll, _) = try await poll(logs)
        #expect(poll.observations.count == 2_401)
        #expect(Set(poll.observations.map(\.id)).count == 2_401)
        #expect(poll.gaps.isEmpty)
    }

    @Test(arguments: ConnectorLogs.Bound.allCases)
    func `a full page of one moment is stepped past and told as a gap`(
        bound: ConnectorLogs.Bound
    ) async throws {
        var logs = ConnectorLogs()
        logs.bound = bound
        let crowded = Timestamp.test - 600
        for index in 0..<1_500 { logs.add("c", "e\(index)", at: crowded) }
        for index in 0..<5 { logs.add("c", "older\(index)", at: crowded - Int64(60 + index)) }
        let (poll, _) = try await poll(logs)
        #expect(poll.runs.count { $0.id.text.hasPrefix("older") } == 5)
        #expect(poll.gaps == [ReadGap(from: crowded, until: crowded.advanced(byMilliseconds: 1))])
    }

    @Test func `dates and missing times are read and never paged by`() async throws {
        var logs = ConnectorLogs()
        for index in 0..<2_200 {
            let time = Timestamp.test - Int64(60 + index * 5)
            let id = JSONValue.Member("id", .string("e\(index)"))
            switch index % 10 {
            case 9:
                let date = JSONValue.string(String(time.rfc3339.prefix(10)))
                logs.add("c", at: time, .object([id, .init("log_time", date)]))
            case 4: logs.add("c", at: time, .object([id]))
            default: logs.add("c", "e\(index)", at: time)
            }
        }
        let (poll, calls) = try await poll(logs)
        #expect(poll.runs.count == 2_200)
        #expect(poll.runs.count { $0.timeSource == .date } == 220)
        #expect(poll.runs.count { $0.timeSource == .firstSeen } == 220)
        #expect(calls.allSatisfy { $0.query["before"]?.hasSuffix("T00:00:00.000Z") != true })
        #expect(calls.count == 4)
    }

    @Test func `a full page without any moment ends in a gap`() async throws {
        var logs = ConnectorLogs()
        for index in 0..<1_200 {
            logs.add(
                "c", at: .test - Int64(index),
                .object([
                    .init("id", .string("e\(index)")), .init("log_time", .string("2026-06-07")),
                ]))
        }
        let (poll, calls) = try await poll(logs)
        #expect(poll.runs.count == 1_000)
        #expect(poll.gaps == [ReadGap(from: .test - 86_400, until: .test)])
        #expect(calls.count == 2)
    }

    @Test func `a later poll says only what is new, with or without times`() async throws {
        var logs = ConnectorLogs()
        let date = JSONValue.Member("log_time", .string("2026-06-07"))
        for index in 0..<50 { logs.add("c", "e\(index)", at: .test - Int64(index)) }
        logs.add("c", at: .test - 5, .object([.init("id", .string("day")), date]))
        logs.add("c", at: .test - 6, .object([.init("status", .integer(200))]))
        logs.add("c", at: .test - 7, .string("no entry"))
        let (first, _) = try await poll(logs)
        #expect(first.observations.count == 52)
        #expect(first.rejected.count == 1)

        logs.add("c", "new", at: .test + 5)
        logs.add("c", at: .test + 6, .object([.init("id", .string("new day")), date]))
        logs.add("c", "late", at: .test - 30)
        let (second, calls) = try await poll(logs, from: first.position, now: .test + 10)
        #expect(Set(second.observations.map(\.id.text)) == ["new", "new day", "late"])
        #expect(second.rejected.isEmpty)
        #expect(calls.map { $0.query["limit"] } == ["100"])

        let (third, _) = try await poll(logs, from: second.position, now: .test + 400)
        #expect(third.observations.isEmpty)
    }

    @Test func `connectors take turns, a page each`() async throws {
        var logs = ConnectorLogs()
        for index in 0..<1_500 { logs.add("a", "a\(index)", at: .test - Int64(index + 1)) }
        for index in 0..<10 { logs.add("b", "b\(index)", at: .test - Int64(index + 1)) }
        let (poll, calls) = try await poll(logs)
        #expect(poll.runs.count == 1_510)
        #expect(calls.dropFirst().map { $0.path.split(separator: "/")[5] } == ["a", "b", "a"])
    }

    @Test func `a listed connector is read without discovery`() async throws {
        var logs = ConnectorLogs()
        logs.add("a", "a1", at: .test - 1)
        logs.add("b", "b1", at: .test - 1)
        let (poll, calls) = try await poll(logs, connectors: ["b"])
        #expect(poll.runs.map(\.id.text) == ["b1"])
        #expect(calls.count == 1)
    }

    @Test func `a connector that was removed hides no other, one that is forbidden is told`()
        async throws
    {
        var logs = ConnectorLogs()
        for id in ["a", "b", "c"] { logs.add(id, id + "1", at: .test - 1) }
        logs.refusals = ["a": 404, "c": 403]
        let (poll, _) = try await poll(logs)
        #expect(poll.runs.map(\.id.text) == ["b1"])
        #expect(poll.refusals.map(\.pipeline.text) == ["c"])

        logs.refusals = ["a": 404, "b": 404, "c": 403]
        await #expect(throws: ProviderError.refused(APIProblem(status: 403))) {
            try await self.poll(logs)
        }
    }

    @Test func `a connector that comes later is read as far back as the others were`()
        async throws
    {
        var logs = ConnectorLogs()
        logs.add("a", "a1", at: .test - 1)
        let (first, _) = try await poll(logs)
        logs.add("b", "b1", at: .test - 7_200)
        let transport = ScriptedTransport(logs.answer)
        let provider = SupermetricsProvider(client: try .scripted(transport), team: 7)
        let page = try await provider.page(
            PageRequest(
                position: first.position, since: .test - 86_400, now: .test + 10,
                pipelines: try await provider.pipelines()))
        let rest = try await Poll.run(provider, from: page.position, now: .test + 10)
        #expect(rest.runs.map(\.id.text) == ["b1"])
    }

    @Test func `the budget of the hour is told`() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"{"logs":[]}"#,
                headers: [
                    HeaderField("X-RateLimit-Limit", "5000"),
                    HeaderField("X-RateLimit-Remaining", "4999"),
                ])
        }
        let provider = SupermetricsProvider(
            client: try .scripted(transport), team: 7, connectors: ["c"])
        let poll = try await Poll.run(provider)
        #expect(poll.budget == RateBudget(limit: 5_000, remaining: 4_999, resetsAt: nil))
    }

    private func poll(
        _ logs: ConnectorLogs, from position: ReadPosition? = nil, connectors: [String] = [],
        now: Timestamp = .test
    ) async throws -> (Poll, [ScriptedCall]) {
        let transport = ScriptedTransport(logs.answer)
        let provider = SupermetricsProvider(
            client: try .scripted(transport), team: 7, connectors: connectors)
        let poll = try await Poll.run(provider, from: position, now: now)
        return (poll, await transport.calls)
    }
}
