import ArgumentParser
import Engine
import Logging
import Runs
import Settings
import Simulator
import Wiring

/// How much is told in the log, and on standard error where there is no interface.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            How much to tell: trace, debug, info, notice, warning or error. (default: info in the \
            log, error on standard error)
            """, valueName: "level"), transform: reading(OptionValue.logLevel))
    var logLevel: Logger.Level?
}

/// Which sources are read, from which configuration.
struct SourceOptions: ParsableArguments {
    @Option(help: "The configuration file.", transform: reading(OptionValue.configFile))
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
    @Option(parsing: .unconditional, help: "The seed of pipelines, runs and their outcomes.")
    var seed: UInt64 = 7
    @Option(
        parsing: .unconditional,
        help: "How many times quicker than usual runs start and finish. (default: 1)",
        transform: reading(OptionValue.speed))
    var speed = 1.0
    @Option(
        parsing: .unconditional,
        help: "How many runs lie before the start, over all providers. (default: 600)",
        transform: reading(OptionValue.history))
    var history = 600
    @Option(
        help: """
            How many calls LeadLex allows: starter (100 a day), pro (1,000) or org (10,000). \
            (default: org)
            """, transform: reading(OptionValue.plan))
    var plan = LeadLexPlan.org
    @Option(
        name: .customLong("fault"),
        help: ArgumentHelp(
            """
            Let every call fail in one of these ways: \(FaultKind.words); 429:well lets only \
            that provider fail. Repeatable, or a list with commas; several take turns.
            """, valueName: "kind"), transform: reading(OptionValue.faults))
    var faultLists: [[SimulatedFault]] = []
    @Option(
        help: ArgumentHelp(
            """
            Let the faults hold for so long, and stay away for as long, in turn, so that \
            recovery shows. (default: they always hold)
            """, valueName: "duration"), transform: reading(OptionValue.duration))
    var faultFor: Duration?

    func validate() throws {
        guard faultFor == nil || !faultLists.isEmpty else {
            throw ValidationError("--fault-for does nothing without --fault.")
        }
    }

    /// What the options ask for, on a port of 127.0.0.1.
    func configuration(port: Int = 0) -> SimulatorConfiguration {
        SimulatorConfiguration(
            port: port, seed: seed, speed: speed, history: history, plan: plan,
            faults: Array(faultLists.joined()), spell: faultFor)
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
    func open(
        _ composition: Composition, polling: Monitor.Plan.Polling = .on
    ) async throws(Complaint) -> ExitStatus {
        try await Interface(
            composition: composition, query: composition.query(filter),
            theme: composition.theme(named: theme), polling: polling, logLevel: log.logLevel
        ).run()
        return .fine
    }
}

/// Turns a reader of option values into one whose complaints are mistakes of usage.
func reading<Value>(
    _ read: @escaping @Sendable (String) throws(Complaint) -> Value
) -> @Sendable (String) throws -> Value {
    { text in
        do throws(Complaint) {
            return try read(text)
        } catch {
            throw ValidationError(error.lines.joined(separator: " "))
        }
    }
}

/// Runs a command's work; a complaint goes to standard error. Either decides the exit code.
func complaining(_ work: () async throws -> ExitStatus) async throws {
    var status = ExitStatus.fine
    do {
        status = try await work()
    } catch let complaint as Complaint {
        StandardError.tell(complaint.lines)
        status = complaint.status
    }
    guard status == .fine else { throw ExitCode(status.rawValue) }
}
