/// How many runs began in each stretch of time, by status.
package struct Timeline: Hashable, Sendable {
    /// The length of a bin, in milliseconds.
    package let bucket: Int64
    /// When the first bin begins, a multiple of its length since 1970.
    package let start: Timestamp
    /// The runs of each bin, the oldest first; no more than `capacity`, and neither the first nor
    /// the last is empty.
    package let bins: [StatusCounts]

    /// How many bins there are at most.
    package static var capacity: Int { 1_024 }

    /// A stretch of time, without its end, and the runs that began in it.
    package struct Span: Hashable, Sendable {
        /// Its beginning.
        package let from: Timestamp
        /// Its end, which is no longer part of it.
        package let until: Timestamp
        /// Its runs.
        package let counts: StatusCounts
    }

    /// A timeline of no runs.
    package static let empty = Timeline(bucket: 1_000, start: Timestamp(milliseconds: 0), bins: [])

    /// Divides the time into as many stretches as there are columns, or as there are bins where
    /// these are fewer.
    package func folded(into columns: Int) -> [Span] {
        let count = min(columns, bins.count)
        guard count > 0 else { return [] }
        return (0..<count).map { column in
            let first = column * bins.count / count
            let end = (column + 1) * bins.count / count
            return Span(
                from: start.advanced(byMilliseconds: bucket * Int64(first)),
                until: start.advanced(byMilliseconds: bucket * Int64(end)),
                counts: bins[first..<end].reduce(into: StatusCounts()) { $0 += $1 })
        }
    }

    /// Lengths of bins, in milliseconds, as people divide time.
    private static let lengths: [Int64] =
        [1, 2, 5, 10, 15, 30].map { $0 * 1_000 } + [1, 2, 5, 10, 15, 30].map { $0 * 60_000 }
        + [1, 2, 3, 6, 12].map { $0 * 3_600_000 }
        + [1, 2, 4, 7, 14, 28, 91, 365, 3_650].map { $0 * 86_400_000 }

    /// The moments that have a place in a timeline: the years 1 to 9999, over which its longest bins
    /// reach.
    static let reach: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// The least length whose bins reach from one moment to another.
    ///
    static func bucket(from first: Int64, to last: Int64) -> Int64 {
        lengths.first { (bin(of: last, $0) - bin(of: first, $0)) < Int64(capacity) }
            ?? lengths[lengths.count - 1]
    }

    /// The number of the bin of a moment, counted from 1970.
    static func bin(of time: Int64, _ bucket: Int64) -> Int64 {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: bucket)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
