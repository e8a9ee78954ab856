import OperatingSystem
import ArgumentParser
import Commands
import Engine
import Logging
import Runs
import UserConfiguration
import Simulator
import TUI

/// The level of the log, and of standard error without an interface.
struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log-level"),
        help: """
            Log verbosity: trace, debug, info, notice, warning or error. (default: info in the \
            log, error on standard error)
            """,
        completion: .list(OptionWords.logLevels), transform: reading(OptionValue.logLevel))
    var level: Logger.Level?
}

struct FileOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: "The configuration file.",
        completion: .file(extensions: ["toml"]))
    var config: String?
    @OptionGroup var log: LogOptions

    /// Checks the path here: an error from a transform would show the value, which may hold
    /// secrets.
    func validate() throws { _ = try config.map(reading(OptionValue.configFile)) }
}

struct SourceOptions: ParsableArguments {
    @OptionGroup var file: FileOptions
    @Option(
        name: .customLong("source"), parsing: .upToNextOption,
        help: "Only the sources with these names.",
        completion: .custom { words, _, _ in OptionWords.sources(in: words) },
        transform: SourceOption.names)
    var sourceLists: [[String]] = []

    /// Reads the configuration and keeps the requested sources.
    func composition(themes: ConfigOrigin.Themes = .shown) throws(CommandError) -> Composition {
        try Composition(
            configFile: file.config, sources: Array(sourceLists.joined()), themes: themes)
    }
}

struct SimulationOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The seed of pipelines, runs and their outcomes.")
    var seed: UInt64 = 7
    @Option(
        parsing: .unconditional,
        help: "How many times faster than usual runs start and finish. (default: 1)",
        transform: reading(OptionValue.speed))
    var speed = 1.0
    @Option(
        parsing: .unconditional,
        help: """
            Number of past runs, over all providers: a million at most. A demo puts \
            all but the newest \(DemoSeed.reported) straight into its history. (default: 600)
            """,
        transform: reading(OptionValue.history))
    var history = 600
    @Option(
        help: """
            How many calls LeadLex allows: starter (100 a day), pro (1,000) or org (10,000). \
            (default: org)
            """, completion: .list(OptionWords.plans), transform: reading(OptionValue.plan))
    var plan = LeadLexPlan.org
    @Option(
        name: .customLong("fault"),
        help: """
            Let every call fail in one of these ways: \(FaultKind.words); 429:well lets only \
            that provider fail. Repeatable, or a list with commas; several take turns.
            """, completion: .list(OptionWords.faults), transform: reading(OptionValue.faults))
    var faultLists: [[SimulatedFault]] = []
    @Option(
        help: """
            Alternate: faults for this long, then none for as long, so that recovery shows. \
            (default: always faults)
            """, transform: reading(OptionValue.duration))
    var faultFor: Duration?
    @OptionGroup var log: LogOptions

    func validate() throws {
        guard faultFor == nil || !faultLists.isEmpty else {
            throw ValidationError("--fault-for does nothing without --fault.")
        }
    }

    /// Port 0 is any free one. `reported` is how many earlier runs the APIs list; nil for all.
    func configuration(port: Int = 0, reported: Int? = nil) -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(
            seed: seed, speed: speed, history: history,
            faults: FaultPlan(
                Array(faultLists.joined()), spell: faultFor.map { $0 / .seconds(1) }))
        configuration.port = port
        configuration.reported = reported
        configuration.leadLexPlan = plan
        return configuration
    }
}

/// The options of the two commands that open the interface.
struct InterfaceOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "Start with this filter expression. (default: the last one; none in a demo)")
    var filter: String?
    @Option(
        help: ArgumentHelp(
            """
            Start with this view: \(View.allCases.map(\.name).joined(separator: " or ")). (default: \
            the last one; runs in a demo)
            """, valueName: "name"), completion: .list(View.allCases.map(\.name)),
        transform: reading(OptionValue.view))
    var view: View?
    @Option(
        parsing: .unconditional,
        help: "The theme, in place of the configured or last picked one.",
        completion: .custom { _, _, _ in OptionWords.themes })
    var theme: String?

    @MainActor
    func open(
        _ composition: Composition, _ log: LogOptions, polling: Monitor.Plan.Polling = .on
    ) async throws(CommandError) -> ExitStatus {
        var beginning = Interface.Beginning()
        if let filter { beginning.query = try composition.query(filter) }
        beginning.view = view
        beginning.theme = theme
        try await Interface(
            composition: composition, beginning: beginning, polling: polling, logLevel: log.level
        ).run()
        return .fine
    }
}

/// Wraps a reader of option values so that its errors become usage errors.
func reading<Value>(
    _ read: @escaping @Sendable (String) throws(CommandError) -> Value
) -> @Sendable (String) throws -> Value {
    { text in
        do throws(CommandError) {
            return try read(text)
        } catch {
            throw ValidationError(error.lines.joined(separator: " "))
        }
    }
}

/// A command that returns an exit status; errors go to standard error.
protocol Command: AsyncParsableCommand {
    func work() async throws -> ExitStatus
}

extension Command {
    func run() async throws {
        let status = try await StandardError.reportingErrors { try await work() }
        guard status == .fine else { throw ExitCode(status.rawValue) }
    }
}
