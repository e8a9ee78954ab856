package import Foundation
import Runs

/// The checked values of a configuration file.
package struct Config: Hashable, Sendable {
    /// The name of the theme, not checked against the theme library.
    package var theme = "midnight"
    /// The zone in which times are shown and read.
    package var timeZone = TimeZoneChoice.local
    /// The polling interval of a quiet source, at least a second.
    package var interval = Duration.seconds(15)
    /// How far back a new source is read.
    package var backfill = Duration.seconds(24 * 3_600)
    /// How long history is kept.
    package var retention = Duration.seconds(90 * 24 * 3_600)
    /// The maximum history in bytes.
    package var historySize = 1_000_000_000
    package var bell = false
    /// Whether to handle the mouse; otherwise, the terminal selects text as usual.
    package var mouse = false
    /// The predefined views in the file's order.
    package var views: [ViewSettings] = []
    /// The sources in the file's order, including disabled ones.
    package var sources: [SourceSettings] = []
    /// The entries of `[keys]` in the file's order, unchecked.
    package var keys: [KeySetting] = []

    /// Makes the defaults, without a source.
    package init() {}
}

/// An entry of `[keys]`: the keys of a command.
package struct KeySetting: Hashable, Sendable {
    package let command: String
    package let keys: [String]
    package let position: FilePosition?

    package init(command: String, keys: [String], position: FilePosition?) {
        self.command = command
        self.keys = keys
        self.position = position
    }
}

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
