import Runs
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
