/// What of a frame differs from the one shown before.
enum FrameDiff {
    /// Neighbouring cells of one row, wide characters whole.
    struct Run: Hashable {
        var row: Int
        var columns: Range<Int>
    }

    /// Returns the runs to draw, top to bottom; every row whole when there is nothing to compare
    /// with.
    static func runs(from old: Frame?, to new: Frame) -> [Run] {
        guard new.size.columns > 0 else { return [] }
        guard let old, old.size == new.size else {
            return (0..<new.size.rows).map { Run(row: $0, columns: 0..<new.size.columns) }
        }
        var runs: [Run] = []
        for row in 0..<new.size.rows {
            let (before, after) = (old[row: row], new[row: row])
            guard before != after else { continue }
            append(differing(before, after), row: row, to: &runs)
        }
        return runs
    }

    /// Returns ranges of differing columns, counted from the row's first.
    private static func differing(
        _ before: ArraySlice<Cell>, _ after: ArraySlice<Cell>
    ) -> [Range<Int>] {
        let start = after.startIndex
        var ranges: [Range<Int>] = []
        for index in after.indices where before[index] != after[index] {
            var lower = index - start
            if after[index].isTrailingHalf, lower > 0 { lower -= 1 }
            var upper = index - start + 1
            if index + 1 < after.endIndex, after[index + 1].isTrailingHalf { upper += 1 }
            if let last = ranges.last, lower <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, upper)
            } else {
                ranges.append(lower..<upper)
            }
        }
        return ranges
    }

    private static func append(_ ranges: [Range<Int>], row: Int, to runs: inout [Run]) {
        for range in ranges { runs.append(Run(row: row, columns: range)) }
    }
}
