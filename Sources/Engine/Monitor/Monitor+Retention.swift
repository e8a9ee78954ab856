import Logging
import Runs
import RunTable

extension Monitor {
    /// A history in memory keeps no more than what is held anyway.
    private var retention: Retention? {
        guard var retention = plan.retention else { return nil }
        if !history.isShared { retention.count = min(retention.count, plan.heldRecords) }
        return retention
    }

    static var portion: Int { 1_000 }
    private static var portionPause: Int64 { 60_000 }

    /// Removes runs that are too old or too many: once an hour, and sooner with a short retention
    /// or too many runs. A run's age counts by the time that servers confirm. Many expired runs are
    /// announced first and removed little by little, so that a mistake can be noticed.
    func removeOldRuns() async {
        guard plan.polling == .on, let retention, historyHealth.loading == nil,
            isRemovalDue(beyond: retention)
        else { return }
        progress.nextRemoval = clock.now.advanced(byMilliseconds: Self.interval(of: retention))
        let now = clock.confirmed
        let limit = now?.advanced(by: .zero - retention.age)
        let isReported = historyHealth.expiring != nil
        do throws(HistoryError) {
            var gone = try await history.remove(
                beyond: retention, at: now, atMost: isReported ? Self.portion : 0)
            if !isReported, gone.remaining <= Self.portion {
                let more = try await history.remove(
                    beyond: retention, at: now, atMost: Self.portion)
                gone = Removal(
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

    func note(removed gone: Removal) {
        guard gone.count > 0 else { return }
        logger.info(
            "old runs removed",
            metadata: ["count": "\(gone.count)", "remaining": "\(gone.remaining)"])
    }

    private func note(_ gone: Removal, before limit: Timestamp?) {
        note(removed: gone)
        var expiring: HistoryHealth.Expiring?
        if let limit, gone.remaining > 0 {
            expiring = HistoryHealth.Expiring(count: gone.remaining, before: limit)
            progress.nextRemoval = clock.now.advanced(byMilliseconds: Self.portionPause)
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

    private func trim(to retention: Retention, before moment: Timestamp?) {
        if changeTable({ $0.delete(before: moment, keeping: retention.count) }) > 0 { changed() }
        if let moment { members.openRuns.remove(before: moment) }
    }

    private func isRemovalDue(beyond retention: Retention) -> Bool {
        if table.count > retention.count + retention.count / 16 { return true }
        return progress.nextRemoval.map { $0 <= clock.now } ?? true
    }

    private static func interval(of retention: Retention) -> Int64 {
        min(3_600_000, max(10_000, Int64(retention.age / .milliseconds(10))))
    }
}
