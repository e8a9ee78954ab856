import Foundation
import Runs
import UserConfiguration

/// A demo that leaves something behind: its configuration, and a folder of state with its history.
package struct KeptDemo: Sendable {
    /// Where its runs are kept.
    package let history: HistoryPlan
    /// Where it tells what it does.
    package let logFile: String
    /// What is told at its end: how to look at it again.
    package let farewell: [String]

    /// Writes the configuration into a folder, which is made where it is missing.
    ///
    /// - Throws: A complaint where the folder holds one already, or cannot be written.
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
        farewell = [
            "kept in \(SafeText.line(trimmed).text); to look at it again:",
            "  XDG_STATE_HOME='\(shownState)' synctop --offline --config '\(shownFile)'",
        ]
    }
}
