import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// What processes on one history share of a credential: monitors that go on and those that read once.
@Suite(.timeLimit(.minutes(10)))
struct SharedBudgetTests {
    private let clock = ManualClock(now: .start)
    private let history = MemoryHistory(isShared: true)

    private func monitor(
        _ owner: String, _ name: String, _ provider: any Provider, credential: String = "same"
    ) -> Monitor {
        Monitor(
            sources: [.scripted(name, provider, credential: credential)], history: history,
            plan: Monitor.Plan(owner: LeaseOwner(owner)), clock: clock, random: { 0.5 },
            logger: .silent)
    }

    private func read(
        _ name: String, _ provider: any Provider, timeout: Duration = .seconds(60)
    ) async -> MonitorReading {
        await Monitor.readOnce(
            [.scripted(name, provider, credential: "same")], history, clock, maxAge: .seconds(1),
            timeout: timeout, owner: LeaseOwner("once \(name)"))
    }

    /// Lets time pass from one deadline to the next.
    private func run(until end: Timestamp, sleepers: Int) async {
        while true {
            await clock.sleepers(
                atLeast: sleepers, after: clock.now.advanced(by: .milliseconds(31)))
            guard let next = clock.nextDeadline, next <= end else { break }
            clock.set(to: next)
        }
        clock.set(to: end)
        await clock.sleepers(atLeast: sleepers, after: end)
    }

    /// A provider that asks the first call for patience.
    private func limited(for seconds: Int64) -> ScriptedProvider {
        ScriptedProvider { call, _ in
            call == 0 ? .failure(.tooMany(retryAfter: seconds)) : .page(RunPage(at: call))
        }
    }

    // MARK: Retry-After

    @Test func `Retry-After is heard by the process that comes next, and by a takeover`() async {
        let first = monitor("one", "a", limited(for: 600))
        await first.start()
        await run(until: .at(10), sleepers: 2)
        await first.stop()
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let second = monitor("two", "a", provider)
        await second.start()
        await run(until: .at(599), sleepers: 2)
        #expect(provider.requests.isEmpty)
        #expect(provider.discoveries == 0)
        await run(until: .at(620), sleepers: 2)
        #expect(provider.requests.count >= 1)
        await second.stop()
    }

    @Test func `one reading says at once that a wait is longer than it may take`() async {
        _ = await read("a", limited(for: 600))
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        for name in ["a", "b"] {
            clock.advance(by: .seconds(10))
            let result = await read(name, provider)
            #expect(
                result.unread.map(\.problem?.error) == [.held(.retryAfter(until: .at(600)))])
        }
        #expect(provider.requests.isEmpty)
        #expect(provider.discoveries == 0)
        #expect(clock.now == .at(20))
    }

    @Test func `one reading that has the time waits, and then reads`() async {
        _ = await read("a", limited(for: 600))
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        async let result = read("a", provider, timeout: .seconds(700))
        await clock.sleepers { $0.contains(.at(600)) }
        #expect(provider.discoveries == 0)
        clock.set(to: .at(600))
        #expect(await result.unread.isEmpty)
        #expect(provider.requests.map(\.now) == [.at(600)])
    }

    // MARK: One credential, two processes

    @Test func `two processes with one credential stay within its budget together`() async {
        let provider = QuotaProvider(
            .listAndReads,
            windows: [.init(limit: 100, seconds: 86_400), .init(limit: 10, seconds: 60)],
            kind: .leadlex,
            documented: CallLimit(calls: 10, period: .seconds(60), largestBudget: 100),
            tellsReset: true, secondsBetweenRuns: 1)
        for minute in 1...15 {
            async let one = read("a", provider)
            async let two = read("b", provider)
            _ = await (one, two)
            #expect(provider.calls.count <= minute * 9)
            clock.advance(by: .seconds(61))
        }
        #expect(provider.refused == 0)
        #expect(provider.calls.count == 90)
        #expect(provider.left == 10)
    }

    @Test func `what one process heard of a budget without an end holds for the next`() async {
        let dry = RateBudget(limit: 100, remaining: 10, resetsAt: nil)
        _ = await read("a", ScriptedProvider { _, _ in .page(RunPage(budget: dry)) })
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        clock.advance(by: .seconds(60))
        let result = await read("b", provider)
        #expect(
            result.unread.map(\.problem?.error)
                == [.held(.reserve(remaining: 10, limit: 100, until: .at(3_600)))])
        #expect(provider.requests.isEmpty)
    }

    @Test(arguments: [nil, 40] as [Int64?])
    func `of calls that begin together the latest one's answer counts`(
        counted: Int64?
    ) async throws {
        let history = FailingHistory(isBroken: false, isShared: true)
        let credential = CredentialID("same")
        if let counted {
            _ = try await history.change(credential) { checkpoint in
                checkpoint = CallLedgerEntry()
                checkpoint?.calls = counted
            }
        }
        let source = MonitoredSource.scripted(
            "a", ScriptedProvider { _, _ in .page(RunPage()) }, credential: "same")
        let monitor = Monitor(sources: [source], history: history, clock: clock, logger: .silent)
        await history.holdChanges()
        let (leaves, leave) = AsyncStream.makeStream(of: Void.self)
        var answers: [AsyncStream<RateBudget>.Continuation] = []
        var tasks: [Task<Void, any Error>] = []
        for begun in 1...2 {
            let (said, answer) = AsyncStream.makeStream(of: RateBudget.self)
            answers.append(answer)
            tasks.append(
                Task {
                    try await monitor.calling(source.name, until: .at(60)) {
                        (permit) async throws(ProviderError) in
                        let call = try await permit.request()
                        leave.yield()
                        for await budget in said { await call.answered(budget) }
                    }
                })
            await wait(for: "\(begun) changes under way") { await history.changing >= begun }
        }
        var given = leaves.makeAsyncIterator()
        for _ in tasks {
            await history.releaseChange()
            _ = await given.next()
        }
        // The second one is answered first, and was the last one that the provider counted.
        for (number, left) in [(1, 50), (0, 90)] {
            answers[number].yield(RateBudget(limit: 100, remaining: left, resetsAt: .at(600)))
            answers[number].finish()
            try await tasks[number].value
        }
        let left = try await history.change(credential) { $0?.windows.map(\.remaining) }
        #expect(left == [50])
    }

    // MARK: The reserve

    @Test func `one reading leaves the reserve to those who sit at the interface`() async {
        let provider = ScriptedProvider { call, request in
            .page(
                RunPage(
                    RunObservation("r\(call)", .succeeded), at: call, hasMore: true,
                    budget: RateBudget(limit: 100, remaining: 12 - call, resetsAt: .at(600))))
        }
        let result = await monitor("me", "a", provider).readOnce(
            Monitor.Request(.providers, timeout: .seconds(60)))
        #expect(
            result.unread.map(\.problem?.error)
                == [.held(.reserve(remaining: 10, limit: 100, until: .at(600)))])
        #expect(provider.requests.count == 3)
        #expect(result.table.count == 3)
    }

    @Test func `a script of many readings makes no more calls than one`() async {
        let provider = QuotaProvider(
            .listAndReads, windows: [.init(limit: 20, seconds: 3_600)], kind: .leadlex,
            tellsReset: true)
        for _ in 0..<30 {
            _ = await monitor("me", "a", provider).readOnce(
                Monitor.Request(.providers, timeout: .seconds(60)))
            clock.advance(by: .seconds(10))
        }
        #expect(provider.calls.count == 18)
        #expect(provider.refused == 0)
    }

    @Test(arguments: [true, false])
    func `readings of one monitor make no more calls than one, kept or not`(
        isKept: Bool
    ) async {
        let provider = QuotaProvider(
            .listAndReads, windows: [.init(limit: 10, seconds: 60)], kind: .leadlex,
            documented: CallLimit(calls: 10, period: .seconds(60), largestBudget: 100),
            tellsReset: false, secondsBetweenRuns: 1)
        let monitor = Monitor(
            sources: [.scripted("a", provider, credential: "same")], history: MemoryHistory(),
            clock: clock, random: { 0.5 }, logger: .silent)
        for _ in 0..<4 {
            _ = await monitor.readOnce(
                Monitor.Request(isKept ? .fresh(.zero) : .providers, timeout: .seconds(20)))
            clock.advance(by: .seconds(1))
        }
        #expect(provider.calls.count == 9)
        #expect(provider.refused == 0)
    }
}
