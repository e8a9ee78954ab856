package import Logging
package import Runs
package import RunTable

/// Holds every run and the health of every source, polls the sources, and publishes snapshots. One
/// poller per source reads on its own; batches are merged one after another, so that no source
/// waits for the network of another.
package actor Monitor {
    /// The newest snapshot only, for one reader, who may miss some; ends once the monitor stopped.
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

    /// Publishes a first snapshot at once, then reads the history and polls the sources until
    /// `stop()`. A second start, or one after `stop()`, has no effect.
    package func start() {
        guard running == nil else { return }
        publish()
        running = Task { await run() }
    }

    /// Cancels every poll, stores what is unsaved, publishes a last snapshot and ends the
    /// snapshots. Returns when all tasks have ended.
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

    /// Polls one source now, or all of them, and returns each one's answer.
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

    /// What is held at this moment, published or not.
    package var snapshot: MonitorSnapshot {
        let sources = members.order.compactMap { name in
            var health = members.healths[name]
            health?.rows.stored = table.count(of: name)
            return health
        }
        return MonitorSnapshot(
            table: table, sources: sources, history: historyHealth, clock: clockDeviation)
    }

    // MARK: Reports of pollers

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
        if !history.isShared { await removeOldRuns() }
    }

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
        // A batch of a source that was removed meanwhile is not shown.
        guard members.pollers[batch.source] != nil else { return MergeOutcome() }
        let before = news == nil ? [:] : held(of: batch)
        let outcome = table.merge(batch, stored: stored)
        report(outcome, before)
        for key in outcome.added + outcome.changed {
            if let run = table.row(of: key).map(table.run(in:)) { members.openRuns.note(run) }
        }
        return outcome
    }

    func changeTable<Answer>(_ change: (inout RunTable) -> Answer) -> Answer { change(&table) }

    func change(_ source: SourceName, _ change: (inout SourceHealth) -> Void) {
        guard var health = members.healths[source] else { return }
        change(&health)
        guard health != members.healths[source] else { return }
        members.healths[source] = health
        changed()
    }

    // MARK: Publishing

    func changed() {
        // `readOnce` publishes nothing.
        guard running != nil else { return }
        switch publishing.pacer.changed(at: clock.now) {
        case .publish: publish()
        case .joinPlanned: break
        case .wait(let moment):
            let nap = clock.nap(until: moment, by: clock.reading.shift)
            publishing.planned = Task {
                // Only `stop()` cancels it, and publishes by itself.
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
        var polls: [SourceName: Task<Void, Never>] = [:]
        var arrivals = Arrivals()
        var openRuns = OpenRunIndex()

        init(_ sources: [MonitoredSource], _ context: PollContext) {
            order = sources.map(\.name)
            let spread = Double(StartPacer.spread(of: sources.count))
            // Of two sources with one name, the first counts.
            for source in sources where pollers[source.name] == nil {
                pollers[source.name] = SourcePoller(
                    source, context, delay: Int64(spread * context.random()))
                healths[source.name] = SourceHealthTracker(source).health
            }
        }
    }

    struct HistoryProgress {
        /// The revision up to which the changes of other processes are merged.
        var knownRevision = HistoryRevision.none
        /// The same at the last renewal of leases.
        var renewedRevision = HistoryRevision.none
        /// The history whose runs are read at the start; nil before that.
        var openedEpoch: HistoryEpoch?
        /// Whether every run is here that the checkpoints cover.
        var isRead = false
        /// Whether the history failed in this round.
        var hadTrouble = false
        var nextRemoval: Timestamp?
        /// How many batches are being merged, which the keeper may not have received yet.
        var deliveriesUnderWay = 0
    }
}
