enum FrameDiff {
    /// Adjacent cells of one row, with complete wide characters.
    struct Run: Hashable {
        var row: Int
        var columns: Range<Int>
    }

    /// Returns the runs to draw, top to bottom; all rows if there is no comparable old frame.
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

    /// Returns ranges of differing columns, relative to the row's first.
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
