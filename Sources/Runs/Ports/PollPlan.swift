/// How often a source is polled, and what that spends.
package struct PollPlan: Hashable, Sendable {
    /// The pause between two polls.
    package let interval: Duration
    /// What is spent of the credential's budget, or nil where no response tells of one.
    package let spending: Spending?

    /// What one source spends in one window of its credential's budget.
    package struct Spending: Hashable, Sendable {
        /// The polls that fit into a window, or into the rest of it.
        package var polls: Int
        /// The calls that each poll takes though nothing has changed.
        package var callsPerPoll: Int
        /// The calls of a window, or of its rest, that go to reading what has changed.
        package var reads: Int
        /// The length of a window.
        package var window: Window
        /// The calls that are kept for polls that a person asks for.
        package var kept: Int
        /// The calls in a window, where that is told.
        package var limit: Int?
        /// How many sources share the credential, this one included.
        package var sharers: Int
        /// When the window ends, where polls and reads are those of its rest: at this pace a whole
        /// window would not do. Nil where they are those of a whole one.
        package var until: Timestamp?

        /// Joins what is spent and of what.
        package init(
            polls: Int, callsPerPoll: Int, reads: Int, window: Window, kept: Int, limit: Int?,
            sharers: Int, until: Timestamp? = nil
        ) {
            self.polls = polls
            self.callsPerPoll = callsPerPoll
            self.reads = reads
            self.window = window
            self.kept = kept
            self.limit = limit
            self.sharers = sharers
            self.until = until
        }
    }

    /// The length of a budget's window.
    package enum Window: Int64, Hashable, Sendable, Comparable {
        case minute = 60_000
        case hour = 3_600_000
        case day = 86_400_000

        /// Its length.
        package var length: Duration { .milliseconds(rawValue) }

        package static func < (left: Window, right: Window) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// Joins an interval and what it spends.
    package init(interval: Duration, spending: Spending?) {
        self.interval = interval
        self.spending = spending
    }
}

/// A number of calls that may be made within a time.
package struct CallLimit: Hashable, Sendable {
    /// How many calls.
    package let calls: Int
    /// In which time.
    package let period: Duration
    /// The greatest budget, as responses tell of it, that comes with this limit; it holds as well
    /// until a response has told of one.
    package let largestBudget: Int

    /// Joins a number, a time and whom it holds for.
    package init(calls: Int, period: Duration, largestBudget: Int) {
        self.calls = calls
        self.period = period
        self.largestBudget = largestBudget
    }
}

/// What a call is made for, which decides on how it is spread.
package enum CallPurpose: Hashable, Sendable {
    /// Every poll needs it, to learn what has changed.
    case listing
    /// Something has changed and is to be read.
    case reading
}

/// Whether the part of a rate budget that is kept for people may be spent.
package enum ReserveUse: Hashable, Sendable {
    /// It is kept.
    case keep
    /// It may be spent.
    case spend
}
