import Runs
import RunTable

extension State {
    /// Whether nothing is polled, so that the history is all there is.
    var isOffline: Bool {
        guard let sources = snapshot?.sources, !sources.isEmpty else { return false }
        return sources.allSatisfy { $0.activity == .stopped }
    }

    /// How far the history was read, while there is more of it to come.
    var progress: StatusMessage? {
        guard prompt == nil, overlay == nil, let loading = snapshot?.history.loading else {
            return nil
        }
        return StatusMessage(
            "reading the history: \(ShortText.count(loading.read)) of "
                + "\(ShortText.count(max(loading.read, loading.total))) runs")
    }

    /// Tells what became known of the history.
    mutating func tell(of history: HistoryHealth, after before: HistoryHealth?) {
        tell(of: history.trouble, after: before?.trouble)
        tell(ofReading: history.readTrouble, after: before?.readTrouble)
        if let expiring = history.expiring, before?.expiring == nil {
            message = StatusMessage(HistoryText.expiring(expiring.count), .warning)
        }
        // Told once, when all of it was looked at.
        guard history.loading == nil, history.unreadableCount > 0,
            before.map({ $0.loading != nil || $0.unreadableCount < history.unreadableCount })
                ?? true
        else { return }
        message = StatusMessage(HistoryText.leftOut(history.unreadableCount), .warning)
    }

    /// Tells when the rest of the history cannot be read, which is tried again and again.
    private mutating func tell(
        ofReading trouble: HistoryError?, after before: HistoryError?
    ) {
        guard trouble != before else { return }
        switch trouble {
        case .unavailable(let reason), .damaged(let reason):
            message = StatusMessage(
                "older runs cannot be read: \(reason); trying again", .warning)
        case .newerSchema:
            message = StatusMessage(
                "older runs cannot be read: the history belongs to a later synctop by now",
                .warning)
        case .busy, .replaced, nil:
            break
        }
    }

    /// Tells when runs begin to be held in memory only, and when that is over.
    private mutating func tell(of trouble: HistoryError?, after before: HistoryError?) {
        guard trouble != before else { return }
        switch trouble {
        case .unavailable(let reason):
            message = StatusMessage(
                "the history cannot be written: \(reason); runs are kept in memory only", .warning)
        case .damaged(let reason):
            message = StatusMessage(
                "the history is damaged: \(reason); runs are kept in memory only", .warning)
        case .newerSchema:
            message = StatusMessage(
                "the history belongs to a later synctop by now; runs are kept in memory only",
                .warning)
        case .busy:
            message = StatusMessage(
                "another process has locked the history; runs are kept in memory only", .warning)
        case .replaced:
            break
        case nil:
            message = StatusMessage("the history can be written again")
        }
    }

    /// Tells when the computer's clock begins to be off, and when that is over.
    mutating func tell(of clock: ClockDeviation?, after before: ClockDeviation?) {
        guard (clock == nil) != (before == nil) else { return }
        message = StatusMessage(ClockText.sentence(clock), clock == nil ? .notice : .warning)
    }
}
