import Foundation
import UserConfiguration

/// Which configuration is read, and what of it is kept: what it takes to read it again.
package struct ConfigOrigin: Hashable, Sendable {
    /// The value of `--config`, or nil for the usual file.
    let file: String?
    /// The names of the sources asked for, none for all.
    let sources: [String]
    /// Whether the configured theme is of any use.
    let themes: Themes
    /// What secrets and paths are read from.
    let environment: [String: String]

    /// Of what use the configured theme is.
    package enum Themes: Hashable, Sendable {
        /// It is shown, so that it has to be there.
        case shown
        /// Nothing is shown, or another theme is: that it is wrong is told along with what else is.
        case unused
    }

    /// Whether the file is where somebody said.
    var place: CommandError.ConfigPlace {
        let variable = environment["SYNCTOP_CONFIG"] ?? ""
        return file != nil || !variable.isEmpty ? .named : .usual
    }

    /// The files, as they are now; nil where nobody knows where they are.
    var stamp: SettingsVersion? {
        paths.map { SettingsVersion(config: $0.configFile, themes: $0.themeFolder) }
    }

    /// A line about one of the files, without the folder that it stands in.
    func shortened(_ line: String) -> String {
        guard let paths else { return line }
        let slash = paths.configFile.lastIndex(of: "/")
        let folders = [
            paths.themeFolder + "/", slash.map { String(paths.configFile[...$0]) } ?? "",
        ]
        guard let folder = folders.first(where: { !$0.isEmpty && line.hasPrefix($0) }) else {
            return line
        }
        return String(line.dropFirst(folder.count))
    }

    private var paths: ConfigPaths? {
        guard
            case .success(let paths) = Result(catching: {
                try ConfigPaths(environment: environment, override: file)
            })
        else { return nil }
        return paths
    }
}
