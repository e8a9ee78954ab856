import OperatingSystem
import ArgumentParser
import Commands

/// The program's entry: one subcommand per thing that synctop does besides the interface.
@main
struct Synctop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synctop",
        subcommands: [
            DemoCommand.self, SimulateCommand.self, RunsCommand.self, CheckCommand.self,
            InitCommand.self, ThemesCommand.self, PathsCommand.self,
        ])

    /// Runs the command that the first word names, or the interface where options come first.
    ///
    /// The two are parsed apart, so that an option of both goes to the one that is meant.
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
        case "help": await main(arguments)
        case _ where names.contains(word): await main(arguments)
        default: end(CommandError(noCommand: word, among: names))
        }
    }

    private static func end(_ complaint: CommandError) -> Never {
        StandardError.tell(complaint.lines)
        exit(withError: ExitCode(complaint.status.rawValue))
    }
}
