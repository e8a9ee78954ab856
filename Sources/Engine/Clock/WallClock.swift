package import Runs

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time of day, and waiting for it.
package protocol WallClock: Sendable {
    /// The present moment.
    var now: Timestamp { get }

    /// The present moment, and the clock steps followed until then.
    var reading: ClockReading { get }

    /// The present moment as servers confirm it; nil if no server has reported the time.
    var confirmed: Timestamp? { get }

    /// This clock if it holds off large steps of the computer's clock; nil otherwise.
    var steady: SteadyClock? { get }

    /// Waits until a moment; returns at once if it is past.
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    func sleep(until deadline: Timestamp) async throws(CancellationError)

    /// Prepares a wait until a moment. It lasts as long as it would now, whatever step the clock
    /// follows. `shift` is that of the reading from which the deadline was computed; after another
    /// step the wait is zero, as the deadline must be computed anew.
    func nap(until deadline: Timestamp, by shift: Int64) -> Nap
}

/// A wait that throws when the waiting task is cancelled.
package typealias Nap = @Sendable () async throws(CancellationError) -> Void

/// What a clock shows at one moment. The holder of a moment moves it by the growth of `shift`.
package struct ClockReading: Hashable, Sendable {
    /// The present moment.
    package let now: Timestamp
    /// The sum of all followed clock steps, in milliseconds.
    package let shift: Int64
    /// When the computer started, by this clock; nil if the clock makes no steps.
    package let origin: Timestamp?
    /// The same start by this clock before each followed step.
    package let former: [Timestamp]
    /// The same start by the clock after a step that this one holds off; nil without a step.
    package let next: Timestamp?

    /// Creates a reading.
    package init(
        now: Timestamp, shift: Int64, origin: Timestamp? = nil, former: [Timestamp] = [],
        next: Timestamp? = nil
    ) {
        self.now = now
        self.shift = shift
        self.origin = origin
        self.former = former
        self.next = next
    }

    /// Measures how far this clock is ahead of one by which the computer started at `other`, in
    /// milliseconds; nil if both agree, or if that is neither a former clock nor the next one.
    func step(since other: Timestamp?) -> Int64? {
        guard let origin, let other,
            case let step = origin.milliseconds(since: other), !SteadyClock.isSmall(step),
            holdsOff(other)
                || former.contains(where: { SteadyClock.isSmall($0.milliseconds(since: other)) })
        else { return nil }
        return step
    }

    /// Whether `other` is the computer's start by the clock after the step that this one holds off.
    func holdsOff(_ other: Timestamp?) -> Bool {
        guard let next, let other else { return false }
        return SteadyClock.isSmall(next.milliseconds(since: other))
    }
}

extension WallClock {
    package var reading: ClockReading { ClockReading(now: now, shift: 0) }
    package var confirmed: Timestamp? { nil }
    package var steady: SteadyClock? { nil }

    package func nap(until deadline: Timestamp, by shift: Int64) -> Nap {
        { () async throws(CancellationError) in try await sleep(until: deadline) }
    }

    /// Runs work, and cancels it at a deadline or together with the calling task.
    package func cancelling<Value: Sendable>(
        at deadline: Timestamp, _ work: @escaping @Sendable () async -> Value
    ) async -> Value {
        let working = Task { await work() }
        // A cancelled alarm means that the work is done.
        let alarm = Task {
            if (try? await sleep(until: deadline)) != nil { working.cancel() }
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await working.value
        } onCancel: {
            working.cancel()
        }
    }
}

/// The computer's clock. A wait keeps its length if the time of day is set meanwhile. Time in
/// suspension counts, and is noticed within ten seconds of waking.
package struct SystemClock: WallClock {
    private static let longestNap = Duration.seconds(10)

    /// Creates the clock.
    package init() {}

    /// Reads a clock that is never set and that also counts in suspension, in milliseconds.
    package static let uptime: @Sendable () -> Int64 = {
        #if canImport(Darwin)
            milliseconds(of: CLOCK_MONOTONIC)
        #else
            milliseconds(of: CLOCK_BOOTTIME)
        #endif
    }

    package var now: Timestamp { Timestamp(milliseconds: Self.milliseconds(of: CLOCK_REALTIME)) }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .milliseconds(deadline.milliseconds(since: now)))
        while case let left = clock.now.duration(to: end), left > .zero {
            do {
                try await Task.sleep(for: min(left, Self.longestNap), clock: clock)
            } catch {
                throw CancellationError()
            }
        }
    }
}
