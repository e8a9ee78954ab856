import Runs
package import RunTable
import TUI

/// Words the problems of sources, each once when it begins and once when it ends.
package struct SourceNews: Sendable {
    /// Since when each source cannot be read.
    private var troubles: [SourceName: Timestamp] = [:]
    /// The unreadable rows and times that were reported.
    private var unreadable: Set<Unreadable> = []
    private var losses: Set<String> = []
    private var historyTrouble: HistoryError?
    private var isClockOff = false
    private var isExpiring = false

    /// Creates news with nothing reported yet.
    package init() {}

    /// Returns what was not reported before, as safe text.
    package mutating func lines(of snapshot: MonitorSnapshot) -> [String] {
        var lines = [
            history(snapshot.history.trouble), clock(snapshot.clock),
            expiring(snapshot.history.expiring),
        ].compactMap(\.self)
        for source in snapshot.sources {
            if let line = trouble(of: source) { lines.append(line) }
            lines += source.losses.filter { losses.insert($0).inserted }
            if let rows = source.unreadableRows, unreadable.insert(Unreadable(source)).inserted {
                lines.append(rows)
            }
        }
        return lines
    }

    /// What of a source is unreadable, without counts, so that growth is no news.
    private struct Unreadable: Hashable {
        let source: SourceName
        let hasRows: Bool
        let hasTimes: Bool

        init(_ health: SourceHealth) {
            source = health.name
            hasRows = health.rows.rejected > 0
            hasTimes = health.rows.unreadableTimes > 0
        }
    }

    private mutating func trouble(of source: SourceHealth) -> String? {
        let before = troubles[source.name]
        troubles[source.name] = source.problem?.since
        guard let problem = source.problem else {
            return before == nil ? nil : SafeText.line("\(source.name.text) can be read again").text
        }
        guard problem.since != before else { return nil }
        return SafeText.line(
            "\(source.name.text) cannot be read: \(ProblemText.sentence(problem.error))"
        ).text
    }

    private mutating func clock(_ deviation: ClockDeviation?) -> String? {
        guard isClockOff != (deviation != nil) else { return nil }
        isClockOff = deviation != nil
        return ClockText.sentence(deviation)
    }

    private mutating func expiring(_ runs: HistoryHealth.Expiring?) -> String? {
        defer { isExpiring = runs != nil }
        guard let runs, !isExpiring else { return nil }
        return HistoryText.expiring(runs.count)
    }

    private mutating func history(_ trouble: HistoryError?) -> String? {
        guard trouble != historyTrouble else { return nil }
        historyTrouble = trouble
        guard let trouble else { return "the history can be written again" }
        return SafeText.line(HistoryPlan.sentence(of: trouble)).text
    }
}
