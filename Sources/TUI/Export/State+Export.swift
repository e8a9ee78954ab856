import Runs
import RunTable

extension State {
    mutating func openExport() {
        guard runs.exporting == nil else {
            return say("an export is under way; \(key(.back)) stops it")
        }
        guard runs.listing.count > 0 else { return say("nothing to export: no run is listed") }
        let moment = clock.dateAndTime(now).prefix(16).replacing(" ", with: "-")
            .replacing(":", with: "")
        prompt.open = Prompt(.export, "synctop-\(moment).csv")
    }

    /// Starts an export; nil if the path has no known file extension.
    mutating func export(to path: String) -> [Effect]? {
        let path = path.trimmed
        guard let request = ExportRequest(path: path) else { return nil }
        runs.exporting = ExportProgress(done: 0, total: runs.listing.count)
        message = nil
        return [.export(request)]
    }

    /// Replaces the file extension with that of the next format.
    static func turningFormat(of path: String) -> String {
        let all = ExportRequest.Format.allCases
        guard let request = ExportRequest(path: path),
            let place = all.firstIndex(of: request.format)
        else { return path + (path.hasSuffix(".") ? "" : ".") + ExportRequest.Format.csv.rawValue }
        let next = all[(place + 1) % all.count]
        return path.dropLast(request.format.rawValue.count) + next.rawValue
    }

    mutating func take(_ news: ExportNews) {
        switch news {
        case .wrote(let done, let total):
            guard runs.exporting != nil else { return }
            runs.exporting = ExportProgress(done: done, total: total)
        case .finished(let count, let path):
            runs.exporting = nil
            say("\(ShortText.count(count, "run")) written to \(path)")
        case .cancelled:
            runs.exporting = nil
            say("export stopped; its file is removed")
        case .failed(let reason):
            runs.exporting = nil
            say("not exported: \(reason)", .error)
        }
    }

    var exportProgress: StatusMessage? {
        guard let exporting = runs.exporting else { return nil }
        let share = Double(exporting.done) / Double(max(1, exporting.total))
        let bar = glyphs.bar(share, width: 20).padded(to: 20)
        return StatusMessage(
            "exporting \(bar) \(ShortText.count(exporting.done)) of "
                + "\(ShortText.count(exporting.total)) runs  \(key(.back)) stops")
    }
}
