import Runs
import RunTable

/// A file to export to, and its format.
package struct ExportRequest: Hashable, Sendable {
    /// The path of the new file.
    package let path: String
    /// The file's format.
    package let format: Format

    /// The formats; the raw value is the file extension.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        case csv
        case json
        case ndjson
    }

    /// Reads the format from the file extension; nil for an unknown one.
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

/// The progress or the outcome of an export.
package enum ExportNews: Hashable, Sendable {
    case wrote(Int, of: Int)
    case finished(count: Int, path: String)
    /// The export was cancelled, and its file is removed.
    case cancelled
    /// The export failed, and its file is removed; carries the reason in words.
    case failed(String)
}

/// The progress of an export, in runs.
package struct ExportProgress: Hashable, Sendable {
    /// The runs written so far.
    package let done: Int
    /// All runs to write.
    package let total: Int
}

/// A summary of a run in a few lines, to paste into a chat or a ticket.
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
