import Runs
import RunTable
import TUI

/// Writes runs in a format, a line each.
struct RunLines: Sendable {
    private let format: RunReport.Format
    private let table: PlainTable

    init(
        _ format: RunReport.Format, fitting runs: some Sequence<Run>, _ extent: PlainTable.Extent,
        context: CellContext
    ) {
        self.format = format
        switch format {
        case .table: table = PlainTable(fitting: runs, extent, context: context)
        case .json, .ndjson, .csv: table = PlainTable(fitting: [], extent, context: context)
        }
    }

    /// The heading with its line end; empty if there is none.
    var heading: String {
        switch format {
        case .table: table.heading + "\n"
        case .csv: RunCSV.header
        case .json, .ndjson: ""
        }
    }

    /// The line of a run at a time, with its line end.
    func line(of run: Run, at now: Timestamp) -> String {
        switch format {
        case .table: table.line(of: run, at: now) + "\n"
        case .csv: RunCSV.row(of: run)
        case .json, .ndjson: RunJSON.text(of: run) + "\n"
        }
    }
}

extension RunTable {
    /// Passes a line for each row to `write`, until it returns false, with the brackets of one JSON
    /// array if `isList`. Reads runs that are not in memory in portions. Returns whether all were
    /// written.
    func write<Failure: Error>(
        _ rows: some Collection<Int>, isList: Bool, line: (Run) -> String,
        records readRecords: @Sendable ([RunKey]) async -> [RunKey: RunRecord],
        to write: (String) throws(Failure) -> Bool, wrote: (_ count: Int) -> Void = { _ in }
    ) async throws(Failure) -> Bool {
        var (portion, rest, count) = (RunPortion(), rows[...], 0)
        while !rest.isEmpty {
            let part = rest.prefix(portion.count)
            let lacking = part.filter(isSummary(in:)).map(key(in:))
            let records = lacking.isEmpty ? [:] : await readRecords(lacking)
            portion.adapt(to: records.values)
            for row in part {
                var run = self[row]
                if let record = records[run.key] {
                    run = record.run(pipelineName: run.pipeline?.name)
                }
                let separator = !isList ? "" : count == 0 ? "[\n" : ",\n"
                guard try write(separator + line(run)) else { return false }
                count += 1
            }
            wrote(count)
            rest = rest.dropFirst(part.count)
        }
        guard isList else { return true }
        return try write(count == 0 ? "[]\n" : "\n]\n")
    }
}

/// The number of runs to read from the history at a time: fewer if they are large.
struct RunPortion {
    private static let most = 128
    /// The aim for the size of a portion, in bytes.
    private static let size = 8 << 20

    private(set) var count = 16

    mutating func adapt(to records: some Sequence<RunRecord>) {
        let size = records.reduce(0) { $0 + $1.size }
        if size > Self.size {
            count = max(1, count / 4)
        } else if 2 * size <= Self.size {
            count = min(Self.most, 2 * count)
        }
    }
}
