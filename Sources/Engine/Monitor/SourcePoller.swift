import Logging
import Runs

/// Polls one source for as long as it runs, and tells the monitor at each step.
actor SourcePoller {
    private let source: MonitoredSource
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private var schedule: PollSchedule
    private var record: HealthRecord
    private var nap: Task<Void, Never>?

    init(
        _ source: MonitoredSource, clock: any WallClock, random: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.source = source
        self.clock = clock
        self.random = random
        var logger = logger
        logger[metadataKey: "source"] = "\(source.name)"
        self.logger = logger
        schedule = PollSchedule(.init(interval: source.interval), at: clock.now)
        record = HealthRecord(source)
    }

    /// Polls until the task is cancelled.
    func run(from position: ReadPosition?, for monitor: Monitor) async {
        var reader = SourceReader(
            source, from: position, bounds: .poll, clock: clock, logger: logger)
        while await waitForTurn(monitor) { await poll(&reader, for: monitor) }
        record.stops()
        await monitor.note(record.health)
    }

    /// Begins the next poll at once, where nothing forbids it.
    func pollNow(reserve: ReserveUse) -> PollAnswer {
        switch record.health.activity {
        case .polling: return .underWay
        case .stopped: return .stopped
        case .starting, .waiting: break
        }
        if let refusal = schedule.pollNow(at: clock.now, reserve: reserve) {
            return .refused(refusal)
        }
        nap?.cancel()
        return .begun
    }

    /// - Returns: Whether a poll is due; false once the task is cancelled.
    private func waitForTurn(_ monitor: Monitor) async -> Bool {
        while !Task.isCancelled {
            guard schedule.wait(at: clock.now) > .zero else { return true }
            record.waits(until: schedule.nextPoll)
            await monitor.note(record.health)
            // The plan may have changed meanwhile: it is read anew, without a pause in between.
            await sleep(until: schedule.nextPoll)
        }
        return false
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
        do throws(ProviderError) {
            while let delivery = try await reader.next() {
                record.took(delivery)
                await monitor.take(delivery, record.health)
            }
            await succeeded(reader.lastWalk, for: monitor)
        } catch {
            guard !Task.isCancelled else { return }
            schedule.failed(at: clock.now, error: error, random: random())
            record.failed(error, at: clock.now)
            logger.warning(
                "poll failed",
                metadata: [
                    "error": "\(error)", "failures": "\(schedule.failures)",
                    "next": "\(schedule.nextPoll.milliseconds)",
                ])
        }
    }

    private func succeeded(_ walked: SourceReader.Walked, for monitor: Monitor) async {
        let now = clock.now
        // A walk that was cut short goes on as soon as it may.
        let pace = walked.isWhole ? await monitor.pace(of: source.name, at: now) : .quick
        schedule.succeeded(at: now, pace: pace, budget: walked.budget, calls: walked.calls)
        record.read(walked, at: now)
        logger.debug(
            "poll ended",
            metadata: [
                "calls": "\(walked.calls)", "whole": "\(walked.isWhole)",
                "next": "\(schedule.nextPoll.milliseconds)",
            ])
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
    /// Nothing is polled any more.
    case stopped
}
