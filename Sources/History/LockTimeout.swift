import Synchronization

/// Limits waiting for the locks of other processes. A process may hold a lock for hours: after one
/// timeout, waits are short until a lock is acquired again.
package final class LockTimeout: Sendable {
    /// The pause between two attempts.
    static let pause = Duration.milliseconds(10)
    /// The longest wait after a timeout.
    private static let shortWait = Duration.milliseconds(250)

    private let longest: Duration
    private let end: ContinuousClock.Instant?
    private let hasTimedOut = Mutex(false)

    /// Limits a single wait, and the time from now after which there are no more waits.
    package init(longest: Duration = .seconds(20), within total: Duration? = nil) {
        self.longest = min(longest, total ?? longest)
        end = total.map { ContinuousClock.now.advanced(by: $0) }
    }

    /// Whether to continue after waiting this long.
    func goesOn(after waited: Duration) -> Bool {
        hasTimedOut.withLock { hasTimedOut in
            let isOver = end.map { $0 <= .now } ?? false
            if !isOver, waited < (hasTimedOut ? min(Self.shortWait, longest) : longest) {
                return true
            }
            hasTimedOut = true
            return false
        }
    }

    func succeeded() { hasTimedOut.withLock { $0 = false } }
}
