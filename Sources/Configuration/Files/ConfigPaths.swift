import OperatingSystem

/// The paths of one user's configuration, themes and state.
package struct ConfigPaths: Hashable, Sendable {
    /// The configuration file: `--config`, else `SYNCTOP_CONFIG`, else the user's own.
    package let configFile: String
    package let themeFolder: String
    /// The folder of history and log.
    package let stateFolder: String

    package var historyFile: String { stateFolder + "/history.sqlite" }
    /// The state of the interface when it was last closed.
    package var sessionFile: String { stateFolder + "/session.json" }
    package var logFile: String { stateFolder + "/synctop.log" }

    /// Derives the paths from the environment and the value of `--config`.
    /// - Throws: `homeUnset` if a path needs the home folder and none is known.
    package init(environment: [String: String], override: String? = nil) throws(ConfigurationError)
    {
        let home = PrivateFile.homeFolder(in: environment)
        let configHome = try Self.base("XDG_CONFIG_HOME", environment, home, "/.config")
        let stateHome = try Self.base("XDG_STATE_HOME", environment, home, "/.local/state")
        let variable = "SYNCTOP_CONFIG"
        let chosen = override ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        // The value may be a configuration's content instead of its path, with secrets.
        if let chosen, !Self.isPath(chosen) {
            throw .file(.unreadable(path: variable, reason: "its value is not a path"))
        }
        configFile = Self.expanded(chosen, home) ?? configHome + "/synctop/config.toml"
        themeFolder = try Self.themeFolder(environment: environment)
        stateFolder = stateHome + "/synctop"
    }

    /// Derives the folder of the user's themes, independent of the configuration's path.
    /// - Throws: `homeUnset` if it needs the home folder and none is known.
    package static func themeFolder(
        environment: [String: String]
    ) throws(ConfigurationError) -> String {
        let home = PrivateFile.homeFolder(in: environment)
        return try base("XDG_CONFIG_HOME", environment, home, "/.config") + "/synctop/themes"
    }

    /// Whether a text may be a path: not empty, on one line, and not longer than systems allow.
    package static func isPath(_ text: String) -> Bool {
        (1...4_095).contains(text.utf8.count) && !text.contains(where: \.isNewline)
    }

    /// The folder in a variable if absolute (as XDG requires), else one under the home folder.
    private static func base(
        _ variable: String, _ environment: [String: String], _ home: String?, _ fallback: String
    ) throws(ConfigurationError) -> String {
        if let folder = environment[variable], folder.hasPrefix("/") {
            return PrivateFile.trimmed(folder)
        }
        guard let home else { throw .homeUnset }
        return home + fallback
    }

    private static func expanded(_ path: String?, _ home: String?) -> String? {
        guard let path, path.hasPrefix("~/"), let home else { return path }
        return home + path.dropFirst()
    }
}
