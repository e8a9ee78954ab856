import ArgumentParser
import TUI
import Terminal
import Wiring

/// `synctop check`: every source called once.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Call each source once, and say what works and what to do about the rest.")

    @OptionGroup var source: SourceOptions
    @Option(help: "The format: table or json.") var format = CheckReport.Format.table
    @OptionGroup var log: LogOptions

    func run() async throws {
        try await complaining {
            let composition = try source.composition()
            let findings = try await SourceCheck().check(
                composition, log: .headless(level: log.logLevel, file: composition.logFile))
            let report = CheckReport(findings)
            StandardOutput.print(report.lines(format, glyphs: .standard()))
            return report.status
        }
    }
}

extension CheckReport.Format: ExpressibleByArgument {}

/// `synctop init`: a configuration to begin with.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented configuration; never replace one.")

    @Option(
        help: "The configuration file to write.", transform: reading(OptionValue.configFile))
    var config: String?
    @OptionGroup var log: LogOptions

    func run() async throws {
        try await complaining { StandardOutput.print(try FirstConfiguration.write(to: config)) }
    }
}

/// `synctop themes`: the themes with a swatch of each.
struct ThemesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "Show the themes with a swatch of each.")

    @OptionGroup var log: LogOptions

    func run() async throws {
        try await complaining {
            let themes = try ThemeSwatches(
                depth: StandardOutput.colorDepth, width: StandardOutput.columns,
                glyphs: .standard())
            StandardOutput.print(themes.lines)
            StandardError.tell(themes.problems)
            return themes.problems.isEmpty ? .fine : .config
        }
    }
}

/// `synctop paths`: where everything is.
struct PathsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paths", abstract: "Show where the config, history, log and themes are.")

    @Option(help: "The configuration file.", transform: reading(OptionValue.configFile))
    var config: String?
    @OptionGroup var log: LogOptions

    func run() async throws {
        try await complaining { StandardOutput.print(try PathReport(configFile: config).lines) }
    }
}
