package import Engine
package import Runs
package import TUI

/// What `synctop runs` prints, and how it ends.
package struct RunReport: Sendable {
    /// The formats that runs can be printed in.
    package enum Format: String, CaseIterable, Sendable {
        case table
        case json
        case ndjson
        case csv
    }

    /// What was asked for.
    package struct Request: Sendable {
        /// Which runs.
        package var query: Query
        /// Only runs that were going on at this moment of their source, or later; so one that
        /// fails between two looks at the last hour is seen by one of them.
        package var since: @Sendable (SourceName) -> Timestamp
        /// Only runs that began at this moment or earlier; nil for all.
        package var until: Timestamp?
        /// At most so many runs.
        package var limit: Int?
        /// In which format.
        package var format: Format
        /// The statuses to fail on.
        package var failOn: Set<RunStatus>

        /// Joins what was asked for.
        package init(
            query: Query, since: @escaping @Sendable (SourceName) -> Timestamp,
            until: Timestamp? = nil, limit: Int?, format: Format, failOn: Set<RunStatus>
        ) {
            self.until = until
            self.query = query
            self.since = since
            self.limit = limit
            self.format = format
            self.failOn = failOn
        }
    }

    private let request: Request
    private let sources: [SourceHealth]
    private let context: CellContext
    /// All runs that answer, newest first, beyond the limit too.
    private let runs: [Run]

    /// Selects the runs that answer.
    package init(_ result: SurveyResult, _ request: Request, context: CellContext, now: Timestamp) {
        self.request = request
        self.context = context
        sources = result.sources
        let listing = result.table.listing(
            RunListing.Request(query: request.query), now: now)
        runs = (0..<(listing?.count ?? 0)).compactMap { place in
            guard let run = listing?[place],
                !run.status.isTerminal
                    || (run.finishedAt ?? run.sortTime) >= request.since(run.source),
                request.until.map({ run.sortTime <= $0 }) ?? true
            else { return nil }
            return run
        }
    }

    /// Writes the runs.
    ///
    /// - Parameter write: Takes a piece of text, and says whether there is still a reader.
    package func write(_ write: (String) -> Bool) {
        let shown = runs.prefix(request.limit ?? runs.count)
        switch request.format {
        case .table:
            let lines = PlainTable(context: context).lines(of: Array(shown))
            _ = lines.allSatisfy { write($0 + "\n") }
        case .ndjson:
            _ = shown.allSatisfy { write(RunJSON.text(of: $0) + "\n") }
        case .json:
            var separator = "[\n"
            for run in shown {
                guard write(separator + RunJSON.text(of: run)) else { return }
                separator = ",\n"
            }
            _ = write(shown.isEmpty ? "[]\n" : "\n]\n")
        case .csv:
            _ = write(RunCSV.header) && shown.allSatisfy { write(RunCSV.row(of: $0)) }
        }
    }

    /// What went wrong, for standard error; one line for each source that could not be read and
    /// for each that had rows which could not.
    package var diagnostics: [String] {
        sources.flatMap { source -> [String] in
            var lines: [String] = []
            if let problem = source.problem {
                lines.append(
                    "\(source.name.text) could not be read: \(ProblemText.finding(problem.error))")
            }
            for refusal in source.refusals {
                lines.append(
                    "\(source.name.text): the runs of \(refusal.pipeline.text) cannot be read: "
                        + ProblemText.sentence(.refused(refusal.problem)))
            }
            if source.rejectedCount > 0 {
                let field = source.lastRejected.map { ", such as for its \($0.field)" } ?? ""
                lines.append(
                    "\(source.name.text): \(source.rejectedCount) rows could not be read\(field)")
            }
            for gap in source.gaps {
                lines.append(
                    "\(source.name.text): what happened from \(gap.from.rfc3339) to "
                        + "\(gap.until.rfc3339) can no longer be read")
            }
            return lines.map { SafeText.line($0).text }
        }
    }

    /// How the program ends: a source that could not be read outranks a matching run, since
    /// silence is not health.
    package var status: ExitStatus {
        let unread = sources.filter { $0.problem != nil }
        if !sources.isEmpty, unread.count == sources.count { return .unavailable }
        if !unread.isEmpty { return .partial }
        return runs.contains { request.failOn.contains($0.status) } ? .matched : .fine
    }
}
