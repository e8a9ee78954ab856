/// How the reading of one source stands, as it is kept between sessions and told to processes that
/// do not poll the source themselves.
package struct SourceCheckpoint: Hashable, Sendable {
    /// Where the next page begins, or the next poll where the last one was whole.
    package var position: ReadPosition?
    /// Where the walk under way began; equal to `position` where none is.
    package var origin: ReadPosition?
    /// The moment since which every run is held, once `isBackfilled`.
    package var coveredSince: Timestamp?
    /// When the last whole poll ended.
    package var lastSuccess: Timestamp?
    /// Whether the first walk through its history is done.
    package var isBackfilled: Bool
    /// How far that walk has come while it is not done, as far as that is known.
    package var backfill: BackfillProgress?
    /// Stretches of time that could not be read any more.
    package var gaps: [ReadGap]
    /// What the last response said of the budget of calls.
    package var budget: RateBudget?
    /// When it said so.
    package var budgetAt: Timestamp?
    /// When the next poll begins, as far as it is planned.
    package var nextPoll: Timestamp?
    /// What keeps it from being read.
    package var problem: SourceProblem?

    /// The standing of a source that was never read.
    package init() {
        isBackfilled = false
        gaps = []
    }

    /// The standing where runs up to a moment were removed since: what is held begins after that.
    package func lacking(until removed: Timestamp?) -> SourceCheckpoint {
        guard let removed, let since = coveredSince, since <= removed else { return self }
        var standing = self
        standing.coveredSince = removed.advanced(byMilliseconds: 1)
        return standing
    }
}
