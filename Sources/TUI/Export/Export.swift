import Runs
import RunTable

/// What is to be written where.
package struct ExportRequest: Hashable, Sendable {
    /// The path of a file that is not there yet.
    package let path: String
    /// The format.
    package let format: Format

    /// The formats; the raw value is the end of a file's name.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        case csv
        case json
        case ndjson
    }

    /// Reads the format off the end of a path; nil where it is none.
    package init?(path: String) {
        guard !path.hasSuffix("/") else { return nil }
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
            let format = Format(rawValue: name[name.index(after: dot)...].lowercased())
        else { return nil }
        self.path = path
        self.format = format
    }
}

/// How far an export is, or what came of it.
package enum ExportNews: Hashable, Sendable {
    /// So many runs were written of so many.
    case wrote(Int, of: Int)
    /// All of them were written to a file.
    case finished(count: Int, path: String)
    /// It was called off, and nothing is left of it.
    case cancelled
    /// It could not be written, and nothing is left of it; the reason in words.
    case failed(String)
}

/// How many runs of how many an export has written.
package struct ExportProgress: Hashable, Sendable {
    /// How many are written.
    package let done: Int
    /// How many there are.
    package let total: Int
}

/// A run in a few lines, to be pasted where people talk about it.
struct IncidentSummary {
    let run: Run
    let clock: ZonedClock
    let page: String?
    let now: Timestamp

    var text: String {
        let title = run.pipeline?.label ?? run.event ?? run.id.text
        var lines = ["\(run.status.rawValue.uppercased()): \(title)"]
        func add(_ label: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append("\(label): \(value)")
        }
        add("source", "\(run.source.text) (\(run.provider.rawValue))")
        add("run", run.id.text)
        if run.timeSource == .date {
            add("day", run.startedAt.map { String($0.rfc3339.prefix(10)) })
        } else {
            add("started", run.startedAt.map(moment))
            add("finished", run.finishedAt.map(moment))
        }
        add("took", run.elapsed(at: now).map(RunDuration.text))
        add("trigger", run.trigger)
        add("attempt", run.attempt.map(String.init))
        lines = lines.map { SafeText.line($0).text }
        if let reason = run.reason {
            let block = SafeText.block(reason, limit: 4_000).text
            lines.append("error: " + block.replacing("\n", with: "\n  "))
        }
        if let page { lines.append("page: " + SafeText.line(page).text) }
        return lines.joined(separator: "\n")
    }

    private func moment(_ moment: Timestamp) -> String {
        let utc = "\(ZonedClock.utc.dateAndTime(moment)) UTC"
        guard clock.offset(at: moment) != 0 else { return utc }
        return "\(utc) (\(clock.dateAndTime(moment)) \(clock.abbreviation(at: moment)))"
    }
}
