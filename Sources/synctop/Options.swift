import ArgumentParser
import Foundation
import Logging
import Runs
import Settings
import Simulator
import Wiring

/// How much is told on standard error.
struct LogOptions: ParsableArguments {
    @Option(
        help: "How much to tell on standard error: trace, debug, info, warning or error.",
        transform: Self.level)
    var logLevel = Logger.Level.error

    /// A logger to standard error.
    var logger: Logger {
        var logger = Logger(label: "synctop") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        return logger
    }

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("the levels are \(known).")
        }
        return level
    }

    /// A logger to nowhere, for commands whose terminal belongs to the interface.
    var quietLogger: Logger { Logger(label: "synctop") { _ in SwiftLogNoOpLogHandler() } }
}

/// Which sources are read, from which configuration.
struct SourceOptions: ParsableArguments {
    @Option(help: "The configuration file.")
    var config: String?

    @Option(
        name: .customLong("source"), parsing: .upToNextOption,
        help: "Only the sources of these names.")
    var sources: [String] = []

    /// Reads the configuration and keeps the sources asked for.
    ///
    /// - Throws: A complaint with every mistake in the file, or what to do where there is none.
    func composition() throws(Complaint) -> Composition {
        try Composition(configFile: config, sources: sources)
    }
}

/// How the simulated providers behave.
struct SimulationOptions: ParsableArguments {
    @Option(help: "The seed of pipelines, runs and their outcomes.") var seed: UInt64 = 7
    @Option(
        parsing: .unconditional, help: "How many times quicker than usual runs start and finish.")
    var speed = 1.0
    @Option(
        parsing: .unconditional, help: "How many runs lie before the start, over all providers.")
    var history = 600

    func validate() throws {
        guard speed > 0, speed <= 1_000 else {
            throw ValidationError("--speed takes a number above 0, up to 1000.")
        }
        guard (0...1_000_000).contains(history) else {
            throw ValidationError("--history takes a number from 0 to 1000000.")
        }
    }

    /// Starts the simulated providers.
    ///
    /// - Throws: A complaint that names the port where it is taken.
    func start(port: Int = 0) async throws(Complaint) -> SimulatorServer {
        do {
            return try await SimulatorServer.start(
                SimulatorConfiguration(port: port, seed: seed, speed: speed, history: history))
        } catch {
            throw Complaint(
                ["cannot listen on 127.0.0.1:\(port): \(error)"], status: .unavailable)
        }
    }
}

/// What the two commands that open the interface have in common.
struct InterfaceOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Begin with this filter expression.")
    var filter = ""
    @Option(help: "The theme, instead of the configured one.") var theme: String?
    @OptionGroup var log: LogOptions

    /// Opens the interface and stays until it is left.
    @MainActor
    func open(_ composition: Composition) async throws(Complaint) {
        try await Interface(
            composition: composition, query: composition.query(filter),
            theme: composition.theme(named: theme), logger: log.quietLogger
        ).run()
    }
}

/// Runs a command's work; a complaint goes to standard error and decides the exit code.
func complaining(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let complaint as Complaint {
        tell(complaint.lines)
        throw ExitCode(complaint.status.rawValue)
    }
}

/// Writes lines to standard error, the first one under the program's name.
func tell(_ lines: [String]) {
    for (index, line) in lines.enumerated() {
        FileHandle.standardError.write(Data(((index == 0 ? "synctop: " : "") + line + "\n").utf8))
    }
}
