import OperatingSystem

/// Where the configuration, the themes and the state of one user are.
package struct ConfigPaths: Hashable, Sendable {
    /// The configuration file: `--config`, else `SYNCTOP_CONFIG`, else the user's own.
    package let configFile: String
    /// The folder of the user's themes.
    package let themeFolder: String
    /// The folder of history and log.
    package let stateFolder: String

    /// The database of past runs.
    package var historyFile: String { stateFolder + "/history.sqlite" }
    /// What the interface showed when it was last left.
    package var sessionFile: String { stateFolder + "/session.json" }
    /// The log.
    package var logFile: String { stateFolder + "/synctop.log" }

    /// Derives the paths from the environment.
    ///
    /// - Parameters:
    ///   - environment: The variables by name.
    ///   - override: The value of `--config`.
    /// - Throws: `homeUnset` where a path would start at the home folder and none is known.
    package init(environment: [String: String], override: String? = nil) throws(ConfigurationError)
    {
        let home = PrivateFile.homeFolder(in: environment)
        let configHome = try Self.base("XDG_CONFIG_HOME", environment, home, "/.config")
        let stateHome = try Self.base("XDG_STATE_HOME", environment, home, "/.local/state")
        let variable = "SYNCTOP_CONFIG"
        let chosen = override ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        // The content of a file in the place of its path may hold secrets.
        if let chosen, !Self.isPath(chosen) {
            throw .file(.unreadable(path: variable, reason: "its value is no path"))
        }
        configFile = Self.expanded(chosen, home) ?? configHome + "/synctop/config.toml"
        themeFolder = try Self.themeFolder(environment: environment)
        stateFolder = stateHome + "/synctop"
    }

    /// Derives the folder of the user's themes, wherever the configuration is.
    ///
    /// - Throws: `homeUnset` where it would start at the home folder and none is known.
    package static func themeFolder(
        environment: [String: String]
    ) throws(ConfigurationError) -> String {
        let home = PrivateFile.homeFolder(in: environment)
        return try base("XDG_CONFIG_HOME", environment, home, "/.config") + "/synctop/themes"
    }

    /// Whether a text may be a path: not empty, in one line, and no longer than systems take one.
    package static func isPath(_ text: String) -> Bool {
        (1...4_095).contains(text.utf8.count) && !text.contains(where: \.isNewline)
    }

    /// The folder that a variable names, else one under the home folder. A relative one is
    /// ignored, as the XDG specification wants.
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
