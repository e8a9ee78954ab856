package import Runs
import Terminal

/// The runs' table as plain lines, for a terminal or a file without an interface.
package struct PlainTable: Sendable {
    private static let widest = 40
    private static let gap = "  "

    /// Whether more runs follow than those that a table is measured by.
    package enum Extent: Hashable, Sendable {
        case whole
        case open
    }

    private let context: CellContext
    private let widths: [Int]

    /// Fits each column to its texts, up to 40 columns. Reads every cell once, and keeps no run.
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

    /// Returns the line of a run at a time; every cell is SafeText.
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
    /// A width that fits most texts.
    fileprivate var ample: Int { share > 0 ? 2 * least : least }
}
