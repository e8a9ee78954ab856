import Engine
import Foundation
package import Runs
import TUI

/// Reads every source once and prints the runs, as `synctop runs` does.
package struct RunsSurvey: Sendable {
    /// A filter expression.
    package var filter: String
    /// A duration back from now or a time, nil for each source's own depth.
    package var since: String?
    /// At most so many runs.
    package var limit: Int?
    /// In which format.
    package var format: RunReport.Format
    /// The statuses to fail on.
    package var failOn: Set<RunStatus>
    /// How long reading and retrying may take.
    package var timeout: Duration

    /// Joins what was asked for.
    package init(
        filter: String, since: String?, limit: Int?, format: RunReport.Format,
        failOn: Set<RunStatus>, timeout: Duration
    ) {
        self.filter = filter
        self.since = since
        self.limit = limit
        self.format = format
        self.failOn = failOn
        self.timeout = timeout
    }

    /// What to ask the sources for, so that they need not tell of everything; nil for that.
    ///
    /// Ages count from when the runs are printed, which is after the reading.
    private func question(_ query: Query) -> RunQuestion? {
        let now = SystemClock().now
        let question = RunQuestion(
            query, from: now, to: now.advanced(by: timeout + .seconds(60)))
        return question.isEverything ? nil : question
    }

    /// Reads the sources of a composition and prints their runs, and on standard error what could
    /// not be read.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint about the filter or the time.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(Complaint) -> ExitStatus {
        let query = try composition.query(filter)
        var earliest: Timestamp?
        if let since { earliest = try composition.moment(since, option: "--since") }
        let connected = try ConnectedSources(composition, log: log)
        let result = await Survey(logger: log.logger).read(
            connected.sources, since: earliest, question: question(query), timeout: timeout)
        await connected.disconnect()
        let now = SystemClock().now
        let depths = Dictionary(
            connected.sources.map { ($0.name, $0.backfill) },
            uniquingKeysWith: { first, _ in first })
        let report = RunReport(
            result,
            RunReport.Request(
                query: query,
                since: { [earliest] in
                    earliest ?? now.advanced(by: .zero - (depths[$0] ?? .zero))
                },
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
        for line in report.diagnostics { StandardError.tell([line]) }
        return report.status
    }
}
