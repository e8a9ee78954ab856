import Logging
import Runs

/// Polls one source for as long as it runs, and tells the monitor at each step.
actor SourcePoller {
    let source: MonitoredSource
    let clock: any WallClock
    private let random: @Sendable () -> Double
    let logger: Logger
    private var schedule: PollSchedule
    private var record: HealthRecord
    private var tally = PollTally()
    /// How many calls of the present poll were answered.
    private var answers = 0
    private var nap: Task<Void, Never>?
    let budgets: CallBudgets
    /// The pipelines that were met so far.
    private(set) var pipelines: [PipelineID: Pipeline] = [:]
    /// How far back older runs were read.
    var reach: OlderReach
    /// A reading of older runs that was cut short.
    var older: OlderWalk?
    /// Whether the poll that is due or under way may spend the reserve.
    private var reserve = ReserveUse.keep
    private var isLeaving = false
    /// The moment before which the plan has no call to spare for a poll that somebody hurries.
    private var spare: Timestamp?

    /// The longest wait in the middle of a walk, in milliseconds: a minute's budget is waited for,
    /// for a longer one the walk ends and another goes on.
    private static let longestPause: Int64 = 90_000

    /// - Parameters:
    ///   - source: What is polled.
    ///   - budgets: What it shares with other sources.
    ///   - delay: The time until the first poll, in milliseconds.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    init(
        _ source: MonitoredSource, budgets: CallBudgets, delay: Int64, clock: any WallClock,
        random: @escaping @Sendable () -> Double, logger: Logger
    ) {
        self.source = source
        self.budgets = budgets
        self.clock = clock
        self.random = random
        var logger = logger
        logger[metadataKey: "source"] = "\(source.name)"
        self.logger = logger
        schedule = PollSchedule(.init(interval: source.interval), at: clock.now, delay: delay)
        record = HealthRecord(source)
        reach = OlderReach(depth: source.backfill)
    }

    /// Polls until the task is cancelled, or the source is left to another process.
    func run(from standing: SourceStanding?, for monitor: Monitor) async {
        isLeaving = false
        if let standing { await resume(from: standing) }
        var reader = SourceReader(
            source, from: standing, bounds: .poll, clock: clock, logger: logger
        ) { (purpose) async throws(ProviderError) in try await self.ask(for: purpose) }
        while await waitForTurn(monitor), await monitor.mayPoll(source.name) {
            await poll(&reader, for: monitor)
        }
        record.stops()
        await monitor.note(record.health)
    }

    private func resume(from standing: SourceStanding) async {
        record.resumes(from: standing)
        await budgets.resume(source, from: standing)
    }

    /// Ends `run` after the poll that is under way, if any.
    func leave() {
        isLeaving = true
        nap?.cancel()
    }

    /// Begins the next poll at once, where nothing forbids it.
    func pollNow(reserve: ReserveUse) async -> PollAnswer {
        let refusal = await budgets.refusal(for: source, reserve: reserve)
        switch record.health.activity {
        case .polling: return .underWay
        case .stopped: return .stopped
        case .followed: return .elsewhere
        case .starting, .waiting: break
        }
        if let refusal = refusal ?? schedule.pollNow(at: clock.now) {
            return .refused(refusal)
        }
        self.reserve = reserve
        nap?.cancel()
        return .begun
    }

    /// Begins the next poll at once, as another process wishes, where the plan has a call to spare.
    func hurry() async {
        guard await budgets.opening(for: source, reserve: .keep) == nil,
            record.health.activity == .waiting, spare.map({ $0 <= clock.now }) ?? true
        else { return }
        schedule.hurry(at: clock.now)
        nap?.cancel()
    }

    /// - Returns: Whether a poll is due; false once there is none to come.
    private func waitForTurn(_ monitor: Monitor) async -> Bool {
        while !Task.isCancelled, !isLeaving {
            if schedule.wait(at: clock.now) == .zero {
                guard let opening = await budgets.opening(for: source, reserve: reserve) else {
                    return await takeTurn()
                }
                // Another source with the same credential was asked to wait meanwhile.
                schedule.postpone(to: jittered(opening), at: clock.now)
                record.waitsForBudget(until: schedule.nextPoll)
            }
            record.waits(until: schedule.nextPoll)
            await monitor.note(record.health)
            // The plan may have changed meanwhile: it is read anew, without a pause in between.
            await sleep(until: schedule.nextPoll)
        }
        return false
    }

    /// Waits for as long as many others begin at this very moment.
    private func takeTurn() async -> Bool {
        let turn = await budgets.turn()
        if turn > clock.now { await sleep(until: turn) }
        return !Task.isCancelled && !isLeaving
    }

    /// A moment a little later, as all that share a credential wait for the same one.
    private func jittered(_ moment: Timestamp) -> Timestamp {
        moment.advanced(byMilliseconds: Int64(random() * 1_000))
    }

    /// Asks for one call of a poll, and waits for it unless that is for long.
    private func ask(for purpose: CallPurpose) async throws(ProviderError) {
        try await ask(for: purpose, reserve: reserve)
    }

    /// Asks for one call, and waits for it unless that is for long.
    ///
    /// - Throws: `held` where it would be, `cancelled` where the task is.
    func ask(for purpose: CallPurpose, reserve: ReserveUse) async throws(ProviderError) {
        while !Task.isCancelled {
            guard let hold = await budgets.take(source, for: purpose, reserve: reserve) else {
                return
            }
            guard !isLeaving, let until = hold.until,
                until.milliseconds(since: clock.now) <= Self.longestPause
            else { throw .held(hold) }
            // A cancelled wait shows in the condition of the loop.
            _ = try? await clock.sleep(until: jittered(until))
        }
        throw .cancelled
    }

    /// Sleeps until a moment, until the task is cancelled, or until a poll is asked for.
    private func sleep(until deadline: Timestamp) async {
        let nap = Task { [clock] in
            // A cancelled nap is over; its caller looks at the plan and at its own cancellation.
            _ = try? await clock.sleep(until: deadline)
        }
        self.nap = nap
        await withTaskCancellationHandler {
            await nap.value
        } onCancel: {
            nap.cancel()
        }
        self.nap = nil
    }

    private func poll(_ reader: inout SourceReader, for monitor: Monitor) async {
        record.beginsPoll()
        await monitor.note(record.health)
        tally = PollTally()
        do throws(ProviderError) {
            answers = 0
            let outcome = try await walk(&reader, for: monitor)
            guard answers > 0 || outcome == .ended else { return await postponed() }
            await succeeded(reader.lastWalk, outcome, for: monitor)
        } catch {
            guard !Task.isCancelled else { return }
            let (notBefore, patience) = await budgets.failed(
                source, error, after: schedule.failures)
            schedule.failed(
                at: clock.now, error: error, random: random(), patience: patience,
                notBefore: notBefore)
            reserve = .keep
            record.failed(error, at: clock.now)
            var details = tally.details(record.health, next: schedule.nextPoll)
            details["error"] = "\(error)"
            details["failures"] = "\(schedule.failures)"
            logger.warning("poll failed", metadata: details)
        }
    }

    /// How a walk ended.
    private enum WalkEnd: Hashable {
        /// Nothing is left to read, or a poll's bound was reached.
        case ended
        /// What was saved up for reading is spent.
        case cut
        /// The budget or the server forbids another call for long.
        case blocked
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
            let step: Delivery?
            do throws(ProviderError) {
                step = try await reader.next()
            } catch {
                guard case .held = error else { throw error }
                reader.forgo()
                return .blocked
            }
            guard let delivery = step else { return .ended }
            if let said = delivery.budget { await budgets.hear(said, from: source) }
            answers += 1
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
            let admission = await budgets.step(
                of: source, for: purpose, reserve: reserve, isAskedFor: schedule.isAskedFor)
            switch admission {
            case .go: return nil
            case .stop: return .cut
            case .wait(let until):
                guard until.milliseconds(since: clock.now) <= Self.longestPause else {
                    return .blocked
                }
                record.waitsForBudget(until: until)
                await monitor.note(record.health)
                await sleep(until: jittered(until))
                record.waitsForBudget(until: nil)
            }
        }
        // The next step of the walk says that it was called off.
        return nil
    }

    /// Puts the poll off that was not answered even once, which says nothing of the source: what
    /// went wrong before, or well, stands.
    private func postponed() async {
        let opening = await budgets.opening(for: source, reserve: .keep)
        schedule.forgone(at: clock.now, notBefore: opening.map(jittered))
        reserve = .keep
        record.waitsForBudget(until: schedule.nextPoll)
        logger.info("poll put off", metadata: ["next": "\(schedule.nextPoll.rfc3339)"])
    }

    private func succeeded(
        _ walked: SourceReader.Walked, _ end: WalkEnd, for monitor: Monitor
    ) async {
        let now = clock.now
        // A walk that was cut short goes on as soon as it may.
        let pace = walked.isWhole ? await monitor.pace(of: source.name, at: now) : .quick
        let pause = schedule.configuration.pause(at: pace)
        let planned = await budgets.ended(
            source, isWhole: walked.isWhole, isCut: end == .cut, pause: pause)
        spare = planned.flatMap { $0.plan.interval > pause ? $0.notBefore : nil }
        schedule.succeeded(at: now, pace: pace, notBefore: planned?.notBefore)
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

/// What became of the wish to poll a source now.
package enum PollAnswer: Hashable, Sendable {
    /// The poll begins.
    case begun
    /// One is under way already.
    case underWay
    /// It cannot begin.
    case refused(PollRefusal)
    /// Another process on the same history polls it.
    case elsewhere
    /// Nothing is polled any more.
    case stopped
}
