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

    /// The present moment, and the steps that the clock has followed until then.
    var reading: ClockReading { get }

    /// The present moment as far as servers confirm it; nil where none has told the time.
    var confirmed: Timestamp? { get }

    /// The clock that holds off great steps of the computer's clock, nil where this is none.
    var steady: SteadyClock? { get }

    /// Waits until a moment; one that is past is not waited for.
    ///
    /// - Throws: `CancellationError` when the task that waits is cancelled.
    func sleep(until deadline: Timestamp) async throws(CancellationError)

    /// Prepares to wait until a moment. The wait is as long as it is now, whatever step the clock
    /// follows before or after it begins.
    ///
    /// - Parameters:
    ///   - deadline: The moment.
    ///   - shift: What a reading told with the time by which the moment was found. After another
    ///     step there is no wait, as the moment is to be found anew.
    /// - Returns: What waits.
    func nap(until deadline: Timestamp, by shift: Int64) -> Nap
}

/// Waits, and throws where the task that waits is cancelled.
package typealias Nap = @Sendable () async throws(CancellationError) -> Void

/// What a clock shows at one moment.
///
/// Whoever keeps moments carries them along by what `shift` has grown since.
package struct ClockReading: Hashable, Sendable {
    /// The present moment.
    package let now: Timestamp
    /// The sum of all steps that the clock has followed so far, in milliseconds.
    package let shift: Int64
    /// When the computer was started, by this clock; nil where it makes no steps.
    package let origin: Timestamp?
    /// The same by the clock as it was before each step that was followed.
    package let former: [Timestamp]
    /// The computer's start by the clock after a step that this one holds off; nil without a step.
    package let next: Timestamp?

    /// Joins a moment, a sum of steps, and the computer's start.
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

    /// Measures how far this clock is ahead of one by which the computer was started at a moment, in
    /// milliseconds; nil where they are alike, or that is none that this one ever was.
    func step(since other: Timestamp?) -> Int64? {
        guard let origin, let other,
            case let step = origin.milliseconds(since: other), !SteadyClock.isSmall(step),
            holdsOff(other)
                || former.contains(where: { SteadyClock.isSmall($0.milliseconds(since: other)) })
        else { return nil }
        return step
    }

    /// Whether a computer's start is told by the clock after the step that this one holds off.
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

    /// Does some work, and cancels it at a deadline or together with the task.
    package func cancelling<Value: Sendable>(
        at deadline: Timestamp, _ work: @escaping @Sendable () async -> Value
    ) async -> Value {
        let working = Task { await work() }
        // A cancelled alarm means that the work is done: then there is nothing left to wait for.
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

/// The computer's clock.
///
/// A wait is as long as it was when it began, whatever is done to the time of day meanwhile. Time
/// in which the computer was suspended counts, and is noticed within ten seconds of its waking.
package struct SystemClock: WallClock {
    private static let longestNap = Duration.seconds(10)

    /// Reads the computer's clock.
    package init() {}

    /// Reads a clock that nobody sets and that counts while the computer is suspended, in
    /// milliseconds.
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
