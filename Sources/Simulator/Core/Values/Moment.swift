package import Foundation

/// A point in time in whole microseconds, so that order, ties and windows are exact.
package struct Moment: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let microseconds: Int64

    /// Creates a moment from microseconds since 1970.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Creates the moment nearest to a date.
    package init(_ date: Date) {
        microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }

    /// The same moment as a date.
    package var date: Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    var seconds: Int64 { microseconds / 1_000_000 }

    /// Returns the moment that is `seconds` later, to the nearest microsecond.
    package func adding(seconds: Double) -> Moment {
        Moment(microseconds: microseconds + Int64((seconds * 1_000_000).rounded()))
    }

    /// The moment rounded down to a unit in microseconds.
    func whole(_ unit: Int64) -> Moment {
        Moment(microseconds: microseconds - remainder(of: microseconds, by: unit))
    }

    var wholeMilliseconds: Moment { whole(1_000) }

    func milliseconds(since earlier: Moment) -> Int {
        Int((microseconds - earlier.microseconds) / 1_000)
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.microseconds < right.microseconds
    }
}

/// Returns the remainder of a floored division, for a positive divisor.
func remainder(of dividend: Int64, by divisor: Int64) -> Int64 {
    let remainder = dividend % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
