import OperatingSystem
package import Query
import Runs
import UserConfiguration
import Terminal

/// The exit status, after sysexits(3); the raw value is the exit code.
package enum ExitStatus: Int32, Hashable, Sendable {
    case fine = 0
    /// A run has a status of `--fail-on`, or a check found a problem.
    case matched = 1
    /// The arguments are wrong, or there is no terminal.
    case usage = 64
    /// No source could be read.
    case unavailable = 69
    /// Some source could not be read.
    case partial = 75
    /// Standard output cannot be written to.
    case cannotWrite = 74
    /// The configuration is wrong.
    case config = 78
}

/// Why a command fails: lines for standard error, and the exit status.
package struct CommandError: Error, Hashable, Sendable {
    /// What is wrong and what to do about it, as safe text.
    package let lines: [String]
    /// The exit status.
    package let status: ExitStatus
    /// Whether each line is a mistake of its own.
    private(set) var listsMistakes = false

    /// Creates an error; makes its lines safe.
    package init(_ lines: [String], status: ExitStatus) {
        self.lines = lines.map { SafeText.line($0).text }
        self.status = status
    }
}

extension CommandError {
    /// Reports a filter, with its mistake marked.
    package init(_ mistake: QueryMistake, in filter: String) {
        let before = SafeText.line(String(filter.prefix(mistake.column))).text
        let marker = String(repeating: " ", count: DisplayWidth.columns(of: before)) + "^"
        self.init(
            ["the filter cannot be read", "  \(filter)", "  \(marker) \(mistake.sentence)"],
            status: .usage)
    }
}

extension CommandError {
    init(mistakes lines: [String]) {
        self.init(lines, status: .config)
        listsMistakes = true
    }

    /// Where a configuration was looked for.
    enum ConfigPlace {
        /// The user gave the path.
        case named
        /// The default path.
        case usual
    }

    init(reading failure: ConfigurationError, _ place: ConfigPlace) {
        switch failure {
        case .file(.missing(let path)) where place == .named:
            self.init(
                [
                    "there is no file \(path)",
                    "Look at --config and SYNCTOP_CONFIG, or write one with "
                        + "`synctop init --config \(path)`; "
                        + "`synctop demo` shows the program without any.",
                ], status: .config)
        case .file(.missing(let path)):
            self.init(
                [
                    "there is no configuration yet",
                    "`synctop demo` shows the program on simulated providers, without any.",
                    "For your own sources, `synctop init` writes a first \(path).",
                ], status: .config)
        case .homeUnset, .file, .unknownTheme, .mistakes:
            self.init(describe(failure), status: .config)
            if case .mistakes = failure { listsMistakes = true }
        }
    }
}

extension CommandError {
    init(writing error: ConfigurationError) {
        let isThere = if case .file(.exists) = error { true } else { false }
        self.init(describe(error), status: isThere ? .usage : .config)
    }
}

extension CommandError {
    /// Reports a word that names no command.
    package init(noCommand word: String, among commands: [String]) {
        let nearest = EditDistance.nearest(to: word, among: commands).first
        let hint = nearest.map { "; did you mean `synctop \($0)`?" } ?? ""
        self.init(
            [
                "there is no command \"\(word)\"\(hint)",
                "There are: \(commands.joined(separator: ", ")); `synctop --help` describes them.",
            ], status: .usage)
    }
}
