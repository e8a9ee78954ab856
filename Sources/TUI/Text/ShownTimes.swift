import Runs

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

    /// The clock that is shown.
    var clock: ZonedClock { format == .utc ? .utc : home }

    /// A moment in eleven columns at most.
    func brief(_ moment: Timestamp, now: Timestamp) -> String {
        format == .relative
            ? Self.age(of: moment, now: now) : clock.brief(moment, today: now)
    }

    /// How long ago a moment was, or how far off it is.
    static func age(of moment: Timestamp, now: Timestamp) -> String {
        let age = now.milliseconds(since: moment)
        return age < 0
            ? "in " + ShortText.age(milliseconds: -age)
            : ShortText.age(milliseconds: age) + " ago"
    }
}
