extension Moment {
    /// Reads an RFC 3339 time such as `2026-06-07T08:00:00.5+02:00`, as strictly as a server does.
    ///
    /// Date, `T`, seconds and a zone are all required; digits beyond microseconds are dropped.
    /// Returns nil for anything else, a day that does not exist included.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T"),
            let hour = reader.number(digits: 2), reader.skip(":"),
            let minute = reader.number(digits: 2), reader.skip(":"),
            let second = reader.number(digits: 2),
            let fraction = reader.fraction(),
            let offset = reader.zoneMinutes(), reader.isAtEnd,
            (1...12).contains(month),
            (1...CivilTime.days(inMonth: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let civil = CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second,
            fraction: fraction)
        microseconds = civil.moment.microseconds - Int64(offset) * 60_000_000
    }

    /// RFC 3339 in UTC with exactly three fraction digits, truncated.
    package var millisecondText: String {
        let civil = CivilTime(self)
        return secondText(civil) + "." + padded(civil.fraction / 1_000, to: 3) + "Z"
    }

    /// RFC 3339 in UTC with as many fraction digits as needed, none for a whole second.
    package var shortestText: String {
        let civil = CivilTime(self)
        guard civil.fraction > 0 else { return secondText(civil) + "Z" }
        var digits = padded(civil.fraction, to: 6)
        while digits.hasSuffix("0") { digits.removeLast() }
        return secondText(civil) + "." + digits + "Z"
    }

    /// RFC 3339 in UTC with nine fraction digits.
    package var nanosecondText: String {
        let civil = CivilTime(self)
        return secondText(civil) + "." + padded(civil.fraction, to: 6) + "000Z"
    }

    private func secondText(_ civil: CivilTime) -> String {
        let date = [
            padded(civil.year, to: 4), padded(civil.month, to: 2), padded(civil.day, to: 2),
        ]
        let time = [
            padded(civil.hour, to: 2), padded(civil.minute, to: 2), padded(civil.second, to: 2),
        ]
        return date.joined(separator: "-") + "T" + time.joined(separator: ":")
    }
}

/// Returns a number in decimal with zeros before it up to a width.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Reads fixed-width decimal fields from the bytes of a text.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Microseconds after an optional point; nil for a point without digits.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var value = 0
        var count = 0
        while let digit = digit() {
            count += 1
            if count <= 6 { value = value * 10 + digit }
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    mutating func zoneMinutes() -> Int? {
        if skip("Z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number(digits: 2), skip(":"),
            let minutes = number(digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }

    private mutating func digit() -> Int? {
        guard let byte = rest.first, byte >= 0x30, byte <= 0x39 else { return nil }
        rest.removeFirst()
        return Int(byte) - 0x30
    }
}
