import Logging
import Runs
import RunTable

extension SourcePoller {
    /// The longest wait within a walk, in milliseconds: enough for a minute's budget. For a longer
    /// one, the walk ends and another continues.
    private static var longestPause: Int64 { 90_000 }

    private enum WalkEnd: Hashable {
        case ended
        /// The allowance for reading is spent.
        case cut
        /// The budget or the server forbids calls for long.
        case blocked
        /// The source is left to another process.
        case left
    }

    func poll(_ reader: inout SourceReader, for monitor: Monitor) async {
        tracker.beginsPoll()
        await monitor.note(tracker.health)
        tally = PollTally()
        do throws(ProviderError) {
            let end = try await walk(&reader, for: monitor)
            guard end != .left else { return }
            guard reader.lastWalk.answers > 0 else { return await postponed() }
            await succeeded(reader.lastWalk, end, for: monitor)
        } catch {
            guard !Task.isCancelled else { return }
            let (wait, backoff) = await budgets.failed(source, error, after: schedule.failures)
            let now = present()
            schedule.failed(
                at: now, error: error, random: random(), backoff: backoff,
                notBefore: wait.map(now.advanced(byMilliseconds:)))
            reserve = .keep
            tracker.failed(error, at: now)
            var details = tally.details(tracker.health, next: schedule.nextPoll)
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
                reader.skipWalk()
                return isLeaving ? .left : .blocked
            }
            guard let delivery = step else { return .ended }
            tracker.took(delivery)
            for pipeline in delivery.pipelines { pipelines[pipeline.id] = pipeline }
            tally.add(delivery, await monitor.take(delivery, tracker.health))
        }
    }

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
        // The next step of the walk reports the cancellation.
        return nil
    }

    /// Whether this process may still read the source; if not, the poller leaves it.
    private func mayGoOn(_ monitor: Monitor) async -> Bool {
        guard !isLeaving else { return false }
        guard await monitor.mayPoll(source.name) else {
            isLeaving = true
            return false
        }
        // `leave()` may have been called meanwhile.
        return !isLeaving
    }

    private func wait(until opening: Timestamp, for monitor: Monitor) async {
        let shift = shift
        tracker.waitsForBudget(until: opening)
        await monitor.note(tracker.health)
        await sleep(until: jittered(opening), by: shift)
        tracker.waitsForBudget(until: nil)
        await monitor.note(tracker.health)
    }

    // MARK: Calls

    enum WaitLimit: Sendable {
        /// As long as within a walk; a monitor gets reports meanwhile.
        case short(Monitor?)
        /// Until a moment, to the millisecond, as a person waits for it.
        case until(Timestamp, reserve: ReserveUse)
    }

    func reader(of request: SourceReader.Request, _ limit: WaitLimit) -> SourceReader {
        SourceReader(source, request, clock: clock, logger: logger) {
            [unowned self] purpose in self.permit(for: purpose, limit)
        }
    }

    /// Readers and permits live no longer than the poller that counts their calls.
    private nonisolated func permit(
        for purpose: CallPurpose, _ limit: WaitLimit
    ) -> CallPermit {
        CallPermit { [unowned self] () async throws(ProviderError) in
            try await self.count(purpose, limit)
        }
    }

    /// Runs work that calls the source for a person, who may spend the reserve; records a failure.
    /// - Throws: What the work throws, and `held` if a call is not allowed by the end.
    func calling<Value: Sendable>(
        until end: Timestamp,
        _ work: @Sendable (CallPermit) async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        do throws(ProviderError) {
            return try await work(permit(for: .listing, .until(end, reserve: .spend)))
        } catch {
            _ = await budgets.failed(source, error, after: 0)
            throw error
        }
    }

    /// Requests one call, after a wait unless that is too long.
    /// - Throws: `held` if it is too long, `cancelled` if the task is cancelled.
    private func count(
        _ purpose: CallPurpose, _ limit: WaitLimit
    ) async throws(ProviderError) -> CountedCall {
        let reserve =
            switch limit {
            case .short(nil): ReserveUse.keep
            case .short: self.reserve
            case .until(_, let reserve): reserve
            }
        while !Task.isCancelled {
            guard !isLeaving else { throw .held(.elsewhere(nil, next: nil)) }
            switch await budgets.take(source, for: purpose, reserve: reserve) {
            case .counted(let call):
                return CountedCall { [budgets, source] said in
                    await budgets.record(said, from: source, answering: call)
                }
            case .held(let hold): try await wait(for: hold, limit)
            }
        }
        throw .cancelled
    }

    /// Throws `held` if the wait is too long.
    private func wait(
        for hold: Throttle, _ limit: WaitLimit
    ) async throws(ProviderError) {
        guard let until = hold.until else { throw .held(hold) }
        switch limit {
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
        // A single reading has no poll interval between its tries.
        schedule = PollSchedule(.init(interval: .seconds(1)), at: clock.now)
        if let checkpoint = request.checkpoint { tracker.resumes(from: checkpoint) }
        tracker.beginsPoll()
        var goesOn = true
        while goesOn {
            do throws(ProviderError) {
                goesOn = false
                try await walk(&reader, until: deadline, into: gathered)
            } catch {
                goesOn = await retries(after: error, until: deadline)
            }
        }
        // A call that was held back is no fault of the source.
        if tracker.health.problem?.isThrottled != true { await gathered.note(tracker.health) }
        tracker.stops()
        return tracker.health
    }

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
            tracker.took(delivery)
            tally.add(delivery, MergeOutcome())
            guard await gathered.take(delivery, tracker.health) else {
                let error = ProviderError.unreadable(.tooMuch(limit: gathered.bound.limit))
                return tracker.failed(error, at: clock.now)
            }
        }
        tracker.read(reader.lastWalk, at: clock.now)
        logger.info(
            "source read",
            metadata: ["calls": "\(reader.lastWalk.calls)", "rows": "\(tally.rows)"])
    }

    /// Records a failure and waits for a retry; returns false if none can come in time.
    private func retries(after error: ProviderError, until deadline: Timestamp) async -> Bool {
        let outcome =
            Task.isCancelled ? tracker.health.problem?.error ?? error.atDeadline : error
        tracker.failed(outcome, at: clock.now)
        if case .held = outcome { return false }
        let (wait, _) = await budgets.failed(source, outcome, after: 0)
        let now = clock.now
        schedule.failed(
            at: now, error: outcome, random: random(),
            notBefore: wait.map(now.advanced(byMilliseconds:)))
        let next = schedule.nextPoll
        guard !Task.isCancelled, outcome.isTransient, next < deadline else { return false }
        logger.notice("retrying", metadata: ["error": "\(outcome)"])
        // The next call reports a cancelled wait.
        await sleep(until: next, by: shift)
        return true
    }

    // MARK: Ends

    /// Postpones a poll without a single answer, which shows nothing: earlier results stand.
    private func postponed() async {
        let wait = await budgets.wait(for: source, reserve: .keep)
        let now = present()
        schedule.skipped(
            at: now, notBefore: wait.map { jittered(now.advanced(byMilliseconds: $0)) })
        reserve = .keep
        tracker.waitsForBudget(until: schedule.nextPoll)
        logger.info("poll put off", metadata: ["next": "\(schedule.nextPoll.rfc3339)"])
    }

    private func succeeded(
        _ walked: SourceReader.Walked, _ end: WalkEnd, for monitor: Monitor
    ) async {
        // A walk that was cut short continues as soon as it may.
        let pace = walked.isWhole ? await monitor.pace(of: source.name, at: present()) : .quick
        let pause = schedule.configuration.pause(at: pace)
        let planned = await budgets.ended(
            source, isWhole: walked.isWhole, isCut: end == .cut, pause: pause)
        let now = present()
        let notBefore = planned.map { now.advanced(byMilliseconds: $0.wait) }
        spare = planned.flatMap { $0.plan.interval > pause ? notBefore : nil }
        schedule.succeeded(at: now, pace: pace, notBefore: notBefore)
        reserve = .keep
        if let planned { tracker.plans(planned.plan) }
        tracker.read(walked, at: now)
        if end != .ended { tracker.waitsForBudget(until: schedule.nextPoll) }
        var details = tally.details(tracker.health, next: schedule.nextPoll)
        details["calls"] = "\(walked.calls)"
        details["whole"] = "\(walked.isWhole)"
        logger.info("poll ended", metadata: details)
    }
}

extension ProviderError {
    /// The error of a source that was not read in time: its secret or its responses were missing.
    fileprivate var atDeadline: ProviderError {
        if case .secret = self { return self }
        return .unreachable(.timedOut)
    }
}

extension SourceProblem {
    fileprivate var isThrottled: Bool {
        if case .held = error { return true }
        return false
    }
}
