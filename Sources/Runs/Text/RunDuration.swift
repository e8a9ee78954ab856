/// Durations as text: written for a column, read from a filter.
package enum RunDuration {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ("w", 604_800_000),
    ]

    /// A parsed duration.
    package struct Parsed: Hashable, Sendable {
        package let milliseconds: Int64
        /// The smallest unit that was written, in milliseconds.
        package let smallestUnit: Int64
    }

    /// Writes a duration in at most nine columns, truncated: `850 ms`, `42.0 s`, `1 m 12 s`, `3 h
    /// 05 m`, `2 d 03 h`, `400 d`.
    package static func text(_ milliseconds: Int64) -> String {
        guard milliseconds >= 0 else { return "< 0 ms" }
        let seconds = milliseconds / 1_000
        switch milliseconds {
        case ..<1_000: return "\(milliseconds) ms"
        case ..<60_000: return "\(seconds).\(milliseconds % 1_000 / 100) s"
        case ..<3_600_000: return "\(seconds / 60) m \(twoDigits(seconds % 60)) s"
        case ..<86_400_000: return "\(seconds / 3_600) h \(twoDigits(seconds / 60 % 60)) m"
        case ..<8_640_000_000: return "\(seconds / 86_400) d \(twoDigits(seconds / 3_600 % 24)) h"
        default: return "\(min(seconds / 86_400, 9_999_999)) d"
        }
    }

    /// Writes a duration as `text` does, rounded to the smaller of the units shown.
    package static func rounded(_ milliseconds: Int64) -> String {
        let unit: Int64 =
            switch milliseconds {
            case ..<1_000: 1
            case ..<60_000: 100
            case ..<3_600_000: 1_000
            case ..<86_400_000: 60_000
            case ..<8_640_000_000: 3_600_000
            default: 86_400_000
            }
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: unit)
        return text(whole * unit + (rest * 2 < unit ? 0 : unit))
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    /// Reads numbers with units from `ms` to `w`: `500ms`, `60s`, `1h30m`, `1.5h`; else nil.
    package static func parse(_ text: String) -> Parsed? {
        var rest = text[...]
        var total: Int64 = 0
        var smallest = Int64.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let name = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(digits.count + name.count)
            guard let unit = units.first(where: { $0.name == name.lowercased() })?.milliseconds,
                let part = milliseconds(digits, unit)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
            smallest = min(smallest, unit)
        }
        return text.isEmpty ? nil : Parsed(milliseconds: total, smallestUnit: smallest)
    }

    /// Multiplies a decimal number by a unit, truncated.
    private static func milliseconds(_ digits: Substring, _ unit: Int64) -> Int64? {
        guard digits.first != ".", digits.last != ".", digits.utf8.count <= 15 else { return nil }
        if let whole = Int64(digits) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            return overflow ? nil : product
        }
        return Double(digits).flatMap { Int64(exactly: ($0 * Double(unit)).rounded(.down)) }
    }
}
