package import Engine
package import Query
package import Runs
package import RunTable
package import TUI

/// The output of `synctop runs`, and its exit status.
package struct RunReport: Sendable {
    /// The formats of the output.
    package enum Format: String, CaseIterable, Sendable {
        case table
        case json
        case ndjson
        case csv
    }

    /// What to print.
    package struct Request: Sendable {
        /// The filter.
        package var query: Query
        /// Only runs of a source that were active then or later. So of two calls for the last hour,
        /// one shows a run that fails between them.
        package var since: @Sendable (SourceName) -> Timestamp
        /// Only runs that began then or earlier; nil for all.
        package var until: Timestamp?
        /// The most runs to print; nil for all.
        package var limit: Int?
        /// The order.
        package var order = Order.sorted(.newestFirst)
        /// The format.
        package var format: Format
        /// The statuses to fail on.
        package var failOn: Set<RunStatus>

        /// The orders of printed runs.
        package enum Order: Hashable, Sendable {
            /// In this order; a limit keeps the first runs.
            case sorted(RunOrder)
            /// Oldest first; a limit keeps the newest runs.
            case oldestFirst

            /// The order that a limit applies to.
            fileprivate var picking: RunOrder {
                switch self {
                case .sorted(let order): order
                case .oldestFirst: .newestFirst
                }
            }
        }

        /// Creates a request.
        package init(
            query: Query, since: @escaping @Sendable (SourceName) -> Timestamp, limit: Int?,
            format: Format, failOn: Set<RunStatus>
        ) {
            self.query = query
            self.since = since
            self.limit = limit
            self.format = format
            self.failOn = failOn
        }

        func spans(_ run: Run) -> Bool {
            (!run.status.isTerminal || (run.finishedAt ?? run.sortTime) >= since(run.source))
                && until.map { run.sortTime <= $0 } ?? true
        }
    }

    private let request: Request
    private let sources: [SourceHealth]
    private let kept: [SourceName: KeptAnswer]
    private let unreadableCount: Int
    private let context: CellContext
    private let now: Timestamp
    private let table: RunTable
    private let readRecords: @Sendable ([RunKey]) async -> [RunKey: RunRecord]
    /// The rows of all matching runs in picking order, also beyond the limit.
    private let rows: [Int]
    private let statuses: Set<RunStatus>
    private let hardCount: Int

    /// Selects the matching runs.
    package init(
        _ result: MonitorReading, _ request: Request, context: CellContext, now: Timestamp
    ) async {
        self.request = request
        self.context = context
        self.now = now
        sources = result.sources
        kept = result.kept
        unreadableCount = result.unreadableCount
        table = result.table
        readRecords = result.records
        let listing = await ListingWorker(records: readRecords).listing(
            of: table,
            RunListing.Request(query: request.query, order: request.order.picking), now: now)
        var rows: [Int] = []
        var statuses: Set<RunStatus> = []
        for place in 0..<(listing?.count ?? 0) {
            guard let run = listing?.summary(at: place), request.spans(run),
                let row = listing?.row(at: place)
            else { continue }
            rows.append(row)
            statuses.insert(run.status)
        }
        self.rows = rows
        self.statuses = statuses
        hardCount = listing?.hardCount ?? 0
    }

    var filterNotes: [String] {
        let remark = request.query.remark
        return [remark, FilterText.tooHard(hardCount)].compactMap(\.self).map { "filter: " + $0 }
    }

    private var shown: [Int] {
        let picked = rows.prefix(request.limit ?? rows.count)
        return switch request.order {
        case .sorted: Array(picked)
        case .oldestFirst: picked.reversed()
        }
    }

    func lines(_ extent: PlainTable.Extent) -> RunLines {
        RunLines(
            request.format, fitting: shown.lazy.map { table[$0] }, extent, context: context)
    }

    /// Writes the runs in portions, until `write` returns false.
    package func write(_ write: (String) -> Bool) async {
        let (lines, format, now) = (lines(.whole), request.format, now)
        guard lines.heading.isEmpty || write(lines.heading) else { return }
        // A table needs no full runs.
        _ = await table.write(
            shown, isList: format == .json,
            line: { format == .json ? RunJSON.text(of: $0) : lines.line(of: $0, at: now) },
            records: { [readRecords] keys in format == .table ? [:] : await readRecords(keys) },
            to: write)
    }

    /// The heading, if there is one, and a line for each run.
    func texts(_ lines: RunLines) -> some Sequence<String> {
        let (heading, shown) = (lines.heading, shown)
        return ((heading.isEmpty ? 0 : -1)..<shown.count).lazy.map { place in
            place < 0 ? heading : lines.line(of: table[shown[place]], at: now)
        }
    }

    /// The lines for standard error: problems of the filter, the history, and each source.
    package var diagnostics: [String] {
        let leftOut = unreadableCount == 0 ? [] : [HistoryText.leftOut(unreadableCount)]
        return filterNotes + leftOut
            + sources.flatMap { source -> [String] in
                let unread = source.problem.map { problem in
                    SafeText.line(words(of: problem.error, source.name)).text
                }
                let lacking = kept[source.name].flatMap(words).map { words in
                    SafeText.line("\(source.name.text) \(words)").text
                }
                return [unread, lacking, source.unreadableRows].compactMap(\.self) + source.losses
            }
    }

    private func words(for answer: KeptAnswer) -> String? {
        switch answer {
        case .whole: nil
        case .inPart:
            "was not read completely yet, so runs may be missing; "
                + "leave out --offline to read it"
        case .nothing:
            "was never read, so nothing of it is kept; leave out --offline to read it, "
                + "or let `synctop runs --max-age 1s` read and keep it"
        case .unusable: "could not be read because the history could not"
        }
    }

    private func words(of error: ProviderError, _ source: SourceName) -> String {
        guard case .held(let hold) = error else {
            return
                "\(source.text) could not be read: \(ProblemText.finding(error, at: context.now))"
        }
        let reason = ThrottleText.sentence(hold, context.clock, at: context.now)
        let wayOut =
            switch hold {
            case .budgetSpent: "; allow more with --timeout, or use --max-age"
            case .retryAfter, .reserve, .elsewhere, .shallower: ""
            }
        return "\(source.text) was not read: \(reason)\(wayOut)"
    }

    /// The exit status. An unread source outranks a matching run, since silence is not health.
    package var status: ExitStatus {
        let unread = sources.filter { source in
            source.problem != nil || kept[source.name].map { $0 != .whole } ?? false
        }
        let isAnyAnswered = sources.contains { source in
            switch kept[source.name] {
            case .whole, .inPart: true
            case .nothing, .unusable: false
            case nil: source.problem == nil
            }
        }
        if !sources.isEmpty, !isAnyAnswered { return .unavailable }
        if !unread.isEmpty { return .partial }
        return statuses.isDisjoint(with: request.failOn) ? .fine : .matched
    }
}
