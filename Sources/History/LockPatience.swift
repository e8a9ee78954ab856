import Synchronization

/// How long the locks of other processes are waited for.
///
/// Whoever holds a lock may do so for hours: after one wait in vain the next ones are short, until
/// the lock is had again.
package final class LockPatience: Sendable {
    /// The pause between two looks at a lock.
    static let pause = Duration.milliseconds(10)
    /// The longest wait after one that was in vain.
    private static let shortWait = Duration.milliseconds(250)

    private let longest: Duration
    private let end: ContinuousClock.Instant?
    private let wasInVain = Mutex(false)

    /// Bounds the waits.
    ///
    /// - Parameters:
    ///   - longest: The longest single wait.
    ///   - total: The time from now after which nothing is waited for any more; nil for no such
    ///     end.
    package init(longest: Duration = .seconds(20), within total: Duration? = nil) {
        self.longest = min(longest, total ?? longest)
        end = total.map { ContinuousClock.now.advanced(by: $0) }
    }

    /// Tells whether a wait goes on that has lasted for a while.
    func goesOn(after waited: Duration) -> Bool {
        wasInVain.withLock { wasInVain in
            let isOver = end.map { $0 <= .now } ?? false
            if !isOver, waited < (wasInVain ? min(Self.shortWait, longest) : longest) {
                return true
            }
            wasInVain = true
            return false
        }
    }

    /// Notes that a lock was had.
    func succeeded() { wasInVain.withLock { $0 = false } }
}
