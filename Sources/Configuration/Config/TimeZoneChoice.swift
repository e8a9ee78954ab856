import Runs
package import Foundation

/// The time zone that times are shown and read in.
package enum TimeZoneChoice: Hashable, Sendable {
    /// The machine's own.
    case local
    /// UTC.
    case utc
    /// One of the time zone database, known to this machine.
    case named(String)

    /// The zone itself.
    package var timeZone: TimeZone {
        switch self {
        case .local: .autoupdatingCurrent
        case .utc: .gmt
        case .named(let identifier): TimeZone(identifier: identifier) ?? .gmt
        }
    }
}

extension ValueShape where Value == TimeZoneChoice {
    /// `"local"`, `"UTC"` or a name of the time zone database.
    static var timeZone: ValueShape {
        ValueShape(expected: .text) { reader in
            guard case .text(let text) = reader.entry else {
                return reader.refuse(expecting: .text)
            }
            switch text {
            case "local": return .local
            case "UTC", "utc": return .utc
            default: break
            }
            let known = TimeZone.knownTimeZoneIdentifiers
            if known.contains(text) || (text.contains("/") && TimeZone(identifier: text) != nil) {
                return .named(text)
            }
            let nearest = EditDistance.nearestWord(to: text, among: known + ["local", "UTC"])
            return reader.refuse(.unknownTimeZone(text, nearest: nearest))
        }
    }
}
