/// How often a source is polled, and what that spends.
package struct PollPlan: Hashable, Sendable {
    /// The pause between two polls.
    package let interval: Duration
    /// What is spent of the credential's budget; nil if no response reports one.
    package let spending: Spending?

    /// What one source spends in one window of its credential's budget.
    package struct Spending: Hashable, Sendable {
        /// The polls that fit into a window, or into the rest of it.
        package var polls: Int
        /// The calls per poll even if nothing has changed.
        package var callsPerPoll: Int
        /// The calls of a window, or of its rest, for reading what has changed.
        package var reads: Int
        package var window: Window
        /// The calls reserved for polls that a user requests.
        package var kept: Int
        /// The calls in a window, if known.
        package var limit: Int?
        /// The number of sources that share the credential, including this one.
        package var sharers = 1
        /// When the window ends, if polls and reads are those of its rest because a whole window at
        /// this pace would exceed the budget; nil if they are those of a whole window.
        package var until: Timestamp?

        package init(
            polls: Int, callsPerPoll: Int, reads: Int, window: Window, kept: Int, limit: Int?
        ) {
            self.polls = polls
            self.callsPerPoll = callsPerPoll
            self.reads = reads
            self.window = window
            self.kept = kept
            self.limit = limit
        }
    }

    /// The length of a budget's window.
    package enum Window: Int64, Hashable, Sendable, Comparable {
        case minute = 60_000
        case hour = 3_600_000
        case day = 86_400_000

        package var length: Duration { .milliseconds(rawValue) }

        package static func < (left: Window, right: Window) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    package init(interval: Duration, spending: Spending?) {
        self.interval = interval
        self.spending = spending
    }
}

/// A number of calls allowed within a period.
package struct CallLimit: Hashable, Sendable {
    package let calls: Int
    package let period: Duration
    /// The largest reported budget with this limit; it also applies until the first report.
    package let largestBudget: Int

    package init(calls: Int, period: Duration, largestBudget: Int) {
        self.calls = calls
        self.period = period
        self.largestBudget = largestBudget
    }
}

/// The purpose of a call, which decides how calls are spread.
package enum CallPurpose: Hashable, Sendable {
    /// Each poll needs it to learn what has changed.
    case listing
    /// Reads something that has changed.
    case reading
}

/// Whether a call may spend the reserved part of a budget.
package enum ReserveUse: Hashable, Sendable {
    case keep
    case spend
}
