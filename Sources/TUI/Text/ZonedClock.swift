import Foundation
package import Runs

/// Writes moments in one time zone.
package struct ZonedClock: Hashable, Sendable {
    private let zone: Zone

    /// What tells the time.
    private enum Zone: Hashable, Sendable {
        /// The C library, which takes the zone from `TZ` in all the forms that POSIX knows, else
        /// from the machine's settings.
        case system
        /// A zone of the time zone database.
        case named(TimeZone)
    }

    /// Writes moments in a zone of the time zone database, or nil where there is no such zone.
    package init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = .named(zone)
    }

    private init(zone: Zone) { self.zone = zone }

    /// Writes moments in the zone that `TZ` or the system is set to, as `date` does.
    package static var local: ZonedClock { ZonedClock(zone: .system) }
    /// Writes moments in UTC.
    package static var utc: ZonedClock { ZonedClock(zone: .named(.gmt)) }

    /// The seconds east of UTC at a moment.
    package func offset(at moment: Timestamp) -> Int {
        switch zone {
        case .system: Self.systemTime(moment)?.tm_gmtoff ?? 0
        case .named(let zone): zone.secondsFromGMT(for: Self.date(moment))
        }
    }

    /// The seconds east of UTC where a clock on the wall shows a time.
    ///
    /// - Parameter wall: The time on the wall, as if it were UTC.
    /// - Returns: The offset; of two that fit (a clock put back), the later one's.
    package func offset(atWall wall: Timestamp) -> Int {
        let guess = offset(at: wall)
        return offset(at: wall.advanced(byMilliseconds: -Int64(guess) * 1_000))
    }

    /// The zone's short name at a moment, such as `CET`; of a zone without one the difference to
    /// UTC.
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

    /// Each knows the short names of the zones around it alone.
    private static let locales = ["en_US", "en_GB", "en_IN", "en_AU", "en_ZA", "en_NZ"]
        .map(Locale.init(identifier:))

    /// The time of day: `14:32:07`.
    func time(_ moment: Timestamp) -> String { String(wall(moment).dropFirst(11).prefix(8)) }

    /// The date and time of day: `2026-06-07 14:32:07`.
    func dateAndTime(_ moment: Timestamp) -> String {
        String(wall(moment).prefix(19)).replacing("T", with: " ")
    }

    /// The time of day where a moment is of the same day as another, else month, day and minute.
    package func brief(_ moment: Timestamp, today now: Timestamp) -> String {
        let (text, today) = (wall(moment), wall(now))
        if text.prefix(10) == today.prefix(10) { return String(text.dropFirst(11).prefix(8)) }
        if text.prefix(4) == today.prefix(4) {
            return String(text.dropFirst(5).prefix(11)).replacing("T", with: " ")
        }
        return String(text.prefix(10))
    }

    /// The hour and minute where a moment is of the same day as another, else month and day, else
    /// the year: five columns at most.
    func coarse(_ moment: Timestamp, today now: Timestamp) -> String {
        let (text, today) = (wall(moment), wall(now))
        if text.prefix(10) == today.prefix(10) { return String(text.dropFirst(11).prefix(5)) }
        if text.prefix(4) == today.prefix(4) { return String(text.dropFirst(5).prefix(5)) }
        return String(text.prefix(4))
    }

    /// A moment as a filter has it: in this zone, in UTC where a clock that is put back has the same
    /// time twice.
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

    /// The time on the system's clock at a moment; nil where its year cannot be told.
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

/// How moments are written: by a clock, or as ages.
package struct ShownTimes: Hashable, Sendable {
    /// The zone that was configured.
    package let home: ZonedClock
    /// The way that was chosen.
    package var format = Format.local

    /// The ways to write a moment; the raw value is its word in the session.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        /// In the zone that was configured.
        case local
        /// As an age.
        case relative
        /// In UTC.
        case utc

        /// The one that a key goes on to.
        var next: Format {
            switch self {
            case .local: .relative
            case .relative: .utc
            case .utc: .local
            }
        }

        /// What it is called in a sentence.
        var words: String {
            switch self {
            case .local: "in your own zone"
            case .relative: "as ages"
            case .utc: "in UTC"
            }
        }
    }

    /// Writes moments in a zone, until another way is chosen.
    package init(_ home: ZonedClock, _ format: Format = .local) {
        self.home = home
        self.format = format
    }

    var clock: ZonedClock { format == .utc ? .utc : home }

    /// A moment in eleven columns at most.
    func brief(_ moment: Timestamp, now: Timestamp) -> String {
        format == .relative ? Self.age(of: moment, now: now) : clock.brief(moment, today: now)
    }

    /// How long ago a moment was, or how far off it is.
    static func age(of moment: Timestamp, now: Timestamp) -> String {
        let age = now.milliseconds(since: moment)
        return age < 0
            ? "in " + ShortText.age(milliseconds: -age) : ShortText.age(milliseconds: age) + " ago"
    }
}
