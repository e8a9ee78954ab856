import ArgumentParser
import Runs
import Wiring

struct RunsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Poll every source once and print the runs, newest first.")

    @OptionGroup var source: SourceOptions
    @Option(parsing: .unconditional, help: "Only runs that answer this filter expression.")
    var filter = ""
    @Option(
        parsing: .unconditional,
        help: "Only runs since then: a duration back from now, or RFC 3339. (default: backfill)")
    var since: String?
    @Option(
        parsing: .unconditional,
        help: "Only runs that began then or earlier: a duration back from now, or RFC 3339.")
    var until: String?
    @Option(
        parsing: .unconditional,
        help: "Answer from the history what was read no longer ago than this. (default: 0s)",
        transform: reading(OptionValue.age))
    var maxAge = Duration.zero
    @Flag(help: "Answer from the history alone, and poll nothing.") var offline = false
    @Option(
        parsing: .unconditional, help: "Print at most so many runs.",
        transform: reading(OptionValue.limit))
    var limit: Int?
    @Option(help: "The format: table, json, ndjson or csv.") var format = RunReport.Format.table
    @Option(
        help: "Exit with 1 where a run answers that has one of these statuses: failed,warning.",
        transform: reading(OptionValue.statuses))
    var failOn: Set<RunStatus> = []
    @Option(
        parsing: .unconditional, help: "How long reading and retrying may take. (default: 60s)",
        transform: reading(OptionValue.duration))
    var timeout = Duration.seconds(60)

    func work() async throws -> ExitStatus {
        let origin: RunsSurvey.Origin =
            offline ? .history : maxAge > .zero ? .fresh(maxAge) : .providers
        let survey = RunsSurvey(
            filter: filter, since: since, until: until, origin: origin, limit: limit,
            format: format, failOn: failOn, timeout: timeout)
        let composition = try source.composition()
        return try await survey.print(
            composition, log: .headless(level: source.file.log.level, file: composition.logFile))
    }
}

extension RunReport.Format: ExpressibleByArgument {}
extension CheckReport.Format: ExpressibleByArgument {}
