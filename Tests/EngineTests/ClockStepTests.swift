import History
import Runs
import RunTable
import Testing
import TestSupport

@testable import Engine

/// A clock that is set, as a server confirms, while something is under way: nothing comes sooner for
/// that, and nothing later.
@Suite(.timeLimit(.minutes(10)))
struct ClockStepTests {
    private let stepped = SteppedClock()
    private let history = FailingHistory(isBroken: false, isShared: true)
    private let source = SourceName("a")

    private func monitor(
        _ provider: ScriptedProvider, history: (any RunHistory)? = nil
    ) -> Monitor {
        Monitor(
            sources: [.scripted("a", provider)], history: history ?? self.history,
            plan: Monitor.Plan(owner: LeaseOwner("one")), clock: stepped.steady,
            random: { 0.5 }, logger: .silent)
    }

    /// Answers with a budget, so that the history keeps what is left of it.
    private static func page() -> ScriptedProvider.Answer {
        .page(
            RunPage(budget: RateBudget(limit: 1_000_000, remaining: 900_000, resetsAt: .at(3_600))))
    }

    @Test(arguments: SteppedClock.steps)
    func `a wait that was prepared lasts as long as before`(step: Duration) async throws {
        let clock = stepped.steady
        let shift = clock.reading.shift
        let nap = clock.nap(until: .at(10), by: shift)
        stepped.set(by: step, confirmedBy: source)
        #expect(clock.followStep() != nil)
        let sleeper = Task { try await nap() }
        await stepped.manual.sleepers { $0 == [.at(10)] }
        stepped.manual.advance(by: .seconds(10))
        try await sleeper.value
        // The moment of old means another one by now: nobody waits for that.
        try await clock.nap(until: .at(10), by: shift)()
    }

    /// How the poll under way ends, and how long the next one is waited for then, in seconds.
    enum Ending: CaseIterable {
        case read
        case refused

        var wait: Int {
            switch self {
            case .read: 15
            case .refused: 40
            }
        }
    }

    private static let places = [0, 1, 2].flatMap { look in Ending.allCases.map { (look, $0) } }

    /// A poll takes three looks at what is left of its budget: before it begins, with its call, and
    /// with the answer.
    @Test(arguments: SteppedClock.steps, places)
    func `a step in the middle of a poll moves no other poll`(
        step: Duration, place: (look: Int, ending: Ending)
    ) async {
        let (look, ending) = place
        let provider = ScriptedProvider { call, _ in
            call == 1 && ending == .refused
                ? .failure(.tooMany(retryAfter: 40)) : Self.page()
        }
        let monitor = monitor(provider)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(14)
        await history.holdChanges(after: look)
        stepped.manual.advance(by: .seconds(1))
        await wait(for: "the look") { await history.changing == 1 }
        await stepped.settle(1)
        stepped.set(by: step, confirmedBy: source)
        stepped.manual.advance(by: .seconds(1))
        await wait(for: "the step") { await history.changing == 2 }
        await history.releaseChanges()
        await stepped.settle(2)
        #expect(provider.requests.count == 2)
        #expect(await monitor.snapshot.clock == nil)
        await stepped.pass(ending.wait - 2)
        #expect(provider.requests.count == 2, "no poll comes sooner")
        await stepped.pass(5)
        #expect(provider.requests.count == 3, "and none later")
        await monitor.stop()
    }

    @Test(arguments: SteppedClock.steps)
    func `a poller that wakes while the clock is being followed polls at once`(
        step: Duration
    ) async {
        let provider = ScriptedProvider { _, _ in Self.page() }
        let monitor = monitor(provider)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(5)
        await history.holdChanges(count: 1)
        stepped.set(by: step, confirmedBy: source)
        stepped.manual.advance(by: .seconds(1))
        await wait(for: "the step") { await history.changing == 1 }
        await stepped.settle(1)
        stepped.manual.advance(by: .seconds(8))
        await stepped.settle(1)
        #expect(provider.requests.count == 1, "no poll comes sooner")
        stepped.manual.advance(by: .seconds(2))
        await stepped.settle(1)
        #expect(provider.requests.count == 2, "and none later")
        await history.releaseChanges()
        await stepped.settle(2)
        await stepped.pass(13)
        #expect(provider.requests.count == 2)
        await stepped.pass(4)
        #expect(provider.requests.count == 3)
        await monitor.stop()
    }

    @Test(arguments: [.seconds(100), .seconds(-100)] + SteppedClock.steps)
    func
        `a wait that processes share lasts as long as before, whenever each of them follows a step`(
            step: Duration
        ) async
    {
        let monitored = MonitoredSource.scripted("a", ScriptedProvider { _, _ in Self.page() })
        let clocks = [stepped.steady, stepped.another()]
        let budgets = clocks.map { CallBudgets([monitored], sharedBy: history, clock: $0) }
        func waits() async -> [Int64?] {
            var waits: [Int64?] = []
            for budget in budgets {
                waits.append(await budget.wait(for: monitored, reserve: .keep))
            }
            return waits
        }
        _ = await budgets[0].failed(monitored, .tooMany(retryAfter: 1_000), after: 0)
        #expect(await waits() == [1_000_000, 1_000_000])
        // For more than half of a step nothing is written.
        for (clock, left) in zip(clocks, [940_000, 880_000] as [Int64]) {
            stepped.manual.advance(by: .seconds(60))
            stepped.set(by: step)
            #expect(await waits() == [left, left])
            clock.reported(stepped.manual.now.advanced(by: step), by: source)
            #expect(clock.followStep() == step.wholeMilliseconds)
            #expect(await waits() == [left, left])
        }
        stepped.manual.advance(by: .seconds(60))
        #expect(await waits() == [820_000, 820_000])
    }

    @Test(arguments: SteppedClock.steps)
    func `a wait that is told after a step lasts for all, while an earlier process holds it off`(
        step: Duration
    ) async {
        let monitored = MonitoredSource.scripted("a", ScriptedProvider { _, _ in Self.page() })
        func budgets(_ clock: SteadyClock) -> CallBudgets {
            CallBudgets([monitored], sharedBy: history, clock: clock)
        }
        let early = budgets(stepped.steady)
        stepped.set(by: step)
        let late = budgets(stepped.another())
        _ = await late.failed(monitored, .tooMany(retryAfter: 1_000), after: 0)
        #expect(await early.wait(for: monitored, reserve: .keep) == 1_000_000)
        #expect(await budgets(stepped.another()).wait(for: monitored, reserve: .keep) == 1_000_000)
        stepped.manual.advance(by: .seconds(60))
        _ = await early.failed(monitored, .tooMany(retryAfter: 2_000), after: 0)
        for clock in [stepped.another(), stepped.steady, stepped.another()] {
            #expect(await budgets(clock).wait(for: monitored, reserve: .keep) == 2_000_000)
        }
        #expect(await late.wait(for: monitored, reserve: .keep) == 2_000_000)
    }

    @Test(arguments: SteppedClock.steps)
    func `the clock is followed where no other process shares the history`(step: Duration) async {
        let provider = ScriptedProvider { call, _ in
            call == 1 ? .failure(.tooMany(retryAfter: 40)) : Self.page()
        }
        let monitor = monitor(provider, history: MemoryHistory())
        await monitor.start()
        await stepped.settle(2)
        stepped.set(by: step)
        await stepped.pass(2)
        #expect(await monitor.snapshot.clock == .jumped(by: step.wholeMilliseconds))
        stepped.set(by: step, confirmedBy: source)
        await stepped.pass(2)
        #expect(stepped.steady.now == .at(4).advanced(by: step))
        #expect(await monitor.snapshot.clock == nil)
        await stepped.pass(9)
        #expect(provider.requests.count == 1)
        await stepped.pass(4)
        #expect(provider.requests.count == 2)
        // The next step comes in the middle of a back-off.
        stepped.set(by: .zero, confirmedBy: source)
        await stepped.pass(36)
        #expect(stepped.steady.now == .at(53))
        #expect(provider.requests.count == 2)
        await stepped.pass(5)
        #expect(provider.requests.count == 3)
        await monitor.stop()
    }

    @Test(arguments: SteppedClock.steps)
    func `others see the leases as they are right after a step`(step: Duration) async throws {
        let provider = ScriptedProvider { _, _ in Self.page() }
        let monitor = monitor(provider)
        await monitor.start()
        await stepped.settle(2)
        stepped.set(by: step, confirmedBy: source)
        await stepped.pass(2)
        let now = stepped.steady.now
        let other = try await history.lease(
            [source], to: LeaseOwner("other"), until: now.advanced(by: .seconds(30)), at: now)
        #expect(other.isEmpty)
        await monitor.stop()
    }

    @Test(arguments: SteppedClock.steps)
    func `another process is listened to right after a step`(step: Duration) async throws {
        let provider = ScriptedProvider { _, _ in Self.page() }
        let monitor = monitor(provider)
        await monitor.start()
        await stepped.settle(2)
        await stepped.pass(2)
        stepped.set(by: step, confirmedBy: source)
        await stepped.pass(2)
        try await history.requestPoll(stepped.steady.now, of: source)
        await stepped.pass(2)
        #expect(provider.requests.count == 2)
        await monitor.stop()
    }
}
