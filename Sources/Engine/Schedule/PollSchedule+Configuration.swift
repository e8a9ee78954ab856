package import Runs

extension PollSchedule {
    /// How often a source is polled, and how patiently after failures.
    package struct Configuration: Hashable, Sendable {
        /// The pause between polls while nothing runs; at least a second.
        package let interval: Duration
        /// The pause between polls while something runs: a third of the interval, at least a
        /// second.
        package let activeInterval: Duration
        /// The first ceiling of the back-off; each failure in a row doubles it.
        package var backoffBase = Duration.seconds(1)
        /// The highest ceiling of the back-off.
        package var backoffCap = Duration.seconds(300)
        /// The shortest wait after a failure, whatever the jitter says.
        package var backoffFloor = Duration.milliseconds(250)
        /// The first wait after a failure that does not pass by itself.
        package var refusalBase = Duration.seconds(300)
        /// The longest wait after a failure that does not pass by itself.
        package var refusalCap = Duration.seconds(900)
        /// The longest `Retry-After` that is believed; vendors document up to a day.
        package var longestWait = Duration.seconds(86_400)

        /// Takes an interval; one under a second counts as a second.
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
    package enum Patience: Hashable, Sendable {
        /// As the back-off has it.
        case usual
        /// After the longest wait of the back-off: the origin's retries are used up.
        case worn
    }
}

/// How soon the next poll is wanted.
package enum Pace: Hashable, Sendable {
    /// After the interval: nothing runs.
    case usual
    /// After the shorter interval: something runs, or there is more to read.
    case quick
}

/// Why a poll cannot begin at once.
package enum PollRefusal: Hashable, Sendable {
    /// The server asked not to be called before a moment.
    case retryAfter(until: Timestamp)
    /// No call is left before a moment.
    case budgetSpent(until: Timestamp)
    /// The calls that are left until a moment are the reserve; asking to spend it helps.
    case reserve(remaining: Int, until: Timestamp)
}
