/// How one source fares, as its poller tells it.
package struct SourceHealth: Hashable, Sendable {
    /// The source.
    package let name: SourceName
    /// The kind of API.
    package let provider: ProviderKind
    /// What its poller is doing.
    package var activity: Activity
    /// When the last whole poll ended, or nil before the first one.
    package var lastSuccess: Timestamp?
    /// What keeps it from being read, or nil while all is well.
    package var problem: SourceProblem?
    /// When the next poll begins, or nil while one is under way or none is planned.
    package var nextPoll: Timestamp?
    /// When its budget of calls lets it read on, or nil where no reading waits for that.
    package var budgetOpens: Timestamp?
    /// What the last response said of the budget of calls.
    package var budget: RateBudget?
    /// How often it is polled and what that spends, once that is known.
    package var plan: PollPlan?
    /// How far its first walk through its history has come, or nil before its first page.
    package var backfill: BackfillProgress?
    /// How many runs of it are held.
    package var runCount: Int
    /// How many rows could not be read so far, and the last of them.
    package var rejectedCount: Int
    /// The last row that could not be read.
    package var lastRejected: RejectedRow?
    /// How many times could not be read so far, of rows that could.
    package var unreadableTimeCount = 0
    /// The last time that could not be read.
    package var lastUnreadableTime: UnreadableTime?
    /// Whether its first walk through its history is done.
    package var isBackfilled: Bool
    /// Stretches of time that could not be read any more.
    package var gaps: [ReadGap]
    /// The pipelines whose runs were refused in the last walk, while those of others were read.
    package var refusals: [PipelineRefusal] = []
    /// The types of events that its API may tell of, as far as they are known.
    package var eventTypes: [String] = []

    /// What a poller may be doing.
    package enum Activity: Hashable, Sendable {
        /// Nothing yet.
        case starting
        /// Talking to the provider.
        case polling
        /// Waiting for its next turn.
        case waiting
        /// Leaving it to another process on the same history, and reading what that one keeps.
        case followed
        /// Not polling at all.
        case stopped
    }

    /// Makes the health of a source that was not polled yet.
    package init(name: SourceName, provider: ProviderKind) {
        self.name = name
        self.provider = provider
        activity = .starting
        runCount = 0
        rejectedCount = 0
        isBackfilled = false
        gaps = []
    }
}

/// How far the reading of a source's history has come.
package struct BackfillProgress: Hashable, Sendable {
    /// How many pages were read.
    package var pages: Int
    /// How many runs came with them, those that came twice counted twice.
    package var runs: Int
    /// The start of the oldest run read, or nil while none has told one.
    package var oldest: Timestamp?
    /// How far back it shall go.
    package var wanted: Timestamp

    /// Joins what was read and what is wanted.
    package init(pages: Int, runs: Int, oldest: Timestamp?, wanted: Timestamp) {
        self.pages = pages
        self.runs = runs
        self.oldest = oldest
        self.wanted = wanted
    }
}

/// What keeps a source from being read.
package struct SourceProblem: Hashable, Sendable {
    /// What went wrong last.
    package let error: ProviderError
    /// When it first went wrong in this way.
    package let since: Timestamp
    /// How many polls failed in a row.
    package let failures: Int

    /// Joins an error and its beginning.
    package init(error: ProviderError, since: Timestamp, failures: Int) {
        self.error = error
        self.since = since
        self.failures = failures
    }
}
