import Runs
package import RunTable

/// The words for what a person should know of the history.
package enum HistoryText {
    /// Tells how many kept runs are left out because they cannot be read.
    package static func leftOut(_ count: Int) -> String {
        count == 1
            ? "1 kept run could not be read and is left out"
            : "\(ShortText.count(count)) kept runs could not be read and are left out"
    }

    /// Tells how many kept runs are about to be removed.
    package static func expiring(_ count: Int) -> String {
        "\(ShortText.count(count)) kept \(count == 1 ? "run is" : "runs are") older than retention "
            + "and will be removed little by little"
    }
}

/// The words for how far this machine's clock is off.
package enum ClockText {
    /// Tells how far it is off, and nil where that is over.
    package static func sentence(_ deviation: ClockDeviation?) -> String {
        switch deviation {
        case .ahead(let milliseconds):
            lead(milliseconds) + ": set it, because times and filters depend on it"
        case .jumped(let milliseconds):
            "this machine's clock jumped \(RunDuration.rounded(abs(milliseconds))) "
                + "\(milliseconds > 0 ? "ahead" : "back"); times go on as before"
        case nil: "this machine's clock is right again"
        }
    }

    /// Tells how far it is off where times and filters go by the servers' clocks.
    package static func corrected(_ deviation: ClockDeviation) -> String {
        switch deviation {
        case .ahead(let milliseconds):
            lead(milliseconds) + "; times and filters use the servers' time: set the clock"
        case .jumped: sentence(deviation)
        }
    }

    private static func lead(_ milliseconds: Int64) -> String {
        "this machine's clock is \(RunDuration.rounded(abs(milliseconds))) "
            + "\(milliseconds > 0 ? "ahead of" : "behind") the servers'"
    }
}

extension State {
    /// Whether nothing is polled, so that the history is all there is.
    var isOffline: Bool {
        guard let sources = snapshot?.sources, !sources.isEmpty else { return false }
        return sources.allSatisfy { $0.activity == .stopped }
    }

    /// How far the history was read, while there is more of it to come.
    var progress: StatusMessage? {
        guard prompt.open == nil, navigation.overlay == nil, let loading = snapshot?.history.loading
        else { return nil }
        return StatusMessage(
            "reading the history: \(ShortText.count(loading.read)) of "
                + "\(ShortText.count(max(loading.read, loading.total))) runs")
    }

    /// Tells what became known of the history.
    mutating func tell(of history: HistoryHealth, after before: HistoryHealth?) {
        tell(of: history.trouble, after: before?.trouble)
        tell(ofReading: history.readTrouble, after: before?.readTrouble)
        if let expiring = history.expiring, before?.expiring == nil {
            say(HistoryText.expiring(expiring.count), .warning)
        }
        // Told once, when all of it was looked at.
        guard history.loading == nil, history.unreadableCount > 0,
            before.map({ $0.loading != nil || $0.unreadableCount < history.unreadableCount })
                ?? true
        else { return }
        say(HistoryText.leftOut(history.unreadableCount), .warning)
    }

    /// Tells when the rest of the history cannot be read, which is tried again and again.
    private mutating func tell(ofReading trouble: HistoryError?, after before: HistoryError?) {
        guard trouble != before else { return }
        switch trouble {
        case .unavailable(let reason), .damaged(let reason):
            say("older runs cannot be read: \(reason); trying again", .warning)
        case .newerSchema:
            say(
                "older runs cannot be read: a later version of synctop upgraded the history",
                .warning
            )
        case .busy, .replaced, nil: break
        }
    }

    /// Tells when runs begin to be held in memory only, and when that is over.
    private mutating func tell(of trouble: HistoryError?, after before: HistoryError?) {
        guard trouble != before else { return }
        switch trouble {
        case .unavailable(let reason):
            say("the history cannot be written: \(reason); runs are kept in memory only", .warning)
        case .damaged(let reason):
            say("the history is damaged: \(reason); runs are kept in memory only", .warning)
        case .newerSchema:
            say(
                "a later version of synctop upgraded the history; runs are kept in memory only",
                .warning)
        case .busy:
            say("another process has locked the history; runs are kept in memory only", .warning)
        case .replaced: break
        case nil: say("the history can be written again")
        }
    }

    /// Tells when the computer's clock begins to be off, and when that is over.
    mutating func tell(of clock: ClockDeviation?, after before: ClockDeviation?) {
        guard (clock == nil) != (before == nil) else { return }
        say(ClockText.sentence(clock), clock == nil ? .notice : .warning)
    }
}
