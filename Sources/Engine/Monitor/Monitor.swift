package import Logging
package import Runs

/// Holds every run and the health of every source, polls the sources, and publishes snapshots.
///
/// One poller per source reads on its own; what it brings is merged here, one batch after the
/// other, so that no source ever waits for the network of another.
package actor Monitor {
    /// How many runs are read from the history before the first poll begins.
    private static let historyPage = 500
    /// How many runs are read from the history at most.
    private static let historyLimit = 1_000_000

    /// Snapshots, the newest only: a slow reader misses the ones between.
    ///
    /// It ends when the monitor was stopped. For one reader.
    package nonisolated let snapshots: AsyncStream<MonitorSnapshot>

    private let output: AsyncStream<MonitorSnapshot>.Continuation
    private let order: [SourceName]
    let pollers: [SourceName: SourcePoller]
    let kinds: [SourceName: ProviderKind]
    private let history: any RunHistory
    private let clock: any WallClock
    private let logger: Logger

    private(set) var table = RunTable()
    private var healths: [SourceName: SourceHealth]
    private var openRuns = OpenRuns()
    private var pacer = SnapshotPacer()
    private var historyTrouble: HistoryError?
    private var planned: Task<Void, Never>?
    private var running: Task<Void, Never>?
    /// The reading of older runs that is under way.
    var older: Task<[SourceName: OlderOutcome], Never>?

    /// Prepares to monitor sources, without polling yet.
    ///
    /// - Parameters:
    ///   - sources: What is polled, in the order of the configuration, each with its own name.
    ///   - history: Where runs are kept.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        sources: [MonitoredSource], history: any RunHistory, clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        (snapshots, output) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        order = sources.map(\.name)
        let budgets = CallBudgets(sources, clock: clock)
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
            sources.map { ($0.name, HealthRecord($0).health) },
            uniquingKeysWith: { first, _ in first })
        self.history = history
        self.clock = clock
        self.logger = logger
    }

    /// Publishes a first snapshot at once, reads the history and polls the sources until `stop()`.
    ///
    /// A monitor runs once: a second start, or one after `stop()`, is without effect.
    package func start() {
        guard running == nil else { return }
        publish()
        running = Task { await run() }
    }

    /// Calls off every poll, publishes a last snapshot and ends the stream of snapshots.
    ///
    /// Returns when all of its tasks have ended.
    package func stop() async {
        let running = running ?? Task {}
        self.running = running
        running.cancel()
        older?.cancel()
        await running.value
        _ = await older?.value
        planned?.cancel()
        await planned?.value
        publish()
        output.finish()
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
            answers[wanted] = await pollers[wanted]?.pollNow(reserve: reserve)
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
        return MonitorSnapshot(table: table, sources: sources)
    }

    // MARK: What pollers tell

    /// Takes in what one call brought, and keeps it in the history.
    ///
    /// - Returns: What of it was new or different.
    func take(_ delivery: Delivery, _ health: SourceHealth) async -> MergeOutcome {
        let outcome = merge(delivery.tableBatch)
        healths[health.name] = health
        changed()
        await keep(delivery.historyBatch)
        return outcome
    }

    /// Takes in how a source fares.
    func note(_ health: SourceHealth) {
        guard healths[health.name] != health else { return }
        healths[health.name] = health
        changed()
    }

    /// Tells how soon a source is worth another poll, by what runs there.
    func pace(of source: SourceName, at now: Timestamp) -> Pace {
        openRuns.pace(of: source, at: now)
    }

    // MARK: Running

    private func run() async {
        let isMore = await loadHistory(limit: Self.historyPage)
        await withDiscardingTaskGroup { group in
            if isMore {
                group.addTask { _ = await self.loadHistory(limit: Self.historyLimit) }
            }
            for (name, poller) in pollers {
                group.addTask {
                    await poller.run(from: self.position(of: name), for: self)
                }
            }
        }
    }

    @discardableResult
    func merge(_ batch: RunBatch) -> MergeOutcome {
        let outcome = table.merge(batch)
        for key in outcome.added + outcome.changed {
            if let run = table.run(for: key) { openRuns.note(run) }
        }
        return outcome
    }

    // MARK: Publishing

    func changed() {
        switch pacer.changed(at: clock.now) {
        case .publish: publish()
        case .joinPlanned: break
        case .wait(let moment):
            planned = Task {
                // Cancelled only by `stop()`, which publishes by itself.
                guard (try? await clock.sleep(until: moment)) != nil else { return }
                publish()
            }
        }
    }

    private func publish() {
        pacer.published(at: clock.now)
        output.yield(snapshot)
    }

    // MARK: History

    /// Merges the newest runs of the history into the table.
    ///
    /// - Returns: Whether there may be more than the limit.
    private func loadHistory(limit: Int) async -> Bool {
        do throws(HistoryError) {
            let page = try await history.newest(of: Set(order), limit: limit)
            let records = Dictionary(grouping: page.records, by: \.key.source)
            for name in order {
                let named = page.pipelines[name] ?? []
                guard records[name] != nil || !named.isEmpty else { continue }
                merge(RunBatch(source: name, records: records[name] ?? [], pipelines: named))
            }
            if !page.records.isEmpty { changed() }
            return page.records.count >= limit
        } catch {
            noteHistory(error)
            return false
        }
    }

    private func position(of source: SourceName) async -> ReadPosition? {
        do throws(HistoryError) {
            return try await history.position(of: source)
        } catch {
            noteHistory(error)
            return nil
        }
    }

    func keep(_ batch: HistoryBatch) async {
        do throws(HistoryError) {
            try await history.keep(batch)
            noteHistory(nil)
        } catch {
            noteHistory(error)
        }
    }

    /// Takes note of how the history fares; polling goes on without it.
    private func noteHistory(_ trouble: HistoryError?) {
        guard trouble != historyTrouble else { return }
        historyTrouble = trouble
        if let trouble {
            logger.error("history unavailable", metadata: ["error": "\(trouble)"])
        } else {
            logger.notice("history available again")
        }
    }
}
