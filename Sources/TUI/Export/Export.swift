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

extension State {
    /// Asks for the file to write what is listed to.
    mutating func openExport() {
        guard exporting == nil else {
            message = StatusMessage("an export is under way; \(key(.back)) stops it")
            return
        }
        guard listing.count > 0 else {
            message = StatusMessage("nothing is listed that could be exported")
            return
        }
        let moment = clock.dateAndTime(now).prefix(16).replacing(" ", with: "-")
            .replacing(":", with: "")
        line = LinePrompt(.export, "synctop-\(moment).csv")
    }

    /// Writes what is listed to a file.
    ///
    /// - Returns: What is to be done outside, or nil where the path does not say the format.
    mutating func export(to path: String) -> [Effect]? {
        let path = path.trimmed
        guard let wish = ExportRequest(path: path) else { return nil }
        exporting = ExportProgress(done: 0, total: listing.count)
        message = nil
        return [.export(wish)]
    }

    /// Goes on to the next format in the name of a file.
    static func turningFormat(of path: String) -> String {
        let all = ExportRequest.Format.allCases
        guard let wish = ExportRequest(path: path), let place = all.firstIndex(of: wish.format)
        else {
            return path + (path.hasSuffix(".") ? "" : ".") + ExportRequest.Format.csv.rawValue
        }
        let next = all[(place + 1) % all.count]
        return path.dropLast(wish.format.rawValue.count) + next.rawValue
    }

    /// Takes in how far an export is, or what came of it.
    mutating func take(_ news: ExportNews) {
        switch news {
        case .wrote(let done, let total):
            guard exporting != nil else { return }
            exporting = ExportProgress(done: done, total: total)
        case .finished(let count, let path):
            exporting = nil
            let runs = count == 1 ? "1 run" : "\(ShortText.count(count)) runs"
            message = StatusMessage("\(runs) written to \(path)")
        case .cancelled:
            exporting = nil
            message = StatusMessage("the export is stopped, and its file removed")
        case .failed(let reason):
            exporting = nil
            message = StatusMessage("not exported: \(reason)", .error)
        }
    }

    /// How far the export is, as a line with a bar; nil while there is none.
    var exportProgress: StatusMessage? {
        guard let exporting else { return nil }
        let share = Double(exporting.done) / Double(max(1, exporting.total))
        let bar = glyphs.bar(share, width: 20).padded(to: 20)
        return StatusMessage(
            "exporting \(bar) \(ShortText.count(exporting.done)) of "
                + "\(ShortText.count(exporting.total)) runs  \(key(.back)) stops")
    }
}

/// How many runs of how many an export has written.
package struct ExportProgress: Hashable, Sendable {
    /// How many are written.
    package let done: Int
    /// How many there are.
    package let total: Int
}
