import Providers
import Foundation
import Runs
import UserConfiguration

/// The output of `synctop paths`.
package struct PathReport: Sendable {
    /// A line for each place: its use, whether it exists, and its path.
    package let lines: [String]

    /// Finds the places.
    /// - Throws: An error if the environment names no home folder.
    package init(
        configFile file: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) {
        do throws(ConfigurationError) {
            let paths = try ConfigPaths(environment: environment, override: file)
            let places = [
                ("config ", paths.configFile), ("history", paths.historyFile),
                ("session", paths.sessionFile), ("log    ", paths.logFile),
                ("themes ", paths.themeFolder),
            ]
            lines = places.map { name, path in
                "\(name)  \(Self.state(of: path))  "
                    + SafeText.line(URL(fileURLWithPath: path).path(percentEncoded: false)).text
            }
        } catch {
            throw CommandError(describe(error), status: .config)
        }
    }

    private static func state(of path: String) -> String {
        if access(path, F_OK) == 0 { return "exists    " }
        return errno == ENOENT || errno == ENOTDIR ? "missing   " : "unreadable"
    }
}

/// The work of `synctop init`.
package enum FirstConfiguration {
    /// Writes a first configuration, never over an existing one. Returns what to do next.
    /// - Throws: An error if there is one already, or if it cannot be written.
    package static func write(
        to file: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) -> [String] {
        do throws(ConfigurationError) {
            let path = try ConfigPaths(environment: environment, override: file).configFile
            let text = Config.template(of: ProviderRegistry.descriptions)
            try Composition.create(text, at: path)
            let name = SafeText.line(path).text
            let option = file == nil ? "" : " --config \(name)"
            return [
                "wrote \(name)",
                "Next: open it, take the # away from a [[source]] and name its secret;",
                "`synctop check\(option)` then says what works, and `synctop\(option)` shows it.",
            ]
        } catch {
            throw CommandError(writing: error)
        }
    }
}
