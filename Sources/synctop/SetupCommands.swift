import OperatingSystem
import ArgumentParser
import Commands

struct CheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Call each source, and say what works and what to do about the rest.")

    @OptionGroup var source: SourceOptions
    @Option(help: "The format: table or json.") var format = CheckReport.Format.table

    func work() async throws -> ExitStatus {
        try await CheckReport.print(
            source.composition(), format: format, logLevel: source.file.log.level)
    }
}

struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented configuration; never replace one.")

    @Flag(help: "Print the configuration's JSON schema for editors, and write nothing.")
    var schema = false
    @OptionGroup var file: FileOptions

    func work() throws -> ExitStatus {
        guard !schema else { return try StandardOutput.print(EditorSchema.lines) }
        return try StandardOutput.print(FirstConfiguration.write(to: file.config))
    }
}

struct ThemesCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "Show the themes with a swatch of each.")

    @OptionGroup var log: LogOptions

    func work() throws -> ExitStatus { try ThemeSwatches.print() }
}

struct PathsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "paths",
        abstract: "Show where the config, history, session, log and themes are.")

    @OptionGroup var file: FileOptions

    func work() throws -> ExitStatus {
        try StandardOutput.print(PathReport(configFile: file.config).lines)
    }
}
