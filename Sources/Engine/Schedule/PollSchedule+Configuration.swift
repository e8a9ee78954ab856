package import Runs

extension PollSchedule {
    /// How often a source is polled, and how long it waits after failures.
    package struct Configuration: Hashable, Sendable {
        /// The pause between polls while nothing runs; at least a second.
        package let interval: Duration
        /// The pause while something runs: a third of the interval, at least a second.
        package let activeInterval: Duration
        /// The first limit of the back-off; each consecutive failure doubles it.
        package var backoffBase = Duration.seconds(1)
        /// The highest limit of the back-off.
        package var backoffCap = Duration.seconds(300)
        /// The shortest wait after a transient failure, whatever the jitter.
        package var backoffFloor = Duration.milliseconds(250)
        /// The first wait after a lasting failure.
        package var refusalBase = Duration.seconds(300)
        /// The longest wait after a lasting failure.
        package var refusalCap = Duration.seconds(900)
        /// The longest accepted `Retry-After`; vendors document up to a day.
        package var longestWait = Duration.seconds(86_400)

        /// Sets the interval; less than a second counts as a second.
        package init(interval: Duration) {
            self.interval = max(interval, .seconds(1))
            activeInterval = max(interval / 3, .seconds(1))
        }

        func pause(at pace: Pace) -> Duration {
            switch pace {
            case .usual: interval
            case .quick: activeInterval
            }
        }
    }

    /// How soon a retry may come.
    package enum Backoff: Hashable, Sendable {
        /// After the back-off's wait.
        case usual
        /// After the longest wait of the back-off: the origin's retries are used up.
        case longest
    }
}

/// How soon to poll next.
package enum Pace: Hashable, Sendable {
    /// After the interval: nothing runs.
    case usual
    /// After the shorter interval: something runs, or there is more to read.
    case quick
}

/// Why a poll cannot begin at once.
package enum PollRefusal: Hashable, Sendable {
    /// The server asked for no calls before a moment.
    case retryAfter(until: Timestamp)
    /// No call is left before a moment.
    case budgetSpent(until: Timestamp)
    /// Only the reserve is left until a moment; a request to spend it helps.
    case reserve(remaining: Int, until: Timestamp)
}
