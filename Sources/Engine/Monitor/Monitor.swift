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

    private var publishing: Publishing
    let context: PollContext
    let history: any RunHistory
    let keeper: HistoryKeeper
    var plan: Plan
    var members: Members
    private(set) var table = RunTable()
    var historyHealth = HistoryHealth()
    var progress = HistoryProgress()
    var turns: LeaseRotation
    /// How far the computer's clock was off when that was last looked at.
    var clockDeviation: ClockDeviation?
    var news: RunNews?
    private var running: Task<Void, Never>?
    var older: Task<[SourceName: OlderOutcome], Never>?

    /// Prepares to monitor sources, without polling yet.
    package init(
        sources: [MonitoredSource], history: any RunHistory,
        plan: Plan = Plan(owner: LeaseOwner("monitor")), clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        let output: AsyncStream<MonitorSnapshot>.Continuation
        (snapshots, output) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        publishing = Publishing(output: output)
        context = PollContext(
            budgets: CallBudgets(sources, sharedBy: history, clock: clock), clock: clock,
            random: random, logger: logger)
        members = Members(sources, context)
        self.history = history
        self.plan = plan
        turns = LeaseRotation(members.order)
        keeper = HistoryKeeper(
            history, owner: history.isShared ? plan.owner : nil, clock: clock)
    }

    var budgets: CallBudgets { context.budgets }
    var clock: any WallClock { context.clock }
    var logger: Logger { context.logger }

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
        publishing.planned?.cancel()
        await publishing.planned?.value
        publish()
        publishing.output.finish()
        news?.finish()
    }

    /// Polls a source now, or all of them.
    ///
    /// - Returns: What became of it, for each source asked for that there is.
    @discardableResult
    package func poll(
        _ name: SourceName?, reserve: ReserveUse = .keep
    ) async -> [SourceName: PollAnswer] {
        var answers: [SourceName: PollAnswer] = [:]
        for wanted in name.map({ [$0] }) ?? members.order {
            guard let poller = members.pollers[wanted] else { continue }
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
        let sources = members.order.compactMap { name in
            var health = members.healths[name]
            health?.runCount = table.count(of: name)
            return health
        }
        return MonitorSnapshot(
            table: table, sources: sources, history: historyHealth, clock: clockDeviation)
    }

    // MARK: What pollers tell

    /// - Returns: What of it was new or different.
    func take(_ delivery: Batch, _ health: SourceHealth) async -> MergeOutcome {
        progress.deliveriesUnderWay += 1
        defer { progress.deliveriesUnderWay -= 1 }
        let stored = await stored(of: table.incomplete(in: delivery.tableBatch))
        let outcome = merge(delivery.tableBatch, stored: stored)
        if members.healths[health.name] != nil { members.healths[health.name] = health }
        changed()
        await keeper.keep(delivery, health)
        await bound(delivery)
        return outcome
    }

    func note(_ health: SourceHealth) async {
        guard let known = members.healths[health.name], known != health else { return }
        members.healths[health.name] = health
        changed()
        guard health.activity == .waiting else { return }
        await keeper.keep(health)
        if !history.isShared { await forgetOld() }
    }

    /// Tells how soon a source is worth another poll, by what runs there.
    func pace(of source: SourceName, at now: Timestamp) -> Pace {
        members.openRuns.pace(of: source, at: now)
    }

    // MARK: Running

    private func run() async {
        let opening = await open()
        await keeper.begin(
            in: progress.knownRevision.epoch,
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
        guard members.pollers[batch.source] != nil else { return MergeOutcome() }
        let before = news == nil ? [:] : held(of: batch)
        let outcome = table.merge(batch, stored: stored)
        tell(outcome, before)
        for key in outcome.added + outcome.changed {
            if let run = table.row(of: key).map(table.run(in:)) { members.openRuns.note(run) }
        }
        return outcome
    }

    func changeTable<Answer>(_ change: (inout RunTable) -> Answer) -> Answer { change(&table) }

    /// Changes how a source fares, as it is shown.
    func change(_ source: SourceName, _ change: (inout SourceHealth) -> Void) {
        guard var health = members.healths[source] else { return }
        change(&health)
        guard health != members.healths[source] else { return }
        members.healths[source] = health
        changed()
    }

    // MARK: Publishing

    func changed() {
        // What is read once is handed out when it is whole.
        guard running != nil else { return }
        switch publishing.pacer.changed(at: clock.now) {
        case .publish: publish()
        case .joinPlanned: break
        case .wait(let moment):
            let nap = clock.nap(until: moment, by: clock.reading.shift)
            publishing.planned = Task {
                // Cancelled only by `stop()`, which publishes by itself.
                guard (try? await nap()) != nil else { return }
                publish()
            }
        }
    }

    private func publish() {
        publishing.pacer.published(at: clock.now)
        publishing.output.yield(snapshot)
    }

    private struct Publishing {
        let output: AsyncStream<MonitorSnapshot>.Continuation
        var pacer = SnapshotPacer()
        var planned: Task<Void, Never>?
    }
}

extension Monitor {
    struct Members {
        var order: [SourceName]
        var pollers: [SourceName: SourcePoller] = [:]
        var healths: [SourceName: SourceHealth] = [:]
        /// The polling of each source that is under way.
        var polls: [SourceName: Task<Void, Never>] = [:]
        var arrivals = Arrivals()
        var openRuns = OpenRunIndex()

        init(_ sources: [MonitoredSource], _ context: PollContext) {
            order = sources.map(\.name)
            let spread = Double(StartPacer.spread(of: sources.count))
            // Of two with one name the first counts.
            for source in sources where pollers[source.name] == nil {
                pollers[source.name] = SourcePoller(
                    source, context, delay: Int64(spread * context.random()))
                healths[source.name] = SourceHealthTracker(source).health
            }
        }
    }

    /// How far the history was read, and what is to be done about it.
    struct HistoryProgress {
        /// Up to where the changes of others are known.
        var knownRevision = HistoryRevision.none
        /// Up to where they were known when leases were last renewed.
        var renewedRevision = HistoryRevision.none
        /// The history of which runs are read at the beginning; nil before that.
        var openedEpoch: HistoryEpoch?
        /// Whether all runs are here that the standings of the sources speak of.
        var isRead = false
        /// Whether the history could not be used in this round of looks at it.
        var hadTrouble = false
        /// When old runs are forgotten next.
        var nextForgetting: Timestamp?
        /// How many deliveries are being taken in, which the keeper may not have heard of yet.
        var deliveriesUnderWay = 0
    }
}
