import Logging
import Runs

struct PollContext: Sendable {
    let budgets: CallBudgets
    let clock: any WallClock
    /// Returns numbers from 0 up to 1, for jitter.
    let random: @Sendable () -> Double
    let logger: Logger
}

/// Reads one source: poll after poll, once, or call by call.
actor SourcePoller {
    let source: MonitoredSource
    let budgets: CallBudgets
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger
    var schedule: PollSchedule
    var tracker: SourceHealthTracker
    var tally = PollTally()
    var pipelines: [PipelineID: Pipeline] = [:]
    var older: OlderProgress
    /// Whether the poll that is due or under way may spend the reserve.
    var reserve = ReserveUse.keep
    var isLeaving = false
    /// The moment before which the plan has no call to spare for an early poll.
    var spare: Timestamp?
    /// The sum of the applied clock steps, in milliseconds.
    private(set) var shift: Int64
    /// The sleeps of the poller itself, and of readings of older runs.
    private var naps: [Int: Task<Void, Never>] = [:]

    init(_ source: MonitoredSource, _ context: PollContext, delay: Int64 = 0) {
        self.source = source
        budgets = context.budgets
        clock = context.clock
        random = context.random
        var logger = context.logger
        logger[metadataKey: "source"] = "\(source.name)"
        self.logger = logger
        let reading = clock.reading
        shift = reading.shift
        schedule = PollSchedule(.init(interval: source.interval), at: reading.now, delay: delay)
        tracker = SourceHealthTracker(source)
        older = OlderProgress(depth: source.backfill)
    }

    /// Polls until the task is cancelled, or until another process takes the source.
    func run(from checkpoint: SourceCheckpoint?, for monitor: Monitor) async {
        isLeaving = false
        if let checkpoint {
            tracker.resumes(from: checkpoint)
            await budgets.resume(source, from: checkpoint)
        }
        var reader = reader(of: .init(checkpoint: checkpoint, bounds: .poll), .short(monitor))
        while await waitForTurn(monitor), await monitor.mayPoll(source.name) {
            await poll(&reader, for: monitor)
        }
        tracker.stops()
        await monitor.note(tracker.health)
    }

    /// Ends `run` before the next call, whatever it waits for.
    func leave() {
        isLeaving = true
        wake()
    }

    func pollNow(reserve: ReserveUse) async -> PollAnswer {
        let refusal = await budgets.refusal(for: source, reserve: reserve)
        switch tracker.health.activity {
        case .polling:
            // A walk that waits for its budget makes no call.
            guard let opening = tracker.health.budgetOpens else { return .underWay }
            guard case .retryAfter(let end) = refusal else {
                return .refused(.budgetSpent(until: opening))
            }
            return .refused(.retryAfter(until: end))
        case .stopped: return .stopped
        case .followed: return .elsewhere
        case .starting, .waiting: break
        }
        if let refusal = refusal ?? schedule.pollNow(at: present()) {
            return .refused(refusal)
        }
        self.reserve = reserve
        wake()
        return .begun
    }

    /// Reads the clock, and first moves every plan along with its steps: all waits last as long.
    func present() -> Timestamp {
        let reading = clock.reading
        if reading.shift != shift {
            let step = reading.shift - shift
            schedule.carry(by: step)
            tracker.carry(by: step)
            spare = spare?.advanced(byMilliseconds: step)
            shift = reading.shift
        }
        return reading.now
    }

    /// Reports anew what it waits for, after a clock step.
    func followClock() {
        _ = present()
        wake()
    }

    /// Begins the next poll at once for another process, if the plan has a call to spare.
    func pollSoon() async {
        guard await budgets.wait(for: source, reserve: .keep) == nil,
            case let now = present(),
            tracker.health.activity == .waiting, spare.map({ $0 <= now }) ?? true
        else { return }
        schedule.pollSoon(at: now)
        wake()
    }

    private func waitForTurn(_ monitor: Monitor) async -> Bool {
        while !Task.isCancelled, !isLeaving {
            if schedule.wait(at: present()) == .zero {
                guard let wait = await budgets.wait(for: source, reserve: reserve) else {
                    return await takeTurn()
                }
                // Another source with the same credential was asked to wait meanwhile.
                let now = present()
                schedule.postpone(to: jittered(now.advanced(byMilliseconds: wait)), at: now)
                tracker.waitsForBudget(until: schedule.nextPoll)
            }
            tracker.waits(until: schedule.nextPoll)
            await monitor.note(tracker.health)
            // The plan may have changed; nothing suspends between reading it and sleeping.
            await sleep(until: schedule.nextPoll, by: shift)
        }
        return false
    }

    /// Waits while many others begin at this very moment.
    private func takeTurn() async -> Bool {
        let turn = await budgets.turn()
        if turn > 0 { await sleep(until: present().advanced(byMilliseconds: turn), by: shift) }
        return !Task.isCancelled && !isLeaving
    }

    /// A moment up to a second later, as all that share a credential wait for the same one.
    func jittered(_ moment: Timestamp) -> Timestamp {
        moment.advanced(byMilliseconds: Int64(random() * 1_000))
    }

    /// Sleeps until a moment, a cancellation or a requested poll. `shift` is the sum of clock steps
    /// at which the deadline was computed; after another step it returns at once, for a new plan.
    func sleep(until deadline: Timestamp, by shift: Int64) async {
        guard !isLeaving else { return }
        let nap = Task { [wait = clock.nap(until: deadline, by: shift)] in
            // A cancelled nap is over; its caller checks the plan and its own cancellation.
            _ = try? await wait()
        }
        let number = (naps.keys.max() ?? 0) + 1
        naps[number] = nap
        await withTaskCancellationHandler {
            await nap.value
        } onCancel: {
            nap.cancel()
        }
        naps[number] = nil
    }

    private func wake() {
        for nap in naps.values { nap.cancel() }
    }
}

/// The answer to a request to poll a source now.
package enum PollAnswer: Hashable, Sendable {
    case begun
    case underWay
    case refused(PollRefusal)
    /// Another process on the same history polls it.
    case elsewhere
    /// Nothing is polled any more.
    case stopped
}
