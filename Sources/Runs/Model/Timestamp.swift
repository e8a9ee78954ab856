/// A moment in whole milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Sendable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Makes a moment from seconds since the Unix epoch, clamped.
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        self.init(milliseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Adds milliseconds, clamped.
    package func advanced(byMilliseconds offset: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(offset)
        return Timestamp(milliseconds: overflow ? (offset < 0 ? .min : .max) : sum)
    }

    /// Adds a duration, truncated to milliseconds.
    package func advanced(by duration: Duration) -> Timestamp {
        advanced(byMilliseconds: duration.wholeMilliseconds)
    }

    /// The milliseconds from another moment to this one, negative if that is later.
    package func milliseconds(since other: Timestamp) -> Int64 {
        let (difference, overflow) =
            milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflow ? (milliseconds < other.milliseconds ? .min : .max) : difference
    }
}

extension Duration {
    /// The duration in whole milliseconds, truncated and clamped.
    package var wholeMilliseconds: Int64 {
        let (whole, fraction) = components
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return whole < 0 ? .min : .max }
        let (sum, excess) = product.addingReportingOverflow(fraction / 1_000_000_000_000_000)
        return excess ? (whole < 0 ? .min : .max) : sum
    }
}
