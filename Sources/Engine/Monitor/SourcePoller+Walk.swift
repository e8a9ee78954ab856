import Logging
import Runs
import RunTable

extension SourcePoller {
    /// The longest wait in the middle of a walk, in milliseconds: a minute's budget is waited for,
    /// for a longer one the walk ends and another goes on.
    private static var longestPause: Int64 { 90_000 }

    private enum WalkEnd: Hashable {
        case ended
        /// What was saved up for reading is spent.
        case cut
        /// The budget or the server forbids another call for long.
        case blocked
        /// The source is left to another process.
        case left
    }

    func poll(_ reader: inout SourceReader, for monitor: Monitor) async {
        record.beginsPoll()
        await monitor.note(record.health)
        tally = PollTally()
        do throws(ProviderError) {
            let end = try await walk(&reader, for: monitor)
            guard end != .left else { return }
            guard reader.lastWalk.answers > 0 else { return await postponed() }
            await succeeded(reader.lastWalk, end, for: monitor)
        } catch {
            guard !Task.isCancelled else { return }
            let (wait, patience) = await budgets.failed(source, error, after: schedule.failures)
            let now = present()
            schedule.failed(
                at: now, error: error, random: random(), patience: patience,
                notBefore: wait.map(now.advanced(byMilliseconds:)))
            reserve = .keep
            record.failed(error, at: now)
            var details = tally.details(record.health, next: schedule.nextPoll)
            details["error"] = "\(error)"
            details["failures"] = "\(schedule.failures)"
            logger.warning("poll failed", metadata: details)
        }
    }

    private func walk(
        _ reader: inout SourceReader, for monitor: Monitor
    ) async throws(ProviderError) -> WalkEnd {
        while true {
            if let purpose = reader.nextCall,
                let stop = await obstacle(to: purpose, for: monitor)
            {
                reader.pause()
                return stop
            }
            let step: Batch?
            do throws(ProviderError) {
                step = try await reader.next()
            } catch {
                guard case .held = error else { throw error }
                reader.forgo()
                return isLeaving ? .left : .blocked
            }
            guard let delivery = step else { return .ended }
            record.took(delivery)
            for pipeline in delivery.pipelines { pipelines[pipeline.id] = pipeline }
            tally.add(delivery, await monitor.take(delivery, record.health))
        }
    }

    /// - Returns: Why it is not made in this poll, or nil where it may be.
    private func obstacle(to purpose: CallPurpose, for monitor: Monitor) async -> WalkEnd? {
        while !Task.isCancelled {
            guard await mayGoOn(monitor) else { return .left }
            let admission = await budgets.step(
                of: source, for: purpose, reserve: reserve, isAskedFor: schedule.isAskedFor)
            switch admission {
            case .go: return nil
            case .stop: return .cut
            case .wait(let until):
                guard until.milliseconds(since: present()) <= Self.longestPause else {
                    return .blocked
                }
                await wait(until: until, for: monitor)
            }
        }
        // The next step of the walk says that it was called off.
        return nil
    }

    /// Whether the source is still this process's to read; if it is not, the poller leaves it.
    private func mayGoOn(_ monitor: Monitor) async -> Bool {
        guard !isLeaving else { return false }
        guard await monitor.mayPoll(source.name) else {
            isLeaving = true
            return false
        }
        // Somebody may have had it leave meanwhile.
        return !isLeaving
    }

    private func wait(until opening: Timestamp, for monitor: Monitor) async {
        let shift = shift
        record.waitsForBudget(until: opening)
        await monitor.note(record.health)
        await sleep(until: jittered(opening), by: shift)
        record.waitsForBudget(until: nil)
        await monitor.note(record.health)
    }

    // MARK: Calls

    enum Patience: Sendable {
        /// As long as in the middle of a walk; a monitor is told meanwhile.
        case short(Monitor?)
        /// Until a moment, to the millisecond, as somebody waits for it.
        case until(Timestamp, reserve: ReserveUse)
    }

    func reader(of request: SourceReader.Request, _ patience: Patience) -> SourceReader {
        SourceReader(source, request, clock: clock, logger: logger) {
            [unowned self] (purpose) async throws(ProviderError) in
            // Readers live no longer than the poller that makes their calls.
            try await self.ask(for: purpose, patience)
        }
    }

    /// Does some work that calls the source for a person, who may spend the reserve, and takes in
    /// why it failed.
    ///
    /// - Throws: What the work throws, and `held` where a call may not be made by the end.
    func calling<Value: Sendable>(
        until end: Timestamp, _ work: @Sendable () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let permit = CallPermit { [unowned self] () async throws(ProviderError) in
            try await self.ask(for: .listing, .until(end, reserve: .spend))
        }
        do throws(ProviderError) {
            return try await permit.covering(work)
        } catch {
            _ = await budgets.failed(source, error, after: 0)
            throw error
        }
    }

    /// Asks for one call, and waits for it unless that is for too long.
    ///
    /// - Throws: `held` where it would be, `cancelled` where the task is.
    private func ask(
        for purpose: CallPurpose, _ patience: Patience
    ) async throws(ProviderError) -> CountedCall {
        let reserve =
            switch patience {
            case .short(nil): ReserveUse.keep
            case .short: self.reserve
            case .until(_, let reserve): reserve
            }
        while !Task.isCancelled {
            guard !isLeaving else { throw .held(.elsewhere(nil, next: nil)) }
            switch await budgets.take(source, for: purpose, reserve: reserve) {
            case .counted(let call):
                return CountedCall { [budgets, source] said in
                    await budgets.hear(said, from: source, answering: call)
                }
            case .held(let hold): try await wait(for: hold, patience)
            }
        }
        throw .cancelled
    }

    /// Waits for what holds a call back.
    ///
    /// - Throws: `held` where that is for too long.
    private func wait(
        for hold: Throttle, _ patience: Patience
    ) async throws(ProviderError) {
        guard let until = hold.until else { throw .held(hold) }
        switch patience {
        case .until(let end, _):
            guard until < end else { throw .held(hold) }
            logger.notice("waiting", metadata: ["until": "\(until.rfc3339)"])
            await sleep(until: until, by: shift)
        case .short(let monitor):
            guard until.milliseconds(since: present()) <= Self.longestPause else {
                throw .held(hold)
            }
            guard let monitor else { return await sleep(until: jittered(until), by: shift) }
            await wait(until: until, for: monitor)
        }
    }

    // MARK: Once

    /// Reads the source once, to its end or until a deadline, and retries what passes.
    ///
    /// - Returns: How the source fared.
    func readOnce(
        _ request: SourceReader.Request, until deadline: Timestamp, into gathered: GatheredRuns
    ) async -> SourceHealth {
        await clock.cancelling(at: deadline) {
            await self.readThrough(request, until: deadline, into: gathered)
        }
    }

    private func readThrough(
        _ request: SourceReader.Request, until deadline: Timestamp, into gathered: GatheredRuns
    ) async -> SourceHealth {
        var reader = reader(of: request, .until(deadline, reserve: .keep))
        // Between the tries of a single reading lies no interval of polls.
        schedule = PollSchedule(.init(interval: .seconds(1)), at: clock.now)
        if let checkpoint = request.checkpoint { record.resumes(from: checkpoint) }
        record.beginsPoll()
        var goesOn = true
        while goesOn {
            do throws(ProviderError) {
                goesOn = false
                try await walk(&reader, until: deadline, into: gathered)
            } catch {
                goesOn = await retries(after: error, until: deadline)
            }
        }
        // That a call was held back says nothing of the source.
        if record.health.problem?.isHold != true { await gathered.note(record.health) }
        record.stops()
        return record.health
    }

    /// Walks to the end of what there is to read, or of the room for it.
    private func walk(
        _ reader: inout SourceReader, until deadline: Timestamp, into gathered: GatheredRuns
    ) async throws(ProviderError) {
        while true {
            if reader.nextCall != nil {
                while let hold = await budgets.hold(for: source, reserve: .keep) {
                    guard !Task.isCancelled else { throw .cancelled }
                    try await wait(for: hold, .until(deadline, reserve: .keep))
                }
            }
            guard let delivery = try await reader.next() else { break }
            record.took(delivery)
            tally.add(delivery, MergeOutcome())
            guard await gathered.take(delivery, record.health) else {
                let error = ProviderError.unreadable(.tooMuch(limit: gathered.bound.limit))
                return record.failed(error, at: clock.now)
            }
        }
        record.read(reader.lastWalk, at: clock.now)
        logger.info(
            "source read",
            metadata: ["calls": "\(reader.lastWalk.calls)", "rows": "\(tally.rows)"])
    }

    /// Takes in a failure, and waits until it is time to go on.
    ///
    /// - Returns: Whether it is; false where it does not pass in time.
    private func retries(after error: ProviderError, until deadline: Timestamp) async -> Bool {
        let outcome =
            Task.isCancelled ? record.health.problem?.error ?? error.atDeadline : error
        record.failed(outcome, at: clock.now)
        if case .held = outcome { return false }
        let (wait, _) = await budgets.failed(source, outcome, after: 0)
        let now = clock.now
        schedule.failed(
            at: now, error: outcome, random: random(),
            notBefore: wait.map(now.advanced(byMilliseconds:)))
        let next = schedule.nextPoll
        guard !Task.isCancelled, outcome.isTransient, next < deadline else { return false }
        logger.notice("retrying", metadata: ["error": "\(outcome)"])
        // A cancelled wait shows in the next call, which is then not made.
        await sleep(until: next, by: shift)
        return true
    }

    // MARK: Ends

    /// Puts the poll off that was not answered even once, which says nothing of the source: what
    /// went wrong before, or well, stands.
    private func postponed() async {
        let wait = await budgets.wait(for: source, reserve: .keep)
        let now = present()
        schedule.forgone(
            at: now, notBefore: wait.map { jittered(now.advanced(byMilliseconds: $0)) })
        reserve = .keep
        record.waitsForBudget(until: schedule.nextPoll)
        logger.info("poll put off", metadata: ["next": "\(schedule.nextPoll.rfc3339)"])
    }

    private func succeeded(
        _ walked: SourceReader.Walked, _ end: WalkEnd, for monitor: Monitor
    ) async {
        // A walk that was cut short goes on as soon as it may.
        let pace = walked.isWhole ? await monitor.pace(of: source.name, at: present()) : .quick
        let pause = schedule.configuration.pause(at: pace)
        let planned = await budgets.ended(
            source, isWhole: walked.isWhole, isCut: end == .cut, pause: pause)
        let now = present()
        let notBefore = planned.map { now.advanced(byMilliseconds: $0.wait) }
        spare = planned.flatMap { $0.plan.interval > pause ? notBefore : nil }
        schedule.succeeded(at: now, pace: pace, notBefore: notBefore)
        reserve = .keep
        if let planned { record.plans(planned.plan) }
        record.read(walked, at: now)
        if end != .ended { record.waitsForBudget(until: schedule.nextPoll) }
        var details = tally.details(record.health, next: schedule.nextPoll)
        details["calls"] = "\(walked.calls)"
        details["whole"] = "\(walked.isWhole)"
        logger.info("poll ended", metadata: details)
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
    fileprivate var isHold: Bool {
        if case .held = error { return true }
        return false
    }
}
