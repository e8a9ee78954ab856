import Runs
package import RunTable

/// Texts about the history.
package enum HistoryText {
    /// Words how many kept runs are left out because they cannot be read.
    package static func leftOut(_ count: Int) -> String {
        count == 1
            ? "1 kept run could not be read and is left out"
            : "\(ShortText.count(count)) kept runs could not be read and are left out"
    }

    /// Words how many kept runs are about to be removed.
    package static func expiring(_ count: Int) -> String {
        "\(ShortText.count(count)) kept \(count == 1 ? "run is" : "runs are") older than retention "
            + "and will be removed 1,000 a minute"
    }

    /// Words that kept runs are about to be removed, if they were not before.
    package static func expiring(_ history: HistoryHealth, after before: HistoryHealth?) -> String?
    {
        before?.expiring == nil ? history.expiring.map { expiring($0.count) } : nil
    }
}

/// Texts about the deviation of this machine's clock.
package enum ClockText {
    /// Words a deviation; nil means that it is over.
    static func sentence(_ deviation: ClockDeviation?) -> String {
        switch deviation {
        case .ahead(let milliseconds):
            lead(milliseconds) + ": set it, because times and filters depend on it"
        case .jumped(let milliseconds):
            "this machine's clock jumped \(RunDuration.rounded(abs(milliseconds))) "
                + "\(milliseconds > 0 ? "ahead" : "back"); synctop keeps its own time until a server confirms it"
        case nil: "this machine's clock is right again"
        }
    }

    /// Words that a deviation began or is over; nil without such a change.
    package static func change(
        to clock: ClockDeviation?, from before: ClockDeviation?
    ) -> String? {
        (clock == nil) == (before == nil) ? nil : sentence(clock)
    }

    /// Words a deviation while times and filters use the servers' clocks.
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
    var isOffline: Bool {
        guard let sources = snapshot?.sources, !sources.isEmpty else { return false }
        return sources.allSatisfy { $0.activity == .stopped }
    }

    var progress: StatusMessage? {
        guard prompt.open == nil, navigation.overlay == nil, let loading = snapshot?.history.loading
        else { return nil }
        return StatusMessage(
            "reading the history: \(ShortText.count(loading.read)) of "
                + "\(ShortText.count(max(loading.read, loading.total))) runs")
    }

    mutating func report(_ history: HistoryHealth, after before: HistoryHealth?) {
        report(history.trouble, after: before?.trouble)
        report(reading: history.readTrouble, after: before?.readTrouble)
        if let expiring = HistoryText.expiring(history, after: before) { say(expiring, .warning) }
        // Reported once, when all of the history is read.
        guard history.loading == nil, history.unreadableCount > 0,
            before.map({ $0.loading != nil || $0.unreadableCount < history.unreadableCount })
                ?? true
        else { return }
        say(HistoryText.leftOut(history.unreadableCount), .warning)
    }

    private mutating func report(reading trouble: HistoryError?, after before: HistoryError?) {
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

    private mutating func report(_ trouble: HistoryError?, after before: HistoryError?) {
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

    mutating func report(_ clock: ClockDeviation?, after before: ClockDeviation?) {
        guard let change = ClockText.change(to: clock, from: before) else { return }
        say(change, clock == nil ? .notice : .warning)
    }
}
