import Query
package import Runs
import RunTable
import Terminal

/// The timeline, as somebody left it.
package struct TimelineState: Hashable, Sendable {
    /// A moment within the stretch of time that keys act on; nil for the last one.
    package internal(set) var cursor: Timestamp?
    /// A moment within the stretch at the other end of what is selected; nil where that is one
    /// stretch.
    package internal(set) var anchor: Timestamp?
}

/// The bar of one stretch of time: its runs by outcome on top of each other, in eighths of a cell.
struct TimelineBar {
    struct Part: Hashable {
        let role: Role
        /// Its end, in eighths from the bottom of the bar.
        let top: Int
    }

    /// What stands in one cell.
    struct Cell: Hashable {
        /// The role of what fills the cell from below.
        let role: Role
        /// How much of the cell that is, in eighths.
        let height: Int
        /// The role of what stands on it and fills the rest, if anything.
        let above: Role?
        /// How much of the cell anything fills, in eighths.
        let top: Int
    }

    let parts: [Part]

    /// Divides a bar of so many eighths, which the most runs fill. The height goes by the square
    /// root, so that a quiet hour is seen beside a busy one.
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
        // What asks for attention is seen however much of the rest there is.
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

    /// What stands in a cell, counted from the bottom; nil for an empty one.
    ///
    /// A cell shows two parts at most, the upper of which fills it: where that would tell more runs
    /// than there are, the lower one stands for both.
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
