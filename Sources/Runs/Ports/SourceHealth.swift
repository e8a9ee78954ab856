/// The state of one source, as its poller reports it.
package struct SourceHealth: Hashable, Sendable {
    package let name: SourceName
    package let provider: ProviderKind
    /// What its poller is doing.
    package var activity: Activity
    /// When the last complete poll ended; nil before the first one.
    package var lastSuccess: Timestamp?
    /// What prevents reading; nil while all is well.
    package var problem: SourceProblem?
    /// When the next poll begins; nil during a poll or if none is planned.
    package var nextPoll: Timestamp?
    /// When the call budget allows further reading; nil if nothing waits for it.
    package var budgetOpens: Timestamp?
    /// The last reported call budget.
    package var budget: RateBudget?
    /// The interval and its cost, once known.
    package var plan: PollPlan?
    /// The progress of the first walk through its history; nil before its first page.
    package var backfill: BackfillProgress?
    package var rows = Rows()
    /// Whether the first walk through its history is done.
    package var isBackfilled: Bool
    /// Periods that could no longer be read.
    package var gaps: [ReadGap]
    /// The pipelines whose runs the last walk could not read, while others were read.
    package var refusals: [PipelineRefusal] = []
    /// The types of events that its API may report, as far as known.
    package var eventTypes: [String] = []

    /// The number of its stored runs, and what could not be read so far.
    package struct Rows: Hashable, Sendable {
        package var stored = 0
        package var rejected = 0
        package var lastRejected: RejectedRow?
        /// The number of unreadable times in readable rows.
        package var unreadableTimes = 0
        package var lastUnreadableTime: UnreadableTime?
    }

    /// What a poller may be doing.
    package enum Activity: Hashable, Sendable {
        /// Nothing yet.
        case starting
        /// Calling the provider.
        case polling
        /// Waiting for the next poll.
        case waiting
        /// Another process on the same history polls; this one reads what it stores.
        case followed
        /// Not polling.
        case stopped
    }

    package init(name: SourceName, provider: ProviderKind) {
        self.name = name
        self.provider = provider
        activity = .starting
        isBackfilled = false
        gaps = []
    }
}

/// The progress of reading a source's history.
package struct BackfillProgress: Hashable, Sendable {
    package var pages: Int
    /// The number of runs read; those that came twice count twice.
    package var runs: Int
    /// The start of the oldest run read; nil if none has one.
    package var oldest: Timestamp?
    /// How far back to read.
    package var wanted: Timestamp

    package init(pages: Int, runs: Int, oldest: Timestamp?, wanted: Timestamp) {
        self.pages = pages
        self.runs = runs
        self.oldest = oldest
        self.wanted = wanted
    }
}

/// What prevents a source from being read.
package struct SourceProblem: Hashable, Sendable {
    package let error: ProviderError
    /// When it first went wrong in this way.
    package let since: Timestamp
    /// The number of consecutive failed polls.
    package let failures: Int

    package init(error: ProviderError, since: Timestamp, failures: Int) {
        self.error = error
        self.since = since
        self.failures = failures
    }
}
