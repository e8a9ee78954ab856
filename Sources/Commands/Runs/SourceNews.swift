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
    private var history: HistoryHealth?
    private var clock: ClockDeviation?

    /// Creates news with nothing reported yet.
    package init() {}

    /// Returns what was not reported before, as safe text.
    package mutating func lines(of snapshot: MonitorSnapshot) -> [String] {
        var lines = [
            trouble(of: snapshot.history), ClockText.change(to: snapshot.clock, from: clock),
            HistoryText.expiring(snapshot.history, after: history),
        ].compactMap(\.self)
        (history, clock) = (snapshot.history, snapshot.clock)
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

    private func trouble(of history: HistoryHealth) -> String? {
        guard history.trouble != self.history?.trouble else { return nil }
        guard let trouble = history.trouble else { return "the history can be written again" }
        return SafeText.line(HistoryPlan.sentence(of: trouble)).text
    }
}
