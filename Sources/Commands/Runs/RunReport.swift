package import Engine
package import Query
package import Runs
package import RunTable
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
        /// In which order.
        package var order = Order.sorted(.newestFirst)
        /// In which format.
        package var format: Format
        /// The statuses to fail on.
        package var failOn: Set<RunStatus>

        /// In which order runs are printed.
        package enum Order: Hashable, Sendable {
            /// In this one; of more runs than the limit its first are printed.
            case sorted(RunOrder)
            /// The newest last; of more runs than the limit the newest are printed.
            case oldestFirst

            /// The order in which runs are picked.
            fileprivate var picking: RunOrder {
                switch self {
                case .sorted(let order): order
                case .oldestFirst: .newestFirst
                }
            }
        }

        /// Joins what was asked for.
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

        /// Whether a run is of the time that was asked for.
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
    /// The rows of all runs that answer, in the order of picking, beyond the limit too.
    private let rows: [Int]
    private let statuses: Set<RunStatus>
    private let hardCount: Int

    /// Selects the runs that answer.
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

    /// What a person has to know of the filter.
    var filterNotes: [String] {
        let remark = request.query.remark
        return [remark, FilterText.tooHard(hardCount)].compactMap(\.self).map { "filter: " + $0 }
    }

    /// The rows of the runs that are printed, in order.
    private var shown: [Int] {
        let picked = rows.prefix(request.limit ?? rows.count)
        return switch request.order {
        case .sorted: Array(picked)
        case .oldestFirst: picked.reversed()
        }
    }

    /// Prepares to write these runs, and perhaps others after them.
    func lines(_ extent: PlainTable.Extent) -> RunLines {
        RunLines(
            request.format, fitting: shown.lazy.map { table[$0] }, extent, context: context)
    }

    /// Writes the runs, some at a time.
    package func write(_ write: (String) -> Bool) async {
        let (rows, lines) = (shown, lines(.whole))
        let isList = request.format == .json
        guard lines.heading.isEmpty || write(lines.heading) else { return }
        var (portion, first) = (RunPortion(), 0)
        while first < rows.count {
            let part = rows[first..<min(rows.count, first + portion.count)]
            let records = await records(of: part)
            portion.adapt(to: records.values)
            for (place, row) in zip(part.indices, part) {
                let separator = !isList ? "" : place == 0 ? "[\n" : ",\n"
                var run = table[row]
                if let record = records[run.key] {
                    run = record.run(pipelineName: run.pipeline?.name)
                }
                let line = isList ? RunJSON.text(of: run) : lines.line(of: run, at: now)
                guard write(separator + line) else { return }
            }
            first += part.count
        }
        if isList { _ = write(rows.isEmpty ? "[]\n" : "\n]\n") }
    }

    /// Reads all that is known of the runs in some rows, where it is printed and not in memory.
    private func records(of rows: ArraySlice<Int>) async -> [RunKey: RunRecord] {
        guard request.format != .table else { return [:] }
        let lacking = rows.filter(table.isSummary(in:)).map(table.key(in:))
        return lacking.isEmpty ? [:] : await readRecords(lacking)
    }

    /// Makes a heading, where there is one, and the runs, a line each.
    func texts(_ lines: RunLines) -> some Sequence<String> {
        let (heading, shown) = (lines.heading, shown)
        return ((heading.isEmpty ? 0 : -1)..<shown.count).lazy.map { place in
            place < 0 ? heading : lines.line(of: table[shown[place]], at: now)
        }
    }

    /// What went wrong, for standard error; one line for each source that could not be read and
    /// for each that had rows which could not.
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
        let reason = HoldText.sentence(hold, context.clock, at: context.now)
        let wayOut =
            switch hold {
            case .budgetSpent: "; allow more with --timeout, or use --max-age"
            case .retryAfter, .reserve, .elsewhere, .shallower: ""
            }
        return "\(source.text) was not read: \(reason)\(wayOut)"
    }

    /// How the program ends: a source that could not be read outranks a matching run, since
    /// silence is not health.
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
