package import Logging
package import Runs
package import RunTable

/// Holds every run and the health of every source, polls the sources, and publishes snapshots.
///
/// One poller per source reads on its own; what it brings is merged here, one batch after the
/// other, so that no source ever waits for the network of another.
package actor Monitor {
    /// Snapshots, the newest only: a slow reader misses the ones between.
    ///
    /// It ends when the monitor was stopped. For one reader.
    package nonisolated let snapshots: AsyncStream<MonitorSnapshot>

    private let output: AsyncStream<MonitorSnapshot>.Continuation
    var order: [SourceName]
    var pollers: [SourceName: SourcePoller]
    var kinds: [SourceName: ProviderKind]
    let budgets: CallBudgets
    let history: any RunHistory
    let keeper: HistoryKeeper
    var plan: Plan
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger

    private(set) var table = RunTable()
    var healths: [SourceName: SourceHealth]
    var historyHealth = HistoryHealth()
    /// Up to where the changes of others are known.
    var knownRevision = HistoryRevision.none
    /// Up to where they were known when leases were last renewed.
    var renewedRevision = HistoryRevision.none
    /// The history of which runs are read at the beginning; nil before that.
    var openedEpoch: HistoryEpoch?
    /// Whether all runs are here that the standings of the sources speak of.
    var isHistoryRead = false
    var turns: LeaseRotation
    /// How far the computer's clock was off when that was last looked at.
    var clockDeviation: ClockDeviation?
    /// Whether the history could not be used in this round of looks at it.
    var hadHistoryTrouble = false
    /// When old runs are forgotten next.
    var nextForgetting: Timestamp?

    /// What changed, once somebody asked for that.
    var news: RunNews?
    /// How many deliveries are being taken in, which the keeper may not have heard of yet.
    var deliveriesUnderWay = 0
    /// The polling of each source that is under way.
    var polls: [SourceName: Task<Void, Never>] = [:]
    /// How the sources of a running monitor come and go.
    var arrivals = Arrivals()
    private var openRuns = OpenRunIndex()
    private var pacer = SnapshotPacer()
    private var planned: Task<Void, Never>?
    private var running: Task<Void, Never>?
    /// The reading of older runs that is under way.
    var older: Task<[SourceName: OlderOutcome], Never>?

    /// Prepares to monitor sources, without polling yet.
    ///
    /// - Parameters:
    ///   - sources: What is polled, in the order of the configuration, each with its own name.
    ///   - history: Where runs are kept.
    ///   - plan: What else is to be done.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        sources: [MonitoredSource], history: any RunHistory,
        plan: Plan = Plan(owner: LeaseOwner("monitor")), clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        (snapshots, output) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        order = sources.map(\.name)
        let budgets = CallBudgets(sources, sharedBy: history, clock: clock)
        self.budgets = budgets
        self.random = random
        let spread = Double(StartPacer.spread(of: sources.count))
        let pollers = sources.map {
            SourcePoller(
                $0, budgets: budgets, delay: Int64(spread * random()), clock: clock,
                random: random, logger: logger)
        }
        self.pollers = Dictionary(zip(order, pollers), uniquingKeysWith: { first, _ in first })
        kinds = Dictionary(
            sources.map { ($0.name, $0.provider.kind) }, uniquingKeysWith: { first, _ in first })
        healths = Dictionary(
            sources.map { ($0.name, SourceHealthTracker($0).health) },
            uniquingKeysWith: { first, _ in first })
        self.history = history
        self.plan = plan
        self.clock = clock
        self.logger = logger
        turns = LeaseRotation(order)
        keeper = HistoryKeeper(
            history, owner: history.isShared ? plan.owner : nil, clock: clock)
    }

    /// Publishes a first snapshot at once, reads the history and polls the sources until `stop()`.
    ///
    /// A monitor runs once: a second start, or one after `stop()`, is without effect.
    package func start() {
        guard running == nil else { return }
        publish()
        running = Task { await run() }
    }

    /// Calls off every poll, keeps what is not kept yet, publishes a last snapshot and ends the
    /// stream of snapshots.
    ///
    /// Returns when all of its tasks have ended.
    package func stop() async {
        let running = running ?? Task {}
        self.running = running
        running.cancel()
        older?.cancel()
        await running.value
        _ = await older?.value
        await keeper.flush()
        await releaseLeases()
        planned?.cancel()
        await planned?.value
        publish()
        output.finish()
        news?.finish()
    }

    /// Polls a source now, or all of them.
    ///
    /// - Parameters:
    ///   - name: The source, or nil for all of them.
    ///   - reserve: Whether the part of a rate budget that is kept for people may be spent.
    /// - Returns: What became of it, for each source asked for that there is.
    @discardableResult
    package func poll(
        _ name: SourceName?, reserve: ReserveUse = .keep
    ) async -> [SourceName: PollAnswer] {
        var answers: [SourceName: PollAnswer] = [:]
        for wanted in name.map({ [$0] }) ?? order {
            guard let poller = pollers[wanted] else { continue }
            switch plan.polling {
            case .off: answers[wanted] = .stopped
            case .on where history.isShared && !turns.polled.contains(wanted):
                answers[wanted] = .elsewhere
            case .on: answers[wanted] = await poller.pollNow(reserve: reserve)
            }
        }
        return answers
    }

    /// What is held at this moment, whether published yet or not.
    package var snapshot: MonitorSnapshot {
        let sources = order.compactMap { name in
            var health = healths[name]
            health?.runCount = table.count(of: name)
            return health
        }
        return MonitorSnapshot(
            table: table, sources: sources, history: historyHealth, clock: clockDeviation)
    }

    // MARK: What pollers tell

    /// Takes in what one call brought, and has it kept in the history.
    ///
    /// - Returns: What of it was new or different.
    func take(_ delivery: Batch, _ health: SourceHealth) async -> MergeOutcome {
        deliveriesUnderWay += 1
        defer { deliveriesUnderWay -= 1 }
        let stored = await stored(of: table.incomplete(in: delivery.tableBatch))
        let outcome = merge(delivery.tableBatch, stored: stored)
        if healths[health.name] != nil { healths[health.name] = health }
        changed()
        await keeper.keep(delivery, health)
        await bound(delivery)
        return outcome
    }

    /// Takes in how a source fares.
    func note(_ health: SourceHealth) async {
        guard let known = healths[health.name], known != health else { return }
        healths[health.name] = health
        changed()
        guard health.activity == .waiting else { return }
        await keeper.keep(health)
        if !history.isShared { await forgetOld() }
    }

    /// Tells how soon a source is worth another poll, by what runs there.
    func pace(of source: SourceName, at now: Timestamp) -> Pace {
        openRuns.pace(of: source, at: now)
    }

    // MARK: Running

    private func run() async {
        let opening = await open()
        await keeper.begin(
            in: knownRevision.epoch,
            takeStock: { [weak self] in await self?.takeStock() ?? HeldRuns() },
            report: { [weak self] in await self?.noteHistory($0) })
        await withDiscardingTaskGroup { group in
            group.addTask { await self.load(after: opening) }
            guard history.isShared else { return await pollAll(in: &group) }
            await takeTurns(in: &group)
        }
    }

    @discardableResult
    func merge(_ batch: RunBatch, stored: [RunKey: RunRecord] = [:]) -> MergeOutcome {
        // What was on its way from a source that is not monitored any more is not shown.
        guard pollers[batch.source] != nil else { return MergeOutcome() }
        let before = news == nil ? [:] : held(of: batch)
        let outcome = table.merge(batch, stored: stored)
        tell(outcome, before)
        for key in outcome.added + outcome.changed {
            if let run = table.row(of: key).map(table.run(in:)) { openRuns.note(run) }
        }
        return outcome
    }

    /// Changes the table other than by what a source brought.
    func changeTable<Answer>(_ change: (inout RunTable) -> Answer) -> Answer { change(&table) }

    /// Takes note of runs that are not at their end.
    func note(open runs: [Run]) {
        for run in runs { openRuns.note(run) }
    }

    /// Forgets which runs of a source are not at their end.
    func forgetOpenRuns(of source: SourceName) { openRuns.forget(source) }

    /// Forgets which runs from before a moment are not at their end.
    func forgetOpenRuns(before moment: Timestamp) { openRuns.forget(before: moment) }

    /// Changes how a source fares, as it is shown.
    func change(_ source: SourceName, _ change: (inout SourceHealth) -> Void) {
        guard var health = healths[source] else { return }
        change(&health)
        guard health != healths[source] else { return }
        healths[source] = health
        changed()
    }

    // MARK: Publishing

    func changed() {
        switch pacer.changed(at: clock.now) {
        case .publish: publish()
        case .joinPlanned: break
        case .wait(let moment):
            planned = Task { [nap = clock.nap(until: moment, by: clock.reading.shift)] in
                // Cancelled only by `stop()`, which publishes by itself.
                guard (try? await nap()) != nil else { return }
                publish()
            }
        }
    }

    private func publish() {
        pacer.published(at: clock.now)
        output.yield(snapshot)
    }
}
