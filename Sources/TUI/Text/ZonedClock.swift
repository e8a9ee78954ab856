import Foundation
package import Runs

/// Writes times in one time zone.
package struct ZonedClock: Hashable, Sendable {
    private let zone: Zone

    private enum Zone: Hashable, Sendable {
        /// The C library's zone: `TZ` in any form of POSIX, else the machine's setting.
        case system
        case named(TimeZone)
    }

    /// Uses a zone of the time zone database; nil for an unknown one.
    package init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = .named(zone)
    }

    private init(zone: Zone) { self.zone = zone }

    /// The zone of `TZ` or the system, as `date` uses it.
    package static var local: ZonedClock { ZonedClock(zone: .system) }
    /// The zone UTC.
    package static var utc: ZonedClock { ZonedClock(zone: .named(.gmt)) }

    /// Returns the seconds east of UTC at a time.
    package func offset(at moment: Timestamp) -> Int {
        switch zone {
        case .system: Self.systemTime(moment)?.tm_gmtoff ?? 0
        case .named(let zone): zone.secondsFromGMT(for: Self.date(moment))
        }
    }

    /// Returns the seconds east of UTC at a wall time, given as if it were UTC. If a clock that is
    /// put back shows the time twice, the later one counts.
    package func offset(atWall wall: Timestamp) -> Int {
        let guess = offset(at: wall)
        return offset(at: wall.advanced(byMilliseconds: -Int64(guess) * 1_000))
    }

    /// The zone's short name, such as `CET`; without one, the difference to UTC.
    func abbreviation(at moment: Timestamp) -> String {
        switch zone {
        case .system: Self.systemTime(moment)?.tm_zone.map { String(cString: $0) } ?? "UTC"
        case .named(let zone): Self.abbreviation(of: zone, at: Self.date(moment))
        }
    }

    private static func abbreviation(of zone: TimeZone, at date: Date) -> String {
        if zone.secondsFromGMT(for: date) == 0, zone == .gmt { return "UTC" }
        let style: TimeZone.NameStyle =
            zone.isDaylightSavingTime(for: date) ? .shortDaylightSaving : .shortStandard
        let names = locales.lazy.compactMap { zone.localizedName(for: style, locale: $0) }
        return names.first { $0.allSatisfy(\.isLetter) }
            ?? zone.abbreviation(for: date) ?? zone.identifier
    }

    /// Each locale has only the short names of nearby zones.
    private static let locales = ["en_US", "en_GB", "en_IN", "en_AU", "en_ZA", "en_NZ"]
        .map(Locale.init(identifier:))

    /// The time of day: `14:32:07`.
    func time(_ moment: Timestamp) -> String { String(wall(moment).dropFirst(11).prefix(8)) }

    /// The date and time of day: `2026-06-07 14:32:07`.
    func dateAndTime(_ moment: Timestamp) -> String {
        String(wall(moment).prefix(19)).replacing("T", with: " ")
    }

    /// Returns the time of day for today, month, day and minute for this year, else the date.
    package func brief(_ moment: Timestamp, today now: Timestamp) -> String {
        let (text, today) = (wall(moment), wall(now))
        if text.prefix(10) == today.prefix(10) { return String(text.dropFirst(11).prefix(8)) }
        if text.prefix(4) == today.prefix(4) {
            return String(text.dropFirst(5).prefix(11)).replacing("T", with: " ")
        }
        return String(text.prefix(10))
    }

    /// Hour and minute for today, month and day for this year, else the year: at most 5 columns.
    func coarse(_ moment: Timestamp, today now: Timestamp) -> String {
        let text = brief(moment, today: now)
        // Only a date with its year has 10 characters.
        return String(text.prefix(text.count == 10 ? 4 : 5))
    }

    /// Writes a time for a filter: in this zone, or in UTC if the wall time is ambiguous.
    func filterText(_ moment: Timestamp) -> String {
        let offset = Int64(offset(at: moment)) * 1_000
        let wall = moment.advanced(byMilliseconds: offset)
        let isClear = Int64(self.offset(atWall: wall)) * 1_000 == offset
        var text = isClear ? String(wall.rfc3339.dropLast()) : moment.rfc3339
        guard isClear else { return text }
        for ending in [".000", ":00"] where text.hasSuffix(ending) { text.removeLast(ending.count) }
        return text
    }

    private func wall(_ moment: Timestamp) -> String {
        moment.advanced(byMilliseconds: Int64(offset(at: moment)) * 1_000).rfc3339
    }

    /// The system's wall time; nil if its year is out of range.
    private static func systemTime(_ moment: Timestamp) -> tm? {
        let milliseconds = moment.milliseconds
        var seconds = time_t(milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0))
        var time = tm()
        return localtime_r(&seconds, &time) == nil ? nil : time
    }

    private static func date(_ moment: Timestamp) -> Date {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    }
}

/// How times are written: in a zone, or as ages.
package struct ShownTimes: Hashable, Sendable {
    /// The configured zone.
    package let home: ZonedClock
    /// The chosen format.
    package var format = Format.local

    /// The formats of times; the session stores the raw value.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        /// In the configured zone.
        case local
        case relative
        case utc

        var next: Format {
            switch self {
            case .local: .relative
            case .relative: .utc
            case .utc: .local
            }
        }

        var words: String {
            switch self {
            case .local: "in your own zone"
            case .relative: "as ages"
            case .utc: "in UTC"
            }
        }
    }

    /// Uses a configured zone and a format.
    package init(_ home: ZonedClock, _ format: Format = .local) {
        self.home = home
        self.format = format
    }

    var clock: ZonedClock { format == .utc ? .utc : home }

    /// Writes a time in at most 11 columns.
    func brief(_ moment: Timestamp, now: Timestamp) -> String {
        format == .relative ? Self.age(of: moment, now: now) : clock.brief(moment, today: now)
    }

    static func age(of moment: Timestamp, now: Timestamp) -> String {
        let age = now.milliseconds(since: moment)
        return age < 0
            ? "in " + ShortText.age(milliseconds: -age) : ShortText.age(milliseconds: age) + " ago"
    }
}
