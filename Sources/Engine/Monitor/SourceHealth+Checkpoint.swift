import Runs

extension SourceHealth {
    /// Applies a checkpoint; what it lacks stays.
    mutating func follow(_ checkpoint: SourceCheckpoint) {
        lastSuccess = checkpoint.lastSuccess
        isBackfilled = checkpoint.isBackfilled
        backfill = checkpoint.backfill
        gaps = checkpoint.gaps
        budget = checkpoint.budget
        nextPoll = checkpoint.nextPoll
        problem = checkpoint.problem
    }
}

extension SourceCheckpoint {
    mutating func took(_ delivery: Batch) {
        if let position = delivery.position {
            self.position = position
            origin = delivery.origin
        }
        guard let since = delivery.coveredSince else { return }
        // A first contact that reaches back to earlier readings leaves no hole in between.
        let reaches = isBackfilled && lastSuccess.map { since <= $0 } ?? false
        coveredSince = reaches ? min(coveredSince ?? since, since) : since
    }

    mutating func note(_ health: SourceHealth, at now: Timestamp) {
        lastSuccess = health.lastSuccess
        isBackfilled = health.isBackfilled
        backfill = isBackfilled ? nil : health.backfill
        gaps = gaps.followed(by: health.gaps)
        noteCalls(health, at: now)
    }

    /// Continues from the end of a walk that went further back.
    mutating func adopt(_ walk: SourceCheckpoint) {
        position = walk.position
        origin = walk.origin
        coveredSince = walk.coveredSince
    }

    /// Applies the state of calls, which does not show how far was read.
    mutating func noteCalls(_ health: SourceHealth, at now: Timestamp) {
        if health.budget != budget { budgetAt = now }
        budget = health.budget
        problem = health.problem
        // During a poll nothing is planned, which is not worth storing.
        if let next = health.nextPoll { nextPoll = next }
    }
}

extension [ReadGap] {
    func followed(by later: [ReadGap]) -> [ReadGap] {
        (filter { !later.contains($0) } + later).suffix(SourceHealthTracker.gapCount)
    }
}
