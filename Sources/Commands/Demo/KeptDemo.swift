import Foundation
import Runs
import UserConfiguration

/// A demo that keeps its configuration, and a folder with its history.
package struct KeptDemo: Sendable {
    /// Where its runs are stored.
    package let history: HistoryPlan
    /// The path of its log.
    package let logFile: String
    /// The lines at its end: how to look at it again.
    package let closingLines: [String]

    /// Writes the configuration into a folder, which is created if it is missing.
    /// - Throws: An error if the folder already holds one, or cannot be written.
    package init(folder: String, config: String) throws(CommandError) {
        let folder = URL(fileURLWithPath: folder).path(percentEncoded: false)
        let trimmed = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let (file, state) = (trimmed + "/config.toml", trimmed + "/state")
        do throws(ConfigurationError) {
            try Composition.create(config, at: file)
            let paths = try ConfigPaths(
                environment: ["HOME": trimmed, "XDG_STATE_HOME": state], override: file)
            history = .file(path: paths.historyFile, size: Config().historySize)
            logFile = paths.logFile
        } catch {
            throw CommandError(writing: error)
        }
        let (shownState, shownFile) = (SafeText.line(state).text, SafeText.line(file).text)
        closingLines = [
            "kept in \(SafeText.line(trimmed).text); to look at it again:",
            "  XDG_STATE_HOME='\(shownState)' synctop --offline --config '\(shownFile)'",
        ]
    }
}
