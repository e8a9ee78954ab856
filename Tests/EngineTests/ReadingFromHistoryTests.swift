import Engine
import History
import Query
import Runs
import RunTable
import Testing
import TestSupport

/// Answers from a history that several processes share.
@Suite(.timeLimit(.minutes(10)))
struct ReadingFromHistoryTests {
    private let clock = ManualClock(now: .start)
    private let history = MemoryHistory(isShared: true)
    private let source = SourceName("a")

    private func read(
        _ provider: ScriptedProvider, since: Timestamp? = nil, maxAge: Duration? = .seconds(60),
        history: (any RunHistory)? = nil
    ) async -> MonitorReading {
        await Monitor.readOnce(
            [.scripted("a", provider)], history ?? self.history, clock, since: since,
            maxAge: maxAge)
    }

    private func pages() -> ScriptedProvider {
        ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1))
        }
    }

    @Test func `what is younger than wished for is answered without a call`() async throws {
        let provider = pages()
        let first = await read(provider)
        #expect(first.table.count == 1)
        #expect(first.unread.isEmpty)
        #expect(provider.requests.count == 1)
        clock.advance(by: .seconds(60))
        let second = await read(provider)
        #expect(second.table.count == 1)
        #expect(second.sources.first?.lastSuccess == .start)
        #expect(provider.requests.count == 1)
        #expect(provider.discoveries == 1)
    }

    @Test(arguments: [Duration.seconds(60), nil])
    func `a filter finds the end of a long text that the history holds`(
        maxAge: Duration?
    ) async throws {
        let provider = ScriptedProvider { call, _ in
            var seen = RunObservation("r\(call)", .failed)
            seen.error = .value(RunError(message: String(repeating: "x", count: 9_000) + " end"))
            return .page(RunPage(seen, at: call + 1))
        }
        _ = await read(provider)
        let result = await read(provider, maxAge: maxAge)
        #expect(!result.table.isWhole)
        for (text, count) in [("error:end", 1), ("-error:end", 0), ("/x end$/", 1)] {
            let listing = await ListingWorker(records: result.records).listing(
                of: result.table, RunListing.Request(query: try Query.parse(text)), now: .start)
            #expect(listing?.count == count)
        }
    }

    @Test func `what is older is read from where reading stood, and kept`() async throws {
        let provider = pages()
        _ = await read(provider)
        clock.advance(by: .seconds(61))
        let second = await read(provider)
        #expect(second.table.count == 2)
        #expect(provider.requests.last?.position == ReadPosition(number: 1))
        #expect(try await history.checkpoint(of: source)?.lastSuccess == .at(61))
        let free = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(91), at: .at(61))
        #expect(free == [source])
    }

    @Test func `a question that reaches further back than what is held is asked anew`() async {
        let provider = pages()
        _ = await read(provider)
        let deep = await read(provider, since: .at(-2 * 86_400))
        #expect(deep.unread.isEmpty)
        #expect(provider.requests.last?.position == nil)
        #expect(provider.requests.last?.since == .at(-2 * 86_400))
        // From then on it is held.
        _ = await read(provider, since: .at(-2 * 86_400))
        #expect(provider.requests.count == 2)
    }

    @Test func `while another process reads it, its word is waited for`() async throws {
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(30), at: .start)
        let provider = pages()
        let answer = Task { await read(provider) }
        await clock.sleepers { $0.contains(.at(0.5)) }
        var checkpoint = SourceCheckpoint(position: 4)
        checkpoint.lastSuccess = .start
        checkpoint.coveredSince = .at(-86_400)
        try await history.keep(
            HistoryBatch(
                source: source,
                records: [
                    RunRecord(
                        RunObservation("theirs", .failed), source: source, provider: .well,
                        seenAt: .start)
                ], checkpoint: checkpoint, owner: LeaseOwner("other")))
        clock.advance(by: .milliseconds(500))
        let result = await answer.value
        #expect(provider.requests.isEmpty)
        #expect(result.table.count == 1)
        #expect(result.unread.isEmpty)
    }

    @Test func `when it does not come in time, the source counts as unread`() async throws {
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(30), at: .start)
        let provider = pages()
        let answer = Task { await read(provider) }
        for step in 1..<120 {
            let next = Timestamp.at(Double(step) / 2)
            await clock.sleepers { $0.contains(next) }
            // The other one goes on renewing.
            _ = try await history.lease(
                [source], to: LeaseOwner("other"), until: next.advanced(by: .seconds(30)), at: next)
            clock.set(to: next)
        }
        let result = await answer.value
        #expect(provider.requests.isEmpty)
        #expect(
            result.unread.first?.problem?.error
                == .held(.elsewhere(LeaseOwner("other"), next: nil)))
    }

    @Test func `one who polls seldom is asked to poll sooner, and the answer comes then`()
        async throws
    {
        let provider = pages()
        let monitor = monitor(provider)
        await monitor.start()
        await settle(2)
        clock.set(to: .at(100))
        await settle(2)
        #expect(provider.requests.count == 1)
        // The monitor looks at whole seconds, the one who waits does so in between.
        clock.set(to: .at(100.25))
        async let answer = read(pages())
        await settle(3)
        clock.set(to: .at(100.75))
        await settle(3)
        clock.set(to: .at(101))
        try await wait(for: "the poll to be kept") {
            try await history.checkpoint(of: source)?.lastSuccess == .at(101)
        }
        await settle(3)
        clock.set(to: .at(101.25))
        let result = await answer
        #expect(result.unread.isEmpty)
        #expect(result.table.count == 2)
        #expect(provider.requests.map(\.now) == [.start, .at(101)])
        // It is heard once.
        await settle(2)
        clock.set(to: .at(111))
        await settle(2)
        #expect(provider.requests.count == 2)
        await monitor.stop()
    }

    @Test func `a wish for a moment to come hurries nobody`() async throws {
        let provider = pages()
        let monitor = monitor(provider)
        await monitor.start()
        await settle(2)
        clock.set(to: .at(100))
        await settle(2)
        // It was left before the clock was set back.
        try await history.requestPoll(.at(200), of: source)
        for second in [101.0, 102] {
            clock.set(to: .at(second))
            await settle(2)
        }
        try await history.requestPoll(.at(102), of: source)
        clock.set(to: .at(103))
        try await wait(for: "the poll to be kept") {
            try await history.checkpoint(of: source)?.lastSuccess == .at(103)
        }
        #expect(provider.requests.map(\.now) == [.start, .at(103)])
        await monitor.stop()
    }

    @Test(arguments: [(nil, -60), (-100, -60), (-30, -30), (5, -60)] as [(Double?, Double)])
    func `the latest wish is left to whoever polls, and none for a moment to come`(
        before: Double?, after: Double
    ) async throws {
        _ = try await history.lease(
            [source], to: LeaseOwner("other"), until: .at(30), at: .start)
        if let before { try await history.requestPoll(.at(before), of: source) }
        let answer = Task { await read(pages()) }
        await clock.sleepers { $0.contains(.at(0.5)) }
        #expect(try await history.pollRequests(of: [source])[source] == .at(after))
        answer.cancel()
        _ = await answer.value
    }

    @Test func `one whose budget is small is not hurried, and its next poll is told`() async {
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(budget: RateBudget(limit: 100, remaining: 20, resetsAt: .at(10_000))))
        }
        let monitor = monitor(provider)
        await monitor.start()
        await settle(2)
        clock.set(to: .at(100))
        await settle(2)
        let next = await monitor.snapshot.sources.first?.nextPoll
        #expect(next.map { $0 > .at(900) } == true)
        let problem = await readInVain().unread.first?.problem
        #expect(problem?.error == .held(.elsewhere(LeaseOwner("monitor"), next: next)))
        #expect(provider.requests.count == 1)
        await monitor.stop()
    }

    @Test func `one who reads not far enough back is told of at once`() async {
        let monitor = monitor(pages())
        await monitor.start()
        await settle(2)
        let problem = await read(pages(), since: .at(-10 * 86_400)).unread.first?.problem
        #expect(
            problem?.error == .held(.shallower(LeaseOwner("monitor"), since: .at(-86_400))))
        await monitor.stop()
    }

    /// Reads for the whole minute that it may take, while a monitor has the lease.
    private func readInVain() async -> MonitorReading {
        async let answer = read(pages())
        for _ in 0..<119 {
            await settle(3)
            clock.advance(by: .milliseconds(500))
        }
        return await answer
    }

    /// A process that polls every five minutes.
    private func monitor(_ provider: ScriptedProvider) -> Monitor {
        Monitor(
            sources: [.scripted("a", provider, interval: .seconds(300))], history: history,
            plan: Monitor.Plan(owner: LeaseOwner("monitor")), clock: clock, random: { 0.5 },
            logger: .silent)
    }

    private func settle(_ sleepers: Int) async {
        let soon = clock.now.advanced(by: .milliseconds(100))
        await clock.sleepers { $0.count { $0 > soon } == sleepers }
    }

    @Test func `offline the history is all there is`() async throws {
        let provider = pages()
        _ = await read(provider)
        clock.advance(by: .seconds(86_400))
        let result = await read(provider, maxAge: nil)
        #expect(result.table.count == 1)
        #expect(result.unread.isEmpty)
        #expect(provider.requests.count == 1)
    }

    @Test func `without a history every source is read, and the reason told`() async {
        let provider = pages()
        let broken = FailingHistory(isBroken: true, isShared: true)
        let result = await read(provider, history: broken)
        #expect(result.table.count == 1)
        #expect(result.unread.isEmpty)
        #expect(result.historyTrouble == .unavailable(reason: "no space left on device"))
    }

    @Test func `a poll that fails is told, with what is held from before`() async {
        let provider = ScriptedProvider(
            pipelines: { _ in .success([]) },
            pages: { call, _ in
                call == 0
                    ? .page(RunPage(RunObservation("r", .succeeded), at: 1))
                    : .failure(.unauthorised)
            })
        _ = await read(provider)
        clock.advance(by: .seconds(61))
        let result = await read(provider)
        #expect(result.table.count == 1)
        #expect(result.unread.first?.problem?.error == .unauthorised)
    }
}
