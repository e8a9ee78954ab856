import ArgumentParser

/// The program's entry: one subcommand per thing that synctop does.
@main
struct Synctop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synctop",
        abstract: "A terminal monitor for data syncs: every run of every provider, live.",
        usage: """
            synctop [--config PATH] [--source NAME ...] [--filter EXPR] [--theme NAME]
            synctop <subcommand> [options]
            """,
        discussion: """
            Without a subcommand, synctop opens the terminal interface on the configured sources. \
            `synctop demo` shows it on simulated providers, without any configuration.
            """,
        subcommands: [
            WatchCommand.self, DemoCommand.self, SimulateCommand.self, RunsCommand.self,
            CheckCommand.self, InitCommand.self, ThemesCommand.self, PathsCommand.self,
        ],
        defaultSubcommand: WatchCommand.self)
}
