import OperatingSystem
import Foundation
import Runs
import UserConfiguration
package import Terminal
package import TUI

/// The output of `synctop themes`: each theme with a swatch.
package struct ThemeSwatches: Sendable {
    /// A line for each readable theme, or several on a narrow terminal.
    package let lines: [String]
    /// What is wrong with the others, for standard error.
    package let problems: [String]

    /// Reads the embedded themes and the user's own. Shows only names on a terminal without
    /// colours, and wraps swatches at its width.
    /// - Throws: An error if the environment names no home folder.
    package init(
        depth: ColorDepth, width columns: Int = .max, glyphs: Glyphs,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) {
        let library: ThemeLibrary
        do throws(ConfigurationError) {
            library = try .standard(environment: environment)
        } catch {
            throw CommandError(describe(error), status: .config)
        }
        let names = library.names
        let width = names.map { DisplayWidth.columns(of: SafeText.line($0).text) }.max() ?? 0
        var lines: [String] = []
        var problems: [String] = []
        for name in names {
            do throws(ConfigurationError) {
                let theme = Theme(try library.theme(named: name))
                let shown = SafeText.line(name).text
                let padding = String(
                    repeating: " ", count: width - DisplayWidth.columns(of: shown))
                guard depth != .monochrome else {
                    lines.append(shown)
                    continue
                }
                let swatch = Self.swatch(
                    of: theme, depth: depth, glyphs: glyphs, width: columns - width - 2)
                let indent = String(repeating: " ", count: width + 2)
                lines += swatch.enumerated().map { row, text in
                    (row == 0 ? shown + padding + "  " : indent) + text
                }
            } catch {
                problems += describe(error)
            }
        }
        self.lines = lines
        self.problems = problems
    }

    /// Prints the swatches, and their problems to standard error. Returns the exit status.
    /// - Throws: An error if the environment names no home folder, or about standard output.
    package static func print() throws(CommandError) -> ExitStatus {
        let themes = try ThemeSwatches(
            depth: StandardOutput.colorDepth, width: StandardOutput.columns, glyphs: .standard())
        StandardError.report(themes.problems)
        try StandardOutput.print(themes.lines)
        return themes.problems.isEmpty ? .fine : .config
    }

    private static let statuses: [RunStatus] = [.succeeded, .running, .warning, .failed, .skipped]

    /// The swatch of a theme, wrapped at a width.
    private static func swatch(
        of theme: Theme, depth: ColorDepth, glyphs: Glyphs, width: Int
    ) -> [String] {
        let words: [(Role, String)] =
            [(.headerTitle, " synctop "), (.text, " text "), (.textMuted, "muted ")]
            + statuses.map { (Role($0), "\(glyphs.status($0)) \($0.rawValue) ") }
            + [(.tableRowSelected, " selected ")]
        var lines: [String] = []
        var room = 0
        for (role, text) in words {
            let columns = DisplayWidth.columns(of: text)
            if lines.isEmpty || columns > room {
                lines.append("")
                room = width
            }
            room -= columns
            lines[lines.count - 1] += StyledText.text(
                text, style: theme[role].over(theme[.background]), depth: depth)
        }
        return lines
    }
}
