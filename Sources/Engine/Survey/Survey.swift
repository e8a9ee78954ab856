package import Logging
package import Runs
import RunTable

/// Reads sources once, from end to end.
package struct Survey: Sendable {
    private let budgets: CallBudgets?
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger

    /// Prepares a survey.
    ///
    /// - Parameters:
    ///   - budgets: The calls that may be made, which several surveys can share; nil for budgets of
    ///     its own.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        within budgets: CallBudgets? = nil, clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.budgets = budgets
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    /// Reads every source through to its end, all at the same time, and retries what passes.
    ///
    /// - Parameters:
    ///   - sources: What is read, in the order of the configuration.
    ///   - since: How far back, or nil for each source's own depth.
    ///   - question: What is asked for, or nil for everything; more than that may come.
    ///   - timeout: How long it may take in all. What was read until then is kept.
    /// - Returns: The runs, and how each source fared.
    package func read(
        _ sources: [MonitoredSource], since: Timestamp? = nil, question: RunQuestion? = nil,
        timeout: Duration
    ) async -> SurveyResult {
        let deadline = clock.now.advanced(by: timeout)
        let context = SurveyContext(
            budgets: budgets ?? CallBudgets(sources, clock: clock), clock: clock, random: random,
            logger: logger)
        let gathered = GatheredRuns(MemoryBound())
        var healths: [SourceName: SourceHealth] = [:]
        await withTaskGroup(of: SourceHealth.self) { group in
            for source in sources {
                let survey = SourceSurvey(
                    source: source, since: since, question: question, deadline: deadline,
                    context: context)
                group.addTask { await survey.read(into: gathered) }
            }
            for await health in group { healths[health.name] = health }
        }
        let table = await gathered.table
        return SurveyResult(
            table: table,
            sources: sources.compactMap { source in
                var health = healths[source.name]
                health?.runCount = table.count(of: source.name)
                return health
            })
    }
}
