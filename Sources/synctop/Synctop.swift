import OperatingSystem
import ArgumentParser
import Commands

@main
struct Synctop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synctop",
        subcommands: [
            DemoCommand.self, SimulateCommand.self, RunsCommand.self, CheckCommand.self,
            InitCommand.self, ThemesCommand.self, PathsCommand.self,
        ])

    /// Parses subcommand and interface apart, so that an option of both reaches the right one.
    static func main() async {
        do throws(CommandError) {
            try ProgramStart.prepare()
        } catch {
            end(error)
        }
        let arguments = SourceOption.joined(Array(CommandLine.arguments.dropFirst()))
        guard let word = arguments.first, !word.hasPrefix("-") else {
            return await WatchCommand.open(arguments)
        }
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        switch word {
        case "help" where arguments.count == 1: await WatchCommand.open(["--help"])
        case "help" where !arguments[1].hasPrefix("-") && !names.contains(arguments[1]):
            end(CommandError(noCommand: arguments[1], among: names))
        case "help": await main(arguments)
        case _ where names.contains(word): await main(arguments)
        default: end(CommandError(noCommand: word, among: names))
        }
    }

    private static func end(_ error: CommandError) -> Never {
        StandardError.report(error.lines)
        exit(withError: ExitCode(error.status.rawValue))
    }
}
