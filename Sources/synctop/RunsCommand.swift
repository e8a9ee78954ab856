import ArgumentParser
import Engine
import Foundation
import Runs
import TUI
import Wiring

/// `synctop runs`: every source polled once, the runs printed.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Poll every source once and print the runs, newest first.")

    @OptionGroup var source: SourceOptions
    @Option(parsing: .unconditional, help: "Only runs that answer this filter expression.")
    var filter = ""
    @Option(
        help: "Only runs since then: a duration back from now, or RFC 3339. (default: backfill)")
    var since: String?
    @Option(parsing: .unconditional, help: "Print at most so many runs.") var limit: Int?
    @Option(help: "The format: table, json, ndjson or csv.") var format = RunReport.Format.table
    @Option(
        help: "Exit with 1 where a run answers that has one of these statuses: failed,warning.",
        transform: Self.statuses)
    var failOn: Set<RunStatus> = []
    @Option(
        help: "How long reading and retrying may take. (default: 60s)", transform: duration)
    var timeout = Duration.seconds(60)
    @OptionGroup var log: LogOptions

    func validate() throws {
        guard limit ?? 0 >= 0 else { throw ValidationError("--limit takes a number from 0 on.") }
    }

    func run() async throws {
        try await complaining {
            let composition = try source.composition()
            let query = try composition.query(filter)
            let since = try since.map { try composition.moment($0, option: "--since") }
            let connected = try ConnectedSources(composition)
            let result = await Survey(logger: log.logger).read(
                connected.sources, since: since, timeout: timeout)
            await connected.disconnect()
            let now = SystemClock().now
            let depths = Dictionary(
                connected.sources.map { ($0.name, $0.backfill) },
                uniquingKeysWith: { first, _ in first })
            let report = RunReport(
                result,
                RunReport.Request(
                    query: query,
                    since: { since ?? now.advanced(by: .zero - (depths[$0] ?? .zero)) },
                    limit: limit, format: format, failOn: failOn),
                context: CellContext(now: now, clock: composition.clock, glyphs: .standard()),
                now: now)
            var output = StandardOutput()
            report.write { output.write($0) }
            output.flush()
            if let number = output.failure {
                throw Complaint(
                    ["the runs cannot be written: \(String(cString: strerror(number)))"],
                    status: .cannotWrite)
            }
            for line in report.diagnostics { tell([line]) }
            guard report.status == .fine else { throw ExitCode(report.status.rawValue) }
        }
    }

    private static func statuses(_ text: String) throws -> Set<RunStatus> {
        Set(
            try text.split(separator: ",").map { word in
                guard let status = RunStatus(rawValue: String(word)) else {
                    let known = RunStatus.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("no status is called \"\(word)\"; there are: \(known).")
                }
                return status
            })
    }
}

extension RunReport.Format: ExpressibleByArgument {}
