import Logging
import Runs

/// What surveys go by and share.
struct SurveyContext: Sendable {
    let budgets: CallBudgets
    let clock: any WallClock
    /// Makes random numbers from 0 up to 1, for jitter.
    let random: @Sendable () -> Double
    let logger: Logger
}

/// Reads one source once, to its end or until a deadline, and retries what passes.
struct SourceSurvey: Sendable {
    let source: MonitoredSource
    /// Where reading stood; nil for first contact.
    var standing: SourceCheckpoint?
    /// How far back, or nil for the source's own depth.
    var since: Timestamp?
    /// What is asked for, or nil for everything.
    var question: RunQuestion?
    let deadline: Timestamp
    let context: SurveyContext

    private var clock: any WallClock { context.clock }

    private var logger: Logger {
        var logger = context.logger
        logger[metadataKey: "source"] = "\(source.name)"
        return logger
    }

    private enum Event: Sendable {
        case timeIsUp
        case read(SourceHealth)
    }

    /// How far it has come.
    private struct Progress: Sendable {
        var reader: SourceReader
        var record: SourceHealthTracker
        var schedule: PollSchedule
        var rows = 0
        /// Whether no more of it can be held.
        var isFull = false
    }

    /// Reads the source, and has what comes of it kept.
    ///
    /// - Returns: How the source fared; what could not be kept is in `gathered`.
    func read(
        keeper: HistoryKeeper? = nil, into gathered: GatheredRuns
    ) async -> SourceHealth {
        await withTaskGroup { group in
            group.addTask {
                // A cancelled alarm means that all is read: then there is nothing left to wait for.
                _ = try? await clock.sleep(until: deadline)
                return Event.timeIsUp
            }
            group.addTask { .read(await readThrough(keeper, gathered)) }
            var health = SourceHealthTracker(source).health
            for await event in group {
                if case .read(let read) = event { health = read }
                group.cancelAll()
            }
            return health
        }
    }

    private func readThrough(
        _ keeper: HistoryKeeper?, _ gathered: GatheredRuns
    ) async -> SourceHealth {
        let reader = SourceReader(
            source, from: standing, since: since, question: question, bounds: .whole,
            clock: clock, logger: logger
        ) { (purpose) async throws(ProviderError) in
            try await call(for: purpose)
        }
        var progress = Progress(
            reader: reader, record: SourceHealthTracker(source),
            schedule: PollSchedule(.init(interval: .seconds(1)), at: clock.now))
        if let standing { progress.record.resumes(from: standing) }
        progress.record.beginsPoll()
        var goesOn = true
        while goesOn {
            do throws(ProviderError) {
                try await walk(&progress, keeper, gathered)
                goesOn = false
            } catch {
                goesOn = await retries(after: error, &progress)
            }
        }
        // That a call was held back says nothing of the source.
        if progress.record.health.problem?.isHold != true {
            await keeper?.keep(progress.record.health)
        }
        progress.record.stops()
        return progress.record.health
    }

    /// Walks to the end of what there is to read.
    private func walk(
        _ progress: inout Progress, _ keeper: HistoryKeeper?, _ gathered: GatheredRuns
    ) async throws(ProviderError) {
        while true {
            if progress.reader.nextCall != nil {
                while let hold = await context.budgets.hold(for: source, reserve: .keep) {
                    try await wait(for: hold)
                }
            }
            guard let delivery = try await progress.reader.next() else { break }
            progress.record.took(delivery)
            progress.rows += delivery.records.count
            progress.isFull = await !gathered.take(delivery, keeper, progress.record.health)
            if progress.isFull { throw .unreadable(.tooMuch(limit: gathered.bound.limit)) }
        }
        progress.record.read(progress.reader.lastWalk, at: clock.now)
        logger.info(
            "source read",
            metadata: [
                "calls": "\(progress.reader.lastWalk.calls)", "rows": "\(progress.rows)",
            ])
    }

    /// Takes in a failure, and waits until it is time to go on.
    ///
    /// - Returns: Whether it is; false where it does not pass in time.
    private func retries(after error: ProviderError, _ progress: inout Progress) async -> Bool {
        let outcome =
            Task.isCancelled ? progress.record.health.problem?.error ?? error.atDeadline : error
        progress.record.failed(outcome, at: clock.now)
        if case .held = outcome { return false }
        let (wait, _) = await context.budgets.failed(source, outcome, after: 0)
        let now = clock.now
        progress.schedule.failed(
            at: now, error: outcome, random: context.random(),
            notBefore: wait.map(now.advanced(byMilliseconds:)))
        let next = progress.schedule.nextPoll
        guard !Task.isCancelled, !progress.isFull, outcome.isTransient, next < deadline else {
            return false
        }
        logger.notice("retrying", metadata: ["error": "\(outcome)"])
        // A cancelled wait shows in the next call, which is then not made.
        _ = try? await clock.sleep(until: next)
        return true
    }

    // MARK: Calls

    /// Asks for one call, once nothing holds it back any more, unless that is after the end.
    ///
    /// The reserve is for people at the interface: a script that polls each minute would eat it up.
    ///
    /// - Throws: `held` where it is not waited for, `cancelled` where the task was.
    private func call(for purpose: CallPurpose) async throws(ProviderError) -> CountedCall {
        let budgets = context.budgets
        while !Task.isCancelled {
            switch await budgets.take(source, for: purpose, reserve: .keep) {
            case .counted(let call):
                return CountedCall { said in
                    await budgets.hear(said, from: source, answering: call)
                }
            case .held(let hold): try await wait(for: hold)
            }
        }
        throw .cancelled
    }

    /// Waits for what holds a call back, unless that ends after the end.
    ///
    /// - Throws: `held` where it is not waited for, `cancelled` where the task was.
    private func wait(for hold: Throttle) async throws(ProviderError) {
        guard let until = hold.until, until < deadline else { throw .held(hold) }
        logger.notice("waiting", metadata: ["until": "\(until.rfc3339)"])
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
