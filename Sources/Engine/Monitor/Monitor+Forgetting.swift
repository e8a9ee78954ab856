import Logging
import Runs
import RunTable

extension Monitor {
    /// How much of the past is kept; of what only memory keeps, no more than is held there anyway.
    private var retention: Retention? {
        guard var retention = plan.retention else { return nil }
        if !history.isShared { retention.count = min(retention.count, plan.heldRecords) }
        return retention
    }

    /// How many runs that are too old are removed at once.
    static var portion: Int { 1_000 }
    /// The time between two portions, and between the word that there are more and the first, in
    /// milliseconds: a minute.
    private static var portionPause: Int64 { 60_000 }

    /// Removes the runs that are not kept any longer, where it is time for that: once an hour, and
    /// sooner where they are not kept for long, or there are too many, so that what is held stays near
    /// what is to be kept.
    ///
    /// How old a run is goes by the time that servers confirm. Of many that are too old it is said
    /// first, and they go little by little, so that a mistake can be noticed.
    func forgetOld() async {
        guard plan.polling == .on, let retention, historyHealth.loading == nil,
            isForgettingDue(beyond: retention)
        else { return }
        progress.nextForgetting = clock.now.advanced(byMilliseconds: Self.interval(of: retention))
        let now = clock.confirmed
        let limit = now?.advanced(by: .zero - retention.age)
        let isTold = historyHealth.expiring != nil
        do throws(HistoryError) {
            var gone = try await history.forget(
                beyond: retention, at: now, atMost: isTold ? Self.portion : 0)
            if !isTold, gone.remaining <= Self.portion {
                let more = try await history.forget(
                    beyond: retention, at: now, atMost: Self.portion)
                gone = Forgotten(
                    count: gone.count + more.count, remaining: more.remaining, oldest: more.oldest)
            }
            note(gone, before: limit)
            trim(to: retention, before: limit.map { min($0, gone.oldest ?? $0) })
        } catch {
            noteHistory(error)
            var retention = retention
            if progress.openedEpoch == nil {
                retention.count = min(retention.count, plan.heldRecords)
            }
            trim(to: retention, before: nil)
        }
    }

    func note(removed gone: Forgotten) {
        guard gone.count > 0 else { return }
        logger.info(
            "old runs removed",
            metadata: ["count": "\(gone.count)", "remaining": "\(gone.remaining)"])
    }

    /// Takes note of what was removed, and says what is about to be.
    private func note(_ gone: Forgotten, before limit: Timestamp?) {
        note(removed: gone)
        var expiring: HistoryHealth.Expiring?
        if let limit, gone.remaining > 0 {
            expiring = HistoryHealth.Expiring(count: gone.remaining, before: limit)
            progress.nextForgetting = clock.now.advanced(byMilliseconds: Self.portionPause)
            if historyHealth.expiring == nil {
                logger.warning(
                    "many runs are too old and will be removed",
                    metadata: ["count": "\(gone.remaining)", "before": "\(limit.rfc3339)"])
            }
        }
        guard expiring != historyHealth.expiring else { return }
        historyHealth.expiring = expiring
        changed()
    }

    /// Deletes from the table what the history does not hold any more, and the oldest of too many.
    private func trim(to retention: Retention, before moment: Timestamp?) {
        if changeTable({ $0.delete(before: moment, keeping: retention.count) }) > 0 { changed() }
        if let moment { members.openRuns.forget(before: moment) }
    }

    private func isForgettingDue(beyond retention: Retention) -> Bool {
        if table.count > retention.count + retention.count / 16 { return true }
        return progress.nextForgetting.map { $0 <= clock.now } ?? true
    }

    /// How often old runs are forgotten, in milliseconds.
    private static func interval(of retention: Retention) -> Int64 {
        min(3_600_000, max(10_000, Int64(retention.age / .milliseconds(10))))
    }
}
