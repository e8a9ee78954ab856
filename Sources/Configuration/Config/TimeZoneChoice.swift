import Runs
package import Foundation

/// The time zone in which times are shown and read.
package enum TimeZoneChoice: Hashable, Sendable {
    case local
    case utc
    /// A zone of this machine's time zone database.
    case named(String)

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
        fromText(.text) { text, reader in
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
