import Providers
import Runs
import RunTable
import Testing

/// Logs whose entries tell no moment, come late, or are alike.
@Suite struct SupermetricsUndatedTests {
    /// How entries tell their time.
    enum Form: Sendable, CaseIterable {
        case day, missing

        func row(_ id: String) -> JSONValue {
            var members = [JSONValue.Member("id", .string(id))]
            if self == .day { members.append(.init("log_time", .string("2026-06-07"))) }
            return .object(members)
        }
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

    @Test(arguments: Form.allCases)
    func `a log without moments that stands still is known after one small page`(
        form: Form
    ) async throws {
        var logs = ConnectorLogs()
        for index in 0..<150 { logs.add("c", at: .test - Int64(index + 1), form.row("e\(index)")) }
        var (last, _) = try await poll(logs)
        #expect(last.observations.count == 150)
        for step in 1...20 {
            let now = Timestamp.test + Int64(step * 60)
            let (next, calls) = try await poll(logs, from: last.position, now: now)
            #expect(next.observations.isEmpty)
            #expect(next.gaps.isEmpty)
            #expect(calls.map { $0.query["limit"] } == ["100"])
            last = next
        }
    }

    @Test(arguments: Form.allCases)
    func `a log without moments that grows quickly loses nothing and tells no gap`(
        form: Form
    ) async throws {
        var logs = ConnectorLogs()
        for index in 0..<150 { logs.add("c", at: .test - Int64(index + 1), form.row("e\(index)")) }
        var (last, _) = try await poll(logs)
        for step in 1...4 {
            let now = Timestamp.test + Int64(step * 60)
            for index in 0..<800 {
                logs.add("c", at: now - 50 + Int64(index / 20), form.row("n\(step)-\(index)"))
            }
            let (next, _) = try await poll(logs, from: last.position, now: now)
            #expect(next.observations.count == 800)
            #expect(Set(next.observations.map(\.id)).count == 800)
            #expect(next.gaps.isEmpty)
            last = next
        }
    }

    @Test func `more than the largest page of news without moments is one gap`() async throws {
        var logs = ConnectorLogs()
        logs.add("c", at: .test - 1, Form.missing.row("old"))
        let (first, _) = try await poll(logs)
        for index in 0..<1_500 { logs.add("c", at: .test + 1, Form.missing.row("n\(index)")) }
        let (second, _) = try await poll(logs, from: first.position, now: .test + 60)
        #expect(second.observations.count == 1_000)
        #expect(second.gaps == [ReadGap(from: .test - 120, until: .test + 60)])
        let (third, _) = try await poll(logs, from: second.position, now: .test + 120)
        #expect(third.observations.isEmpty)
        #expect(third.gaps.isEmpty)
    }

    @Test func `an entry without a time that was there before stands below, a later one above`()
        async throws
    {
        var logs = ConnectorLogs()
        logs.add("c", at: .test - 10, Form.missing.row("b0"))
        logs.add("c", "timed", at: .test - 20)
        logs.add("c", at: .test - 30, Form.missing.row("b1"))
        let (first, _) = try await poll(logs)
        logs.add("c", at: .test + 5, Form.missing.row("later"))
        let (second, _) = try await poll(logs, from: first.position, now: .test + 15)
        var table = RunTable()
        for poll in [first, second] {
            table.merge(
                RunBatch(source: SourceName("test"), records: Array(poll.records.values)))
        }
        let listing = try #require(table.listing(RunListing.Request(), now: .test))
        #expect(
            (0..<listing.count).map { listing[$0].id.text } == ["later", "timed", "b0", "b1"])
    }

    @Test func `an entry that comes hours late is told where its page is read anyway`()
        async throws
    {
        var logs = ConnectorLogs()
        for index in 0..<50 { logs.add("c", "e\(index)", at: .test - Int64(index * 600)) }
        let (first, _) = try await poll(logs)
        logs.add("c", "late", at: .test - 7_300)
        let (second, calls) = try await poll(logs, from: first.position, now: .test + 60)
        #expect(second.observations.map(\.id.text) == ["late"])
        #expect(calls.count == 1)
        let (third, _) = try await poll(logs, from: second.position, now: .test + 600)
        #expect(third.observations.isEmpty)
    }

    @Test(arguments: ConnectorLogs.Bound.allCases)
    func `alike entries without an id stay apart across page edges`(
        bound: ConnectorLogs.Bound
    ) async throws {
        var logs = ConnectorLogs()
        logs.bound = bound
        let alike = JSONValue.object([.init("status", .integer(200))])
        for index in 0..<2_400 {
            let time = Timestamp.test - Int64(60 + index)
            if [10, 998, 999, 1_000, 1_500].contains(index) {
                logs.add("c", at: time, alike)
            } else {
                logs.add("c", "e\(index)", at: time)
            }
        }
        let (poll, _) = try await poll(logs)
        #expect(poll.observations.count == 2_400)
        #expect(Set(poll.observations.map(\.id)).count == 2_400)
    }

    @Test func `connectors that count their entries alike keep them apart, and do so for good`()
        async throws
    {
        var logs = ConnectorLogs()
        for id in 1...3 {
            for connector in ["a", "b"] {
                logs.add(connector, String(id), at: .test - Int64(10 - id))
            }
        }
        let (first, _) = try await poll(logs)
        #expect(first.runs.map(\.id.text) == ["1", "2", "3", "b/1", "b/2", "b/3"])
        for connector in ["a", "b"] { logs.add(connector, "4", at: .test + 5) }
        let (second, _) = try await poll(logs, from: first.position, now: .test + 15)
        #expect(second.runs.map(\.id.text) == ["4", "b/4"])
        // Also where the other connector has no such entry yet.
        logs.add("b", "5", at: .test + 20)
        let (third, _) = try await poll(logs, from: second.position, now: .test + 30)
        #expect(third.runs.map(\.id.text) == ["b/5"])
        logs.add("a", "5", at: .test + 35)
        let (fourth, _) = try await poll(logs, from: third.position, now: .test + 45)
        #expect(fourth.runs.map(\.id.text) == ["5"])
    }

    @Test func `a configured connector that is not there is told of, and not listed`()
        async throws
    {
        var logs = ConnectorLogs()
        logs.add("a", "a1", at: .test - 1)
        logs.refusals = ["typo": 404]
        let (poll, _) = try await poll(logs, connectors: ["a", "typo"])
        #expect(poll.runs.map(\.id.text) == ["a1"])
        #expect(poll.refusals.map(\.pipeline.text) == ["typo"])
        #expect(poll.refusals.map(\.problem?.status) == [404])
        let provider = SupermetricsProvider(
            client: try .scripted(ScriptedTransport(logs.answer)), team: 7,
            connectors: ["a", "typo"])
        #expect(try await provider.pipelines().map(\.id.text) == ["a"])
    }
}
