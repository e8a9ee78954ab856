import ArgumentParser
import Foundation
import Simulator
import Wiring

/// `synctop`: the interface on the configured sources.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Open the interface on the configured sources.",
        shouldDisplay: false)

    @OptionGroup var source: SourceOptions
    @OptionGroup var interface: InterfaceOptions

    func run() async throws {
        try await complaining { try await interface.open(source.composition()) }
    }
}

/// `synctop demo`: the interface on simulated providers.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Open the interface on simulated providers.")

    @OptionGroup var simulation: SimulationOptions
    @OptionGroup var interface: InterfaceOptions

    func run() async throws {
        try await complaining {
            let server = try await simulation.start()
            do {
                try await interface.open(Composition(simulated: server.configText()))
            } catch {
                await server.shutdown()
                throw error
            }
            await server.shutdown()
        }
    }
}

/// `synctop simulate`: only the simulated providers.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the simulated providers alone, and print a configuration for them.")

    @Option(parsing: .unconditional, help: "The port on 127.0.0.1; 0 takes any free one.")
    var port = 0
    @OptionGroup var simulation: SimulationOptions
    @OptionGroup var log: LogOptions

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535.")
        }
    }

    func run() async throws {
        try await complaining {
            let server = try await simulation.start(port: port)
            var output = StandardOutput()
            _ = output.write(server.configText() + "\n")
            output.flush()
            await Interruption.wait()
            await server.shutdown()
        }
    }
}
