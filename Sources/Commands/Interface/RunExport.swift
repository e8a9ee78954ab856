import OperatingSystem
import Foundation
package import Runs
package import RunTable
import UserConfiguration
package import TUI

/// Writes listed runs to a file, in portions.
package struct RunExport: Sendable {
    private let home: String?
    private let records: @Sendable ([RunKey]) async -> [RunKey: RunRecord]

    /// Creates an export; `records` reads the runs whose payload is not in memory.
    package init(
        environment: [String: String],
        records: @escaping @Sendable ([RunKey]) async -> [RunKey: RunRecord]
    ) {
        home = PrivateFile.homeFolder(in: environment)
        self.records = records
    }

    /// Writes a list to a new file of mode 0600, and removes it if it remains unfinished. `report`
    /// receives the progress and the outcome.
    package func write(
        _ listing: RunListing, _ request: ExportRequest, report: @Sendable (ExportNews) -> Void
    ) async {
        let path = self.path(request.path)
        do throws(FileError) {
            var file = try NewPrivateFile(at: path)
            do throws(FileError) {
                guard try await write(listing, request.format, to: &file, report: report) else {
                    file.remove()
                    return report(.cancelled)
                }
                report(.finished(count: listing.count, path: reported(path)))
            } catch {
                file.remove()
                throw error
            }
        } catch {
            report(.failed(Self.words(for: error)))
        }
    }

    /// Writes all runs; false if the task is cancelled.
    private func write(
        _ listing: RunListing, _ format: ExportRequest.Format, to file: inout NewPrivateFile,
        report: (ExportNews) -> Void
    ) async throws(FileError) -> Bool {
        if format == .csv { try file.append(RunCSV.header) }
        let isWhole = try await listing.table.write(
            (0..<listing.count).lazy.map(listing.row(at:)), isList: format == .json,
            line: { run in
                switch format {
                case .csv: RunCSV.row(of: run)
                case .json: RunJSON.text(of: run)
                case .ndjson: RunJSON.text(of: run) + "\n"
                }
            },
            records: records,
            to: { (text: String) throws(FileError) -> Bool in
                if !Task.isCancelled { try file.append(text) }
                return !Task.isCancelled
            },
            wrote: { report(.wrote($0, of: listing.count)) })
        if isWhole { try file.flush() }
        return isWhole
    }

    private func path(_ written: String) -> String {
        guard written == "~" || written.hasPrefix("~/"), let home else { return written }
        return home + written.dropFirst()
    }

    /// The whole path, with `~` for the home folder.
    private func reported(_ path: String) -> String {
        let whole = URL(fileURLWithPath: path).standardizedFileURL.path
        guard let home, whole.hasPrefix(home + "/") else { return whole }
        return "~" + whole.dropFirst(home.count)
    }

    private static func words(for error: FileError) -> String {
        switch error {
        case .exists(let path): "\(path) is there already, and nothing is ever replaced"
        case .unwritable(let path, let reason): "\(path): \(reason)"
        case .missing, .unreadable: describe(error)
        }
    }
}
