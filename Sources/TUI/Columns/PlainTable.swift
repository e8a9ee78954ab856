package import Runs
import Terminal

/// The runs' table as plain lines, for a terminal or a file without an interface.
package struct PlainTable {
    private static let widest = 40
    private static let gap = "  "

    private let context: CellContext

    /// Prepares to write runs as they stand at a moment.
    package init(context: CellContext) { self.context = context }

    /// Writes a heading and one line for each run; every cell is SafeText.
    ///
    /// - Parameter runs: The runs, in order.
    /// - Returns: The lines, the heading first.
    package func lines(of runs: [Run]) -> [String] {
        let columns = ColumnTable.columns
        let rows = runs.map { run in columns.map { $0.cell(run, context).text } }
        let widths = columns.indices.map { index in
            let cells = rows.lazy.map { DisplayWidth.columns(of: $0[index]) }
            return min(Self.widest, max(columns[index].title.count, cells.max() ?? 0))
        }
        let heading = line(columns.map(\.title), widths: widths, sign: " ")
        return [heading]
            + zip(runs, rows).map { run, cells in
                line(cells, widths: widths, sign: context.glyphs.status(run.status))
            }
    }

    private func line(_ cells: [String], widths: [Int], sign: String) -> String {
        var parts = [sign]
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let text =
                isLast
                ? cell
                : DisplayWidth.truncate(
                    cell, to: widths[index], ellipsis: context.glyphs.ellipsis)
            let padding = String(
                repeating: " ", count: max(0, widths[index] - DisplayWidth.columns(of: text)))
            switch ColumnTable.columns[index].alignment {
            case .left: parts.append(isLast ? text : text + padding)
            case .right: parts.append(padding + text)
            }
        }
        var line = parts.joined(separator: Self.gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}
