package import Runs

/// How the runs of a pipeline went, as far as they are held.
package struct PipelineDigest: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The kind of API.
    package let provider: ProviderKind?
    /// The pipeline.
    package let pipeline: Pipeline
    /// How many of its runs stand in each status.
    package let counts: StatusCounts
    /// How many of them answer the query.
    package let matching: Int
    /// How the newest runs stand, the newest first; up to `recentCount`.
    package let recent: [RunStatus]
    /// How long the same runs took, in milliseconds.
    package let durations: [Int64?]
    /// How long runs that succeeded usually take: the median of the newest, in milliseconds.
    package let usualDuration: Int64?
    /// The failures since it last went well; nil where there are none.
    package let streak: FailureStreak?
    /// When the newest run that succeeded ended, or began where no end is known.
    package let lastSuccess: Timestamp?
    /// The newest run.
    package let lastRun: RunKey
    /// When the newest run began; nil where the provider gave no time.
    package let lastStarted: Timestamp?
    /// The milliseconds from one run's beginning to the next, where these are much the same.
    package let cadence: Int64?

    /// Failures one after another.
    package struct FailureStreak: Hashable, Sendable {
        /// How many.
        package let count: Int
        /// When the first of them began; nil where the provider gave no time.
        package let since: Timestamp?
    }

    /// How many runs `recent` tells of at most.
    package static var recentCount: Int { 32 }

    /// The share of its runs that went well among those that went well or failed.
    package var successRate: Double? {
        let well = counts[.succeeded] + counts[.warning]
        let ended = well + counts[.failed]
        return ended == 0 ? nil : Double(well) / Double(ended)
    }

    /// When the next run is to be expected, by its cadence.
    package var nextExpected: Timestamp? {
        guard let cadence, let lastStarted else { return nil }
        return lastStarted.advanced(byMilliseconds: cadence)
    }
}
