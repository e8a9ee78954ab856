package import Runs

/// The number of runs that began in each interval, by status.
package struct Timeline: Hashable, Sendable {
    /// The length of a bin in milliseconds.
    package let bucket: Int64
    /// The start of the first bin, a multiple of its length since 1970.
    package let start: Timestamp
    /// The runs of each bin, oldest first; at most `capacity`. The first and last have runs.
    package let bins: [StatusCounts]

    package static var capacity: Int { 1_024 }

    /// A time interval without its end, and the runs that began in it.
    package struct Span: Hashable, Sendable {
        package let from: Timestamp
        /// Exclusive.
        package let until: Timestamp
        package let counts: StatusCounts
    }

    package static let empty = Timeline(bucket: 1_000, start: Timestamp(milliseconds: 0), bins: [])

    /// Divides the time into as many intervals as there are columns, or as there are bins if these
    /// are fewer; oldest first, empty without runs. The timeline starts at `since` at the latest
    /// and ends at `until` at the earliest; nil means the first and the last run.
    package func folded(
        into columns: Int, since: Timestamp? = nil, until: Timestamp? = nil
    ) -> [Span] {
        guard !bins.isEmpty, columns > 0 else { return [] }
        let begin = Self.bin(of: start.milliseconds, bucket)
        let first = since.map { min(begin, Self.bin(of: Self.bounded($0), bucket)) } ?? begin
        let last = begin + Int64(bins.count) - 1
        let end = 1 + (until.map { max(last, Self.bin(of: Self.bounded($0), bucket)) } ?? last)
        let count = min(Int64(columns), end - first)
        return (0..<count).map { column in
            let from = first + column * (end - first) / count
            let until = first + (column + 1) * (end - first) / count
            let own = Int(clamping: from - begin)..<Int(clamping: until - begin)
            return Span(
                from: Timestamp(milliseconds: bucket * from),
                until: Timestamp(milliseconds: bucket * until),
                counts: bins[own.clamped(to: bins.indices)].reduce(into: StatusCounts()) {
                    $0 += $1
                })
        }
    }

    private static func bounded(_ moment: Timestamp) -> Int64 {
        min(max(moment.milliseconds, reach.lowerBound), reach.upperBound)
    }

    /// Bin lengths in milliseconds, as people divide time.
    private static let lengths: [Int64] =
        [1, 2, 5, 10, 15, 30].map { $0 * 1_000 } + [1, 2, 5, 10, 15, 30].map { $0 * 60_000 }
        + [1, 2, 3, 6, 12].map { $0 * 3_600_000 }
        + [1, 2, 4, 7, 14, 28, 91, 365, 3_650].map { $0 * 86_400_000 }

    /// The moments within a timeline: the years 1 to 9999, which its longest bins cover.
    static let reach: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// The least length whose bins cover the time from one moment to another.
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
