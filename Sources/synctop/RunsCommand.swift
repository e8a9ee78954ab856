import ArgumentParser
import Commands
import Engine
import Runs
import RunTable

struct RunsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Poll every source once and print the runs, newest first.")

    @OptionGroup var source: SourceOptions
    @Option(parsing: .unconditional, help: "Only runs that match this filter expression.")
    var filter = ""
    @Option(
        parsing: .unconditional,
        help: """
            Only runs that were active since then: a duration back from now, or RFC 3339. \
            (default: backfill)
            """)
    var since: String?
    @Option(
        parsing: .unconditional,
        help: "Only runs that started then or earlier: a duration back from now, or RFC 3339.")
    var until: String?
    @Option(
        parsing: .unconditional,
        help: "Use the history where it is no older than this; poll the rest. (default: 0s)",
        transform: reading(OptionValue.age))
    var maxAge = Duration.zero
    @Flag(help: "Read only the history, and poll nothing.") var offline = false
    @Flag(
        help: """
            Print the runs, oldest first (with --limit, only the newest), then a line for each \
            new or changed run, until interrupted. With --offline, the runs that another synctop \
            stores. Not with --format json.
            """)
    var follow = false
    @Option(
        parsing: .unconditional, help: "Print at most this many runs.",
        transform: reading(OptionValue.limit))
    var limit: Int?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Sort by this: \(SortKey.allCases.map(\.rawValue).joined(separator: ", ")). Times and \
            numbers start with the greatest, texts with A; -KEY inverts the order. \
            (default: started)
            """, valueName: "key"), completion: .list(OptionWords.orders),
        transform: reading(OptionValue.order))
    var sort: RunOrder?
    @Option(help: "The format: table, json, ndjson or csv.") var format = RunReport.Format.table
    @Option(
        name: .customLong("fail-on"),
        help: """
            Exit with 1 if a matching run has one of these statuses, as in failed,warning, \
            whether --limit prints it or not. Repeatable.
            """,
        completion: .list(RunStatus.allCases.map(\.rawValue)),
        transform: reading(OptionValue.statuses))
    var failureLists: [Set<RunStatus>] = []
    @Option(
        parsing: .unconditional,
        help:
            "The limit for reading and retrying; with --follow, for the first reading. (default: 60s)",
        transform: reading(OptionValue.duration))
    var timeout = Duration.seconds(60)

    func validate() throws {
        // --follow excludes --max-age anyway, and reports that itself.
        guard !offline || follow || maxAge == .zero else {
            throw ValidationError("--offline shows the history of any age: leave out --max-age.")
        }
        guard follow else { return }
        guard format != .json else {
            throw ValidationError("--follow has no end, and json has: use --format ndjson.")
        }
        guard failureLists.isEmpty else {
            throw ValidationError("--follow has no end to fail at: leave out --fail-on.")
        }
        guard sort == nil else {
            throw ValidationError("--follow prints runs as they come: leave out --sort.")
        }
        guard maxAge == .zero else {
            throw ValidationError("--follow shows the history at once: leave out --max-age.")
        }
    }

    func work() async throws -> ExitStatus {
        let composition = try source.composition(themes: .unused)
        let log = ProgramLog.headless(level: source.file.log.level, file: composition.logFile)
        let request = RunsRequest(
            filter: filter, since: since, until: until, limit: limit, format: format)
        guard !follow else {
            return try await RunsFollowing(
                request, polling: offline ? .off : .on, startTimeout: timeout
            ).print(composition, log: log)
        }
        let origin: Monitor.Request.Origin =
            offline ? .history : maxAge > .zero ? .fresh(maxAge) : .providers
        let reading = RunsReading(
            request, origin: origin, order: sort ?? .newestFirst,
            failOn: Set(failureLists.joined()), timeout: timeout)
        return try await reading.print(composition, log: log)
    }
}

extension RunReport.Format: ExpressibleByArgument {}
extension CheckReport.Format: ExpressibleByArgument {}
