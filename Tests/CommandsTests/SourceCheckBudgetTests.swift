import Commands
import Engine
import History
import Runs
import Testing
import TestSupport

/// What a check makes of budgets that it shares with other processes.
@Suite(.timeLimit(.minutes(10)))
struct SourceCheckBudgetTests {
    /// A provider that asks for leave for each call, and says how its budget stands.
    private struct Counted: Provider {
        let kind = ProviderKind.well
        var refusal: ProviderError?
        var budget: RateBudget?

        func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
            _ = try await permit.request()
            if let refusal { throw refusal }
            return [Pipeline(id: PipelineID("m"), name: "Mercury")]
        }

        func page(
            _ request: PageRequest, _ permit: CallPermit
        ) async throws(ProviderError) -> RunPage {
            try await permit.request().answered(budget)
            let run = RunObservation(id: RunID("r"), asOf: nil, status: .succeeded)
            return RunPage(
                observations: [run], position: ReadPosition(.null), hasMore: false, budget: budget)
        }
    }

    @Test func `no call is made that a provider asked to put off, by any process`() async {
        let history = MemoryHistory(isShared: true)
        var problem = APIProblem(status: 429)
        problem.retryAfter = 60_000
        func outcome(_ provider: Counted) async -> SourceFinding.Outcome? {
            let source = MonitoredSource(
                name: SourceName("a"), provider: provider, interval: .seconds(1),
                backfill: .seconds(60))
            return await SourceCheck(clock: ManualClock(now: now))
                .check([source], sharing: history).first?.outcome
        }
        let later = now.advanced(by: .seconds(60))
        #expect(await outcome(Counted(refusal: .refused(problem))) == .fails(.refused(problem)))
        #expect(await outcome(Counted()) == .fails(.held(.retryAfter(until: later))))
    }

    @Test func `the reserve may be spent, and no more than that`() async {
        let history = MemoryHistory(isShared: true)
        let reset = now.advanced(by: .seconds(3_600))
        func outcome(remaining: Int) async -> SourceFinding.Outcome? {
            let budget = RateBudget(limit: 100, remaining: remaining, resetsAt: reset)
            let source = MonitoredSource(
                name: SourceName("a"), provider: Counted(budget: budget), interval: .seconds(1),
                backfill: .seconds(60))
            return await SourceCheck(clock: ManualClock(now: now))
                .check([source], sharing: history).first?.outcome
        }
        #expect(await outcome(remaining: 3) == .works(pipelines: 1, namesRefused: nil))
        #expect(await outcome(remaining: 0) == .works(pipelines: 1, namesRefused: nil))
        #expect(await outcome(remaining: 0) == .fails(.held(.budgetSpent(until: reset))))
    }

    @Test func `a wait that is over in time is waited for`() async {
        let history = MemoryHistory(isShared: true)
        let clock = ManualClock(now: now)
        var problem = APIProblem(status: 429)
        problem.retryAfter = 12_000
        func check(_ provider: Counted) async -> SourceFinding.Outcome? {
            let source = MonitoredSource(
                name: SourceName("a"), provider: provider, interval: .seconds(1),
                backfill: .seconds(60))
            return await SourceCheck(clock: clock).check([source], sharing: history)
                .first?.outcome
        }
        #expect(await check(Counted(refusal: .refused(problem))) == .fails(.refused(problem)))
        let later = now.advanced(by: .seconds(12))
        async let outcome = check(Counted())
        await clock.sleepers { $0.contains(later) }
        clock.set(to: later)
        #expect(await outcome == .works(pipelines: 1, namesRefused: nil))
    }
}
