/// The progress of reading one source, stored between sessions and read by all processes.
package struct SourceCheckpoint: Hashable, Sendable {
    /// Where the next page begins; after a complete poll, where the next poll begins.
    package var position: ReadPosition?
    /// Where the current walk began; equal to `position` if there is none.
    package var origin: ReadPosition?
    /// The moment since which every run is stored, once `isBackfilled`.
    package var coveredSince: Timestamp?
    /// When the last complete poll ended.
    package var lastSuccess: Timestamp?
    /// Whether the first walk through the source's history is done.
    package var isBackfilled: Bool
    /// The progress of that walk until it is done, as far as known.
    package var backfill: BackfillProgress?
    /// Periods that could no longer be read.
    package var gaps: [ReadGap]
    /// The last reported call budget.
    package var budget: RateBudget?
    /// When it was reported.
    package var budgetAt: Timestamp?
    /// When the next poll begins, if planned.
    package var nextPoll: Timestamp?
    /// What prevents reading.
    package var problem: SourceProblem?

    /// Makes the checkpoint of a source that was never read.
    package init() {
        isBackfilled = false
        gaps = []
    }

    /// The checkpoint after runs up to a moment were removed: coverage begins after that.
    package func lacking(until removed: Timestamp?) -> SourceCheckpoint {
        guard let removed, let since = coveredSince, since <= removed else { return self }
        var checkpoint = self
        checkpoint.coveredSince = removed.advanced(byMilliseconds: 1)
        return checkpoint
    }
}
