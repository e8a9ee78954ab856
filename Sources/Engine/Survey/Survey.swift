package import Logging
package import Runs

/// Reads sources once, from end to end.
package struct Survey: Sendable {
    private let history: (any RunHistory)?
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger

    /// Prepares a survey.
    ///
    /// - Parameters:
    ///   - history: Where processes share what is left of their budgets; nil for nowhere.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        sharing history: (any RunHistory)? = nil, clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.history = history
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
        guard !sources.isEmpty else { return SurveyResult(table: RunTable(), sources: []) }
        let deadline = clock.now.advanced(by: timeout)
        let budgets = CallBudgets(sources, sharedBy: history, clock: clock)
        var awaited = sources.count
        let gathered = GatheredRuns(MemoryBound())
        var healths: [SourceName: SourceHealth] = [:]
        await withTaskGroup { group in
            group.addTask { await alarm(at: deadline) }
            for source in sources {
                group.addTask {
                    .read(
                        await read(
                            source, from: nil, since: since, question, deadline: deadline,
                            budgets: budgets, keeper: nil, into: gathered))
                }
            }
            for await event in group {
                switch event {
                case .timeIsUp: group.cancelAll()
                case .read(let health):
                    healths[health.name] = health
                    awaited -= 1
                    if awaited == 0 { group.cancelAll() }
                }
            }
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

    /// Reads one source from where reading stood until a deadline, and has what comes of it kept.
    ///
    /// - Returns: How the source fared; what could not be kept is in `gathered`.
    func read(
        _ source: MonitoredSource, from standing: SourceStanding? = nil, since: Timestamp?,
        deadline: Timestamp, budgets: CallBudgets, keeper: HistoryKeeper? = nil,
        into gathered: GatheredRuns
    ) async -> SourceHealth {
        await withTaskGroup { group in
            group.addTask { await alarm(at: deadline) }
            group.addTask {
                .read(
                    await read(
                        source, from: standing, since: since, nil, deadline: deadline,
                        budgets: budgets, keeper: keeper, into: gathered))
            }
            var health = HealthRecord(source).health
            for await event in group {
                if case .read(let read) = event { health = read }
                group.cancelAll()
            }
            return health
        }
    }

    private enum Event: Sendable {
        case timeIsUp
        case read(SourceHealth)
    }

    private func alarm(at deadline: Timestamp) async -> Event {
        // A cancelled alarm means that all is read: either way there is nothing left to wait for.
        _ = try? await clock.sleep(until: deadline)
        return .timeIsUp
    }

    private func read(
        _ source: MonitoredSource, from standing: SourceStanding?, since: Timestamp?,
        _ question: RunQuestion?, deadline: Timestamp, budgets: CallBudgets,
        keeper: HistoryKeeper?, into gathered: GatheredRuns
    ) async -> SourceHealth {
        var logger = logger
        logger[metadataKey: "source"] = "\(source.name)"
        var reader = SourceReader(
            source, from: standing, since: since, question: question, bounds: .whole,
            clock: clock, logger: logger
        ) { (purpose) async throws(ProviderError) in
            try await call(source, deadline, for: purpose, budgets)
        }
        var schedule = PollSchedule(.init(interval: .seconds(1)), at: clock.now)
        var record = HealthRecord(source)
        if let standing { record.resumes(from: standing) }
        var rows = 0
        var isFull = false
        record.beginsPoll()
        while true {
            do throws(ProviderError) {
                while true {
                    if reader.nextCall != nil {
                        while let hold = await budgets.hold(for: source, reserve: .keep) {
                            try await wait(source, deadline, hold)
                        }
                    }
                    guard let delivery = try await reader.next() else { break }
                    record.took(delivery)
                    rows += delivery.records.count
                    isFull = await !gathered.take(delivery, keeper, record.health)
                    if isFull { throw .unreadable(.tooMuch(limit: gathered.bound.limit)) }
                }
                record.read(reader.lastWalk, at: clock.now)
                logger.info(
                    "source read",
                    metadata: [
                        "calls": "\(reader.lastWalk.calls)",
                        "rows": "\(rows)",
                    ])
                break
            } catch {
                let outcome =
                    Task.isCancelled ? record.health.problem?.error ?? error.atDeadline : error
                record.failed(outcome, at: clock.now)
                if case .held = outcome { break }
                let (wait, _) = await budgets.failed(source, outcome, after: 0)
                let now = clock.now
                schedule.failed(
                    at: now, error: outcome, random: random(),
                    notBefore: wait.map(now.advanced(byMilliseconds:)))
                guard !Task.isCancelled, !isFull, outcome.isTransient, schedule.nextPoll < deadline
                else {
                    break
                }
                logger.notice("retrying", metadata: ["error": "\(outcome)"])
                // A cancelled wait shows in the next call, which is then not made.
                _ = try? await clock.sleep(until: schedule.nextPoll)
            }
        }
        // That a call was held back says nothing of the source.
        if record.health.problem?.isHold != true { await keeper?.keep(record.health) }
        record.stops()
        return record.health
    }
}

extension Survey {
    /// Asks for one call, once nothing holds it back any more, unless that is after the end.
    ///
    /// The reserve is for people at the interface: a script that polls each minute would eat it up.
    ///
    /// - Throws: `held` where it is not waited for, `cancelled` where the task was.
    private func call(
        _ source: MonitoredSource, _ deadline: Timestamp, for purpose: CallPurpose,
        _ budgets: CallBudgets
    ) async throws(ProviderError) -> CountedCall {
        while !Task.isCancelled {
            switch await budgets.take(source, for: purpose, reserve: .keep) {
            case .counted(let call):
                return CountedCall { said in
                    await budgets.hear(said, from: source, answering: call)
                }
            case .held(let hold): try await wait(source, deadline, hold)
            }
        }
        throw .cancelled
    }

    /// Waits for what holds a call back, unless that ends after the end.
    ///
    /// - Throws: `held` where it is not waited for, `cancelled` where the task was.
    private func wait(
        _ source: MonitoredSource, _ deadline: Timestamp, _ hold: CallHold
    ) async throws(ProviderError) {
        guard let until = hold.until, until < deadline else { throw .held(hold) }
        logger.notice(
            "waiting", metadata: ["source": "\(source.name)", "until": "\(until.rfc3339)"])
        do {
            try await clock.sleep(until: until)
        } catch {
            throw .cancelled
        }
    }
}

extension ProviderError {
    /// What is said of a source that did not come to its end in time: that its secret or its answers
    /// were not there.
    fileprivate var atDeadline: ProviderError {
        if case .secret = self { return self }
        return .unreachable(.timedOut)
    }
}

extension SourceProblem {
    /// Whether nothing is wrong with the source itself.
    fileprivate var isHold: Bool {
        if case .held = error { return true }
        return false
    }
}
