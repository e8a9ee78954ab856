import Runs
import TUI

/// Writes runs one after the other in a format, each as a line.
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

    /// What stands before the first run, with its line end; empty where nothing does.
    var heading: String {
        switch format {
        case .table: table.heading + "\n"
        case .csv: RunCSV.header
        case .json, .ndjson: ""
        }
    }

    /// Writes a run as it stands at a moment, with its line end.
    func line(of run: Run, at now: Timestamp) -> String {
        switch format {
        case .table: table.line(of: run, at: now) + "\n"
        case .csv: RunCSV.row(of: run)
        case .json, .ndjson: RunJSON.text(of: run) + "\n"
        }
    }
}

/// How many runs are read from the history at a time: few where they hold much.
struct RunPortion {
    private static let most = 128
    /// What is held at a time is to stay near this, in bytes.
    private static let size = 8 << 20

    private(set) var count = 16

    /// Takes in how much the last portion held.
    mutating func adapt(to records: some Sequence<RunRecord>) {
        let size = records.reduce(0) { $0 + $1.size }
        if size > Self.size {
            count = max(1, count / 4)
        } else if 2 * size <= Self.size {
            count = min(Self.most, 2 * count)
        }
    }
}
