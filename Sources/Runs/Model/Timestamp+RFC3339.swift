extension Timestamp {
    /// How precisely a text gives a moment.
    package enum Precision: Hashable, Sendable {
        /// A date with a time and a zone.
        case instant
        /// A date with a time and no zone; the caller's zone is used.
        case local
        /// A date alone, read as its midnight in UTC.
        case day
    }

    /// A moment read from text.
    package struct Parsed: Hashable, Sendable {
        /// Truncated to milliseconds.
        package let timestamp: Timestamp
        package let precision: Precision
    }

    /// Reads RFC 3339 as vendors write it: `T` or a space, seconds optional, 0 to 9 digits of
    /// fraction (more are ignored), `Z` or an offset or none, or a date alone. Nil for anything
    /// else, also for dates that do not exist (February 30). Reads a leap second as the second
    /// before it. For a text without a zone, `localOffset` returns the seconds east of UTC, given
    /// the moment that the text would mean in UTC.
    package static func parse(
        _ text: some StringProtocol, localOffset: (Timestamp) -> Int = { _ in 0 }
    ) -> Parsed? {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2),
            scanner.skip("-"), let day = scanner.digits(2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = Int64(date.daysSinceEpoch) * 86_400_000
        if scanner.isAtEnd {
            return Parsed(timestamp: Timestamp(milliseconds: midnight), precision: .day)
        }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let timeOfDay = scanner.timeOfDay()
        else { return nil }
        let utc = Timestamp(milliseconds: midnight + timeOfDay)
        if scanner.isAtEnd {
            let offset = Int64(localOffset(utc)) * 1_000
            return Parsed(timestamp: utc.advanced(byMilliseconds: -offset), precision: .local)
        }
        guard let offset = scanner.zone(), scanner.isAtEnd else { return nil }
        return Parsed(timestamp: utc.advanced(byMilliseconds: -offset), precision: .instant)
    }

    /// UTC with milliseconds: `2026-06-07T08:00:42.000Z`. A moment outside the years 0 to 9999,
    /// which the notation cannot express, becomes the nearest that it can.
    package var rfc3339: String {
        let written = min(max(milliseconds, Self.earliestWritten), Self.latestWritten)
        let days = written.floorDivided(by: 86_400_000)
        let rest = Int(written - days * 86_400_000)
        let date = CivilDate(daysSinceEpoch: Int(days))
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60)
        return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
            + "T\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))"
            + ".\((rest % 1_000).padded(3))Z"
    }

    /// 0000-01-01T00:00:00.000Z.
    private static let earliestWritten: Int64 = -62_167_219_200_000
    /// 9999-12-31T23:59:59.999Z.
    private static let latestWritten: Int64 = 253_402_300_799_999
}

extension Int64 {
    /// Divides, rounding towards negative infinity.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Int {
    fileprivate func padded(_ width: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, width - text.utf8.count)) + text
    }
}

/// A cursor over ASCII digits and separators.
private struct DigitScanner {
    /// No vendor writes a longer time.
    private static let longest = 64

    private let bytes: [UInt8]
    private var place = 0

    /// Starts at the first byte; refuses to read a text that is too long.
    init(_ text: some StringProtocol) {
        let bytes = Array(text.utf8.prefix(Self.longest + 1))
        self.bytes = bytes.count > Self.longest ? [] : bytes
    }

    private var end: Int { bytes.count }

    var isAtEnd: Bool { place == end }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard place < end, UInt32(bytes[place]) == character.value else { return false }
        place += 1
        return true
    }

    /// Reads exactly this many digits.
    mutating func digits(_ count: Int) -> Int? {
        guard end - place >= count else { return nil }
        var value = 0
        for index in place..<place + count {
            guard (0x30...0x39).contains(bytes[index]) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        place += count
        return value
    }

    /// Reads `hh:mm[:ss[.fraction]]` as milliseconds after midnight.
    mutating func timeOfDay() -> Int64? {
        guard let hour = digits(2), hour < 24, skip(":"), let minute = digits(2), minute < 60
        else { return nil }
        var milliseconds = Int64(hour * 3_600 + minute * 60) * 1_000
        guard skip(":") else { return milliseconds }
        guard let second = digits(2), second <= 60 else { return nil }
        milliseconds += Int64(min(second, 59)) * 1_000
        guard skip(".") || skip(",") else { return milliseconds }
        var fraction = 0
        var count = 0
        while let digit = digits(1) {
            if count < 3 { fraction = fraction * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { fraction *= 10 }
        return milliseconds + Int64(fraction)
    }

    /// Reads `Z`, `+hh:mm`, `+hhmm` or `+hh` as milliseconds east of UTC.
    mutating func zone() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours < 24 else { return nil }
        guard !isAtEnd else { return sign * Int64(hours) * 3_600_000 }
        _ = skip(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return sign * Int64(hours * 60 + minutes) * 60_000
    }
}
