package import Runs

/// Decides when to poll a source next, from the results of its polls; a value without a clock or
/// randomness of its own.
///
/// Every wait counts from the end of the poll before it. So a long sleep of the computer ends in
/// one poll and no burst, and a clock that was set back lengthens no wait beyond its plan.
package struct PollSchedule: Hashable, Sendable {
    /// The intervals and the waits after failures.
    package let configuration: Configuration
    /// When the next poll begins.
    package private(set) var nextPoll: Timestamp
    /// The number of consecutive failed polls.
    package private(set) var failures = 0
    /// When the server accepts calls again (`Retry-After`), if it asked to wait.
    package private(set) var blockedUntil: Timestamp?

    private var plannedAt: Timestamp
    private var streak = Streak(kind: .transient, length: 0)

    private struct Streak: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case transient, lasting }

        var kind: Kind
        var length: Int

        mutating func add(_ kind: Kind) {
            self = Streak(kind: kind, length: kind == self.kind ? length + 1 : 1)
        }
    }

    /// Whether a person requested the poll that is due or under way.
    package private(set) var isAskedFor = false

    /// Plans the first poll, after a delay in milliseconds.
    package init(_ configuration: Configuration, at now: Timestamp, delay: Int64 = 0) {
        self.configuration = configuration
        nextPoll = now.advanced(byMilliseconds: delay)
        plannedAt = now
    }

    /// Returns how long to wait for the next poll; never less than zero.
    package mutating func wait(at now: Timestamp) -> Duration {
        followClock(to: now)
        return .milliseconds(max(0, nextPoll.milliseconds(since: now)))
    }

    /// Plans the next poll after one that read the source.
    package mutating func succeeded(at now: Timestamp, pace: Pace, notBefore: Timestamp? = nil) {
        failures = 0
        isAskedFor = false
        streak = Streak(kind: .transient, length: 0)
        blockedUntil = nil
        let next = now.advanced(by: configuration.pause(at: pace))
        set(max(next, notBefore ?? next), at: now)
    }

    /// Plans the next poll after one that failed.
    ///
    /// A transient failure is retried after an exponential back-off with full jitter, a lasting one
    /// (a refused key, a certificate) after minutes. `Retry-After` counts in full; jitter only adds
    /// to it. `random` is from 0 up to 1; the credential may be used again from `notBefore`.
    package mutating func failed(
        at now: Timestamp, error: ProviderError, random: Double, backoff: Backoff = .usual,
        notBefore: Timestamp? = nil
    ) {
        failures += 1
        // A person's retries do not make the waits longer.
        if !isAskedFor || failures == 1 {
            streak.add(error.isTransient || error == .cancelled ? .transient : .lasting)
        }
        isAskedFor = false
        let ceiling = backoffCeiling
        let jitter = Int64(Double(ceiling) * min(max(random, 0), 1))
        var earliest = now
        if let wait = error.retryAfter, wait > 0 {
            let end = now.advanced(
                byMilliseconds: min(wait, configuration.longestWait.wholeMilliseconds))
            blockedUntil = end
            earliest = end.advanced(byMilliseconds: jitter)
        } else {
            blockedUntil = nil
            let pause =
                switch backoff {
                case .usual: pause(after: error, jitter: jitter)
                case .longest: wornPause(random)
                }
            earliest = now.advanced(byMilliseconds: pause)
        }
        set(max(earliest, notBefore ?? earliest), at: now)
    }

    /// Plans the next poll after one that made no call, which is neither a success nor a failure.
    package mutating func skipped(at now: Timestamp, notBefore: Timestamp?) {
        isAskedFor = false
        set(notBefore ?? now.advanced(by: configuration.pause(at: .quick)), at: now)
    }

    /// Postpones the next poll to a moment, if it was planned for an earlier one.
    package mutating func postpone(to moment: Timestamp, at now: Timestamp) {
        followClock(to: now)
        guard nextPoll < moment else { return }
        set(moment, at: now)
    }

    /// Moves the next poll to this moment; returns the refusal if the server asked to wait.
    package mutating func pollNow(at now: Timestamp) -> PollRefusal? {
        followClock(to: now)
        if let blockedUntil, blockedUntil > now { return .retryAfter(until: blockedUntil) }
        nextPoll = now
        isAskedFor = true
        return nil
    }

    /// Moves the next poll to now for another process, unless polls fail or the server asked to
    /// wait.
    package mutating func pollSoon(at now: Timestamp) {
        followClock(to: now)
        guard failures == 0, blockedUntil.map({ $0 <= now }) ?? true, nextPoll > now else {
            return
        }
        set(now, at: now)
    }

    private var backoffCeiling: Int64 {
        let (base, cap) =
            switch streak.kind {
            case .transient: (configuration.backoffBase, configuration.backoffCap)
            case .lasting: (configuration.refusalBase, configuration.refusalCap)
            }
        // 2^20 reaches every cap, and the product still fits.
        let doublings = min(max(streak.length - 1, 0), 20)
        return min(cap.wholeMilliseconds, base.wholeMilliseconds << Int64(doublings))
    }

    private func pause(after error: ProviderError, jitter: Int64) -> Int64 {
        let interval = configuration.interval.wholeMilliseconds
        switch streak.kind {
        case .lasting: return max(interval, backoffCeiling) + jitter / 10
        case .transient: break
        }
        if case .refused(let problem) = error, problem.isRateLimit { return interval + jitter }
        return max(configuration.backoffFloor.wholeMilliseconds, jitter)
    }

    /// The longest wait and up to a tenth more, so that an origin's sources do not return together.
    private func wornPause(_ random: Double) -> Int64 {
        let cap = configuration.backoffCap.wholeMilliseconds
        return cap + Int64(Double(cap) * min(max(random, 0), 1) / 10)
    }

    private mutating func set(_ next: Timestamp, at now: Timestamp) {
        plannedAt = now
        nextPoll = next
    }

    /// Moves the plan back with a clock that was set back.
    private mutating func followClock(to now: Timestamp) {
        guard now < plannedAt else { return }
        carry(by: now.milliseconds(since: plannedAt))
    }

    mutating func carry(by step: Int64) {
        nextPoll = nextPoll.advanced(byMilliseconds: step)
        blockedUntil = blockedUntil?.advanced(byMilliseconds: step)
        plannedAt = plannedAt.advanced(byMilliseconds: step)
    }
}
