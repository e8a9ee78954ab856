import ArgumentParser
import Commands
import Engine
import Simulator

struct WatchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "synctop",
        abstract: "A terminal monitor for data syncs: every run of every provider, live.",
        usage: """
            synctop [options]
            synctop <subcommand> [options]
            """,
        discussion: """
            Without a subcommand, synctop opens the terminal interface on the configured sources. \
            `synctop demo` shows it on simulated providers, without any configuration.
            """,
        version: "0.1.0", subcommands: Synctop.configuration.subcommands)

    @OptionGroup var source: SourceOptions
    @OptionGroup var interface: InterfaceOptions
    @Flag(help: "Show what the history holds, and poll nothing.") var offline = false

    /// Parses arguments that begin with an option, and opens the interface.
    static func open(_ arguments: [String]) async {
        do {
            var command = try parseAsRoot(arguments)
            if let interface = command as? Self { return try await interface.run() }
            guard !configuration.subcommands.contains(where: { $0 == type(of: command) }) else {
                throw ValidationError("Put options after the command: synctop runs --limit 9")
            }
            try command.run()
        } catch {
            exit(withError: error)
        }
    }

    func work() async throws -> ExitStatus {
        try await interface.open(
            source.composition(themes: interface.theme == nil ? .shown : .unused), source.file.log,
            polling: offline ? .off : .on)
    }
}

struct DemoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Open the interface on simulated providers.")

    @OptionGroup var simulation: SimulationOptions
    @OptionGroup var interface: InterfaceOptions
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Leave the configuration and the history in this folder, for a look at them later. \
            (default: they are thrown away)
            """, valueName: "folder"), completion: .directory,
        transform: reading(OptionValue.folder))
    var keep: String?

    func work() async throws -> ExitStatus {
        let configuration = simulation.configuration(reported: DemoSeed.reported)
        return try await SimulatorServer.serve(configuration) { server in
            try await Demo(on: server, keeping: keep).run { composition in
                try await interface.open(composition, simulation.log)
            }
        }
    }
}

struct SimulateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the simulated providers alone, and print a configuration for them.")

    @Option(
        parsing: .unconditional, help: "The port on 127.0.0.1. (default: 0, any free one)",
        transform: reading(OptionValue.port))
    var port = 0
    @OptionGroup var simulation: SimulationOptions

    func work() async throws -> ExitStatus {
        try await SimulatorServer.announce(simulation.configuration(port: port))
    }
}
