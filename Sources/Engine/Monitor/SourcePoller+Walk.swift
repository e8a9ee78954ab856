import Logging
import Runs

extension SourcePoller {
    /// The longest wait in the middle of a walk, in milliseconds: a minute's budget is waited for,
    /// for a longer one the walk ends and another goes on.
    private static var longestPause: Int64 { 90_000 }

    /// How a walk ended.
    private enum WalkEnd: Hashable {
        /// Nothing is left to read, or a poll's bound was reached.
        case ended
        /// What was saved up for reading is spent.
        case cut
        /// The budget or the server forbids another call for long.
        case blocked
        /// The source is left to another process.
        case left
    }

    /// Makes the poll that is due.
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

    /// Walks as far as the budget allows.
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

    /// Waits until a call may be made, unless that is for long.
    ///
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

    /// Waits in the middle of a walk, and says so.
    private func wait(until opening: Timestamp, for monitor: Monitor) async {
        let shift = shift
        record.waitsForBudget(until: opening)
        await monitor.note(record.health)
        await sleep(until: jittered(opening), by: shift)
        record.waitsForBudget(until: nil)
        await monitor.note(record.health)
    }

    // MARK: Calls

    /// Asks for one call of a poll, and waits for it unless that is for long.
    func ask(
        for purpose: CallPurpose, for monitor: Monitor
    ) async throws(ProviderError) -> CountedCall {
        while !Task.isCancelled {
            switch try await taken(for: purpose, reserve: reserve) {
            case .counted(let call): return counted(call)
            case .held(let until): await wait(until: until, for: monitor)
            }
        }
        throw .cancelled
    }

    /// Asks for one call beside the polls, and waits for it unless that is for long.
    ///
    /// - Throws: `held` where it would be, `cancelled` where the task is.
    func ask(
        for purpose: CallPurpose, reserve: ReserveUse
    ) async throws(ProviderError) -> CountedCall {
        while !Task.isCancelled {
            switch try await taken(for: purpose, reserve: reserve) {
            case .counted(let call): return counted(call)
            case .held(let until): await sleep(until: jittered(until), by: shift)
            }
        }
        throw .cancelled
    }

    /// A call that may be made, or for which a short wait is due.
    private enum Taken {
        case counted(Int64)
        case held(until: Timestamp)
    }

    private func taken(
        for purpose: CallPurpose, reserve: ReserveUse
    ) async throws(ProviderError) -> Taken {
        guard !isLeaving else { throw .held(.elsewhere(nil, next: nil)) }
        switch await budgets.take(source, for: purpose, reserve: reserve) {
        case .counted(let call): return .counted(call)
        case .held(let hold):
            guard let until = hold.until,
                until.milliseconds(since: present()) <= Self.longestPause
            else { throw .held(hold) }
            return .held(until: until)
        }
    }

    private func counted(_ call: Int64) -> CountedCall {
        CountedCall { [budgets, source] said in
            await budgets.hear(said, from: source, answering: call)
        }
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
