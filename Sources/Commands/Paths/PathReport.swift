import Providers
import Foundation
import Runs
import UserConfiguration

/// What `synctop paths` prints.
package struct PathReport: Sendable {
    /// A line for each place: what it is for, whether it exists, where it is.
    package let lines: [String]

    /// Looks at the places.
    ///
    /// - Parameters:
    ///   - file: The value of `--config`.
    ///   - environment: What the paths are derived from.
    /// - Throws: A complaint where the environment names no home folder.
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

/// What `synctop init` does.
package enum FirstConfiguration {
    /// Writes a configuration to begin with, never over an existing one.
    ///
    /// - Parameters:
    ///   - file: The value of `--config`.
    ///   - environment: What the usual path is derived from.
    /// - Returns: Where it is, and what to do next.
    /// - Throws: A complaint where there is one already, or it cannot be written.
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
