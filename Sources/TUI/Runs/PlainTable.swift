package import Runs
import Terminal

/// The runs' table as plain lines, for a terminal or a file without an interface.
package struct PlainTable: Sendable {
    private static let widest = 40
    private static let gap = "  "

    /// Which runs a table is laid out for.
    package enum Extent: Hashable, Sendable {
        /// Those that it is measured by.
        case whole
        /// Those, and others that are not known yet.
        case open
    }

    private let context: CellContext
    private let widths: [Int]

    /// Lays out a table whose columns are as wide as their texts, up to 40 columns each.
    ///
    /// Cost: one look at each cell of the runs, none of which is held.
    ///
    /// - Parameters:
    ///   - runs: The runs to measure by.
    ///   - extent: Whether they are all.
    ///   - context: What cells depend on.
    package init(fitting runs: some Sequence<Run>, _ extent: Extent, context: CellContext) {
        self.context = context
        let columns = RunColumns.usual
        var widths = columns.map { column in
            switch extent {
            case .whole: column.title.count
            case .open: max(column.title.count, column.width.ample)
            }
        }
        for run in runs {
            for (index, column) in columns.enumerated() where widths[index] < Self.widest {
                let width = column.cell(run, context).columns
                widths[index] = min(Self.widest, max(widths[index], width))
            }
        }
        self.widths = widths
    }

    /// The line of the columns' titles.
    package var heading: String { line(RunColumns.usual.map(\.title), sign: " ") }

    /// Writes a run as it stands at a moment; every cell is SafeText.
    package func line(of run: Run, at now: Timestamp) -> String {
        var context = context
        context.now = now
        let cells = RunColumns.usual.map { column in column.cell(run, context).map(\.text).joined()
        }
        return line(cells, sign: context.glyphs.status(run.status))
    }

    private func line(_ cells: [String], sign: String) -> String {
        var parts = [sign]
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let text =
                isLast
                ? cell
                : DisplayWidth.truncate(cell, to: widths[index], ellipsis: context.glyphs.ellipsis)
            let padding = String(
                repeating: " ", count: max(0, widths[index] - DisplayWidth.columns(of: text)))
            switch RunColumns.usual[index].width.alignment {
            case .left: parts.append(isLast ? text : text + padding)
            case .right: parts.append(padding + text)
            }
        }
        var line = parts.joined(separator: Self.gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension ColumnWidth {
    /// How wide a column is that fits most texts, whatever they are.
    fileprivate var ample: Int { share > 0 ? 2 * least : least }
}
