import Query
package import Runs
import RunTable
import Terminal

/// The state of the timeline.
package struct TimelineState: Hashable, Sendable {
    /// A time in the span under the cursor; nil for the last span.
    package internal(set) var cursor: Timestamp?
    /// A time in the span at the other end of the selection; nil for a single span.
    package internal(set) var anchor: Timestamp?
}

/// The bar of one span: its runs stacked by outcome, in eighths of a cell.
struct TimelineBar {
    struct Part: Hashable {
        let role: Role
        /// Its end, in eighths from the bottom of the bar.
        let top: Int
    }

    struct Cell: Hashable {
        /// The role that fills the cell from below.
        let role: Role
        /// Its height, in eighths.
        let height: Int
        /// The role that fills the rest, if there is one.
        let above: Role?
        /// The filled height of the cell, in eighths.
        let top: Int
    }

    let parts: [Part]

    /// Divides a bar that `most` runs fill up to `height` eighths. The height grows with the square
    /// root, so that a quiet hour shows beside a busy one.
    init(_ counts: StatusCounts, most: Int, height: Int) {
        let total = counts.total
        guard total > 0, most > 0 else {
            parts = []
            return
        }
        let share = (Double(total) / Double(most)).squareRoot()
        let whole = max(1, Int((share * Double(height)).rounded()))
        let bad: [(Role, Int)] = [
            (.statusFailed, counts[.failed]), (.statusWarning, counts[.warning] + counts[.unknown]),
            (.statusRunning, counts[.running] + counts[.queued]),
        ]
        let good = total - bad.reduce(0) { $0 + $1.1 }
        var left = whole
        var sizes: [Role: Int] = [:]
        // Bad outcomes get at least an eighth, however many others there are.
        for (role, count) in bad where count > 0 {
            let size = min(left, max(1, Self.share(count, of: total, in: whole)))
            sizes[role] = size
            left -= size
        }
        if good > 0 {
            sizes[.statusSucceeded] = left
        } else if let last = bad.last(where: { sizes[$0.0] ?? 0 > 0 }) {
            sizes[last.0, default: 0] += left
        }
        var top = 0
        parts = [Role.statusFailed, .statusWarning, .statusSucceeded, .statusRunning].compactMap {
            guard let size = sizes[$0], size > 0 else { return nil }
            top += size
            return Part(role: $0, top: top)
        }
    }

    private static func share(_ count: Int, of all: Int, in height: Int) -> Int {
        Int((Double(count) / Double(all) * Double(height)).rounded())
    }

    /// Returns a cell, counted from the bottom; nil for an empty one. It shows at most two parts,
    /// and the upper one fills it; if that exaggerates, one part stands for both.
    func cell(_ number: Int) -> Cell? {
        let floor = number * 8
        let inside = parts.filter { $0.top > floor }
        guard let first = inside.first else { return nil }
        let height = min(8, first.top - floor)
        guard height < 8, let second = inside.dropFirst().first else {
            return Cell(role: first.role, height: height, above: nil, top: height)
        }
        let top = min(8, (inside.last?.top ?? floor) - floor)
        if top - height >= 8 - top {
            return Cell(role: first.role, height: height, above: second.role, top: top)
        }
        let isWorse = first.role == .statusFailed || height * 2 >= top
        return Cell(role: isWorse ? first.role : second.role, height: top, above: nil, top: top)
    }
}
