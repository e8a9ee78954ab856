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
        parsing: .unconditional,
        help: "Only runs since then: a duration back from now, or RFC 3339. (default: backfill)")
    var since: String?
    @Option(parsing: .unconditional, help: "Print at most so many runs.") var limit: Int?
    @Option(help: "The format: table, json, ndjson or csv.") var format = RunReport.Format.table
    @Option(
        help: "Exit with 1 where a run answers that has one of these statuses: failed,warning.",
        transform: Self.statuses)
    var failOn: Set<RunStatus> = []
    @Option(
        parsing: .unconditional, help: "How long reading and retrying may take.",
        transform: Self.duration)
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
            let connected = ConnectedSources(composition)
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
                context: CellContext(now: now, clock: composition.clock, glyphs: Self.glyphs),
                now: now)
            var output = StandardOutput()
            report.write { output.write($0) }
            output.flush()
            for line in report.diagnostics { tell([line]) }
            guard report.status == .fine else { throw ExitCode(report.status.rawValue) }
        }
    }

    /// Unicode signs where the locale is UTF-8, as for the interface.
    private static var glyphs: Glyphs {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        let isUnicode = locale?.lowercased().replacing("-", with: "").contains("utf8") ?? false
        return isUnicode ? .unicode : .ascii
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

    private static func duration(_ text: String) throws -> Duration {
        guard let duration = RunDuration.parse(text), duration.milliseconds > 0 else {
            throw ValidationError("a duration is written like 500ms, 60s, 5m or 1h30m.")
        }
        return .milliseconds(duration.milliseconds)
    }
}

extension RunReport.Format: ExpressibleByArgument {}
