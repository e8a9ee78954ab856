import Logging
import Runs

extension Monitor {
    /// How much of the past is kept; of what only memory keeps, no more than is held there anyway.
    private var retention: Retention? {
        guard var retention = plan.retention else { return nil }
        if !history.isShared { retention.count = min(retention.count, plan.heldRecords) }
        return retention
    }

    /// Forgets the runs that are not kept any longer, where it is time for that: once an hour, and
    /// sooner where they are not kept for long, or there are too many, so that what is held stays near
    /// what is to be kept.
    func forgetOld() async {
        guard let retention, historyHealth.loading == nil, isForgettingDue(beyond: retention)
        else { return }
        let now = clock.now
        nextForgetting = now.advanced(byMilliseconds: Self.interval(of: retention))
        do throws(HistoryError) {
            let count = try await history.forget(beyond: retention, at: now)
            if changeTable({ $0.delete(beyond: retention, at: now) }) > 0 { changed() }
            forgetOpenRuns(before: now.advanced(by: .zero - retention.age))
            logger.debug("old runs forgotten", metadata: ["count": "\(count)"])
        } catch {
            noteHistory(error)
        }
    }

    private func isForgettingDue(beyond retention: Retention) -> Bool {
        if table.count > retention.count + retention.count / 16 { return true }
        return nextForgetting.map { $0 <= clock.now } ?? true
    }

    /// How often old runs are forgotten, in milliseconds.
    private static func interval(of retention: Retention) -> Int64 {
        min(3_600_000, max(10_000, Int64(retention.age / .milliseconds(10))))
    }
}
