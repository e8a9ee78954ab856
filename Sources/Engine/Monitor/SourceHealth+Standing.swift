import Runs

extension SourceHealth {
    /// Takes over what a standing says; what it does not say stays.
    mutating func follow(_ standing: SourceCheckpoint) {
        lastSuccess = standing.lastSuccess
        isBackfilled = standing.isBackfilled
        backfill = standing.backfill
        gaps = standing.gaps
        budget = standing.budget
        nextPoll = standing.nextPoll
        problem = standing.problem
    }
}

extension SourceCheckpoint {
    /// Takes in what one call brought, of how reading goes on.
    mutating func took(_ delivery: Batch) {
        if let position = delivery.position {
            self.position = position
            origin = delivery.origin
        }
        guard let since = delivery.coveredSince else { return }
        // A first contact that reaches back to what was read before leaves no hole in between.
        let reaches = isBackfilled && lastSuccess.map { since <= $0 } ?? false
        coveredSince = reaches ? min(coveredSince ?? since, since) : since
    }

    /// Takes in how its poller fares, at the present moment.
    mutating func note(_ health: SourceHealth, at now: Timestamp) {
        lastSuccess = health.lastSuccess
        isBackfilled = health.isBackfilled
        backfill = isBackfilled ? nil : health.backfill
        gaps = gaps.followed(by: health.gaps)
        noteCalls(health, at: now)
    }

    /// Goes on from where a walk ended that went further back.
    mutating func adopt(_ walk: SourceCheckpoint) {
        position = walk.position
        origin = walk.origin
        coveredSince = walk.coveredSince
    }

    /// Takes in how calls fare, which says nothing of how far it was read.
    mutating func noteCalls(_ health: SourceHealth, at now: Timestamp) {
        if health.budget != budget { budgetAt = now }
        budget = health.budget
        problem = health.problem
        // While a poll is under way nothing is planned, which is not worth writing down.
        if let next = health.nextPoll { nextPoll = next }
    }
}

extension [ReadGap] {
    /// Joins gaps with what became known of them later, the latest ones.
    func followed(by later: [ReadGap]) -> [ReadGap] {
        (filter { !later.contains($0) } + later).suffix(SourceHealthTracker.gapCount)
    }
}
