package import Runs

/// A summary of the stored runs of a pipeline.
package struct PipelineDigest: Hashable, Sendable {
    package let source: SourceName
    package let provider: ProviderKind?
    package let pipeline: Pipeline
    /// The number of its runs by status.
    package let counts: StatusCounts
    /// The number of its runs that match the query.
    package let matching: Int
    /// The statuses of the newest runs, newest first; up to `recentCount`.
    package let recent: [RunStatus]
    /// The durations of the same runs, in milliseconds.
    package let durations: [Int64?]
    /// The median duration of the newest successful runs, in milliseconds.
    package let usualDuration: Int64?
    /// The failures since the last success; nil if there are none.
    package let streak: FailureStreak?
    /// When the newest successful run ended, or began if no end is known.
    package let lastSuccess: Timestamp?
    /// When the newest run began; nil if the provider gave no time.
    package let lastStarted: Timestamp?
    /// The usual milliseconds from one start to the next; nil if irregular.
    package let cadence: Int64?

    /// Consecutive failures.
    package struct FailureStreak: Hashable, Sendable {
        package let count: Int
        /// When the first of them began; nil if the provider gave no time.
        package let since: Timestamp?
    }

    /// The most runs in `recent`.
    package static var recentCount: Int { 32 }

    /// The share of successful runs among those that succeeded or failed.
    package var successRate: Double? {
        let well = counts[.succeeded] + counts[.warning]
        let ended = well + counts[.failed]
        return ended == 0 ? nil : Double(well) / Double(ended)
    }

    /// When the next run is expected by its cadence.
    package var nextExpected: Timestamp? {
        guard let cadence, let lastStarted else { return nil }
        return lastStarted.advanced(byMilliseconds: cadence)
    }
}
