import Foundation
import UserConfiguration

/// All that is needed to read a configuration again.
package struct ConfigOrigin: Hashable, Sendable {
    /// The value of `--config`; nil for the default file.
    let file: String?
    /// The names of the requested sources; empty for all.
    let sources: [String]
    let themes: Themes
    let environment: [String: String]

    /// The use of the configured theme.
    package enum Themes: Hashable, Sendable {
        /// Shown, so that it must exist.
        case shown
        /// Not shown; its mistakes are reported only along with others.
        case unused
    }

    var place: CommandError.ConfigPlace {
        let variable = environment["SYNCTOP_CONFIG"] ?? ""
        return file != nil || !variable.isEmpty ? .named : .usual
    }

    /// The present version of the files; nil if their place is unknown.
    var stamp: SettingsVersion? {
        paths.map { SettingsVersion(config: $0.configFile, themes: $0.themeFolder) }
    }

    /// Removes the folder from a line about one of the files.
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
