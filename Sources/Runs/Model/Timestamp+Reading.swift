extension Timestamp {
    /// What a vendor's text says about a moment.
    package enum Reading: Hashable, Sendable {
        /// A moment and its precision.
        case moment(Parsed)
        /// No moment: empty, or a placeholder such as the year 1 or 9999.
        case none
        case unreadable
    }

    /// The days on which runs happen: 1990-01-02 to 2098-12-30, because a placeholder may be
    /// written in any zone. A time outside of them means none: zero in a common calendar, or a date
    /// that is never reached.
    private static let plausibleDays: ClosedRange<Int64> = 7_306...47_115

    /// Reads a time in any notation that APIs use: RFC 3339 and similar, HTTP, mail and C dates,
    /// and seconds, milliseconds, microseconds or nanoseconds since the epoch. A time without a
    /// zone is in UTC. Does not guess zone names other than UTC, nor the order of day and month in
    /// a numeric date that does not begin with the year.
    package static func read(_ text: String) -> Reading {
        if let usual = parse(text) { return plausible(usual) }
        // No time is longer.
        var bytes = text.utf8.prefix(128).map { byte in
            (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
        guard bytes.count < 128 else { return .unreadable }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        bytes = Array(bytes.drop { $0 <= 0x20 })
        if noTime.contains(String(decoding: bytes, as: UTF8.self)) { return .none }
        if let epoch = epoch(bytes) { return plausible(epoch) }
        if bytes.starts(with: Array("0000".utf8)) { return .none }
        var scanner = TimeScanner(bytes)
        return scanner.read().map(plausible) ?? .unreadable
    }

    /// Words for no time.
    private static let noTime: Set<String> = [
        "", "-", "null", "nil", "none", "never", "n/a", "undefined",
    ]

    private static func plausible(_ parsed: Parsed) -> Reading {
        plausibleDays.contains(parsed.timestamp.milliseconds / 86_400_000)
            ? .moment(parsed) : .none
    }

    /// Reads a number since the epoch, also as .NET wraps it (`/Date(1780833642000)/`); its size
    /// decides the unit. Nil if the text is no such number.
    private static func epoch(_ bytes: [UInt8]) -> Parsed? {
        var digits = bytes[...]
        let wrapping = Array("/date(".utf8)
        if digits.starts(with: wrapping) {
            digits = digits.dropFirst(wrapping.count)
            let end = digits.dropFirst().firstIndex { $0 != UInt8(ascii: ".") && !isDigit($0) }
            digits = digits[..<(end ?? digits.endIndex)]
        } else if compactDate(digits) {
            return nil
        }
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.contains(where: isDigit),
            digits.allSatisfy({ isDigit($0) || Array("+-.e".utf8).contains($0) }),
            !digits.dropFirst().contains(UInt8(ascii: "-")), let count = Double(text),
            count.isFinite
        else { return nil }
        let whole = Int64(text)
        let milliseconds: Double
        switch abs(count) {
        case ..<1e11: milliseconds = count * 1_000
        case ..<1e14: milliseconds = whole.map(Double.init) ?? count
        case ..<1e17: milliseconds = count / 1_000
        default: milliseconds = count / 1_000_000
        }
        let bounded = min(max(milliseconds.rounded(.down), -9e15), 9e15)
        return Parsed(timestamp: Timestamp(milliseconds: Int64(bounded)), precision: .instant)
    }

    /// Whether digits are a date with or without a time, such as `20260607` or `20260607120042`.
    private static func compactDate(_ digits: ArraySlice<UInt8>) -> Bool {
        guard [8, 12, 14].contains(digits.count), digits.allSatisfy(isDigit) else { return false }
        var scanner = TimeScanner(Array(digits))
        guard let parsed = scanner.read() else { return false }
        if case .moment = plausible(parsed) { return true }
        return false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Reads a time piece by piece; the form of each piece shows what it is.
private struct TimeScanner {
    private let bytes: [UInt8]
    private var place = 0
    private var year: Int?
    private var month: Int?
    private var day: Int?
    /// Milliseconds after midnight, at most a whole day.
    private var time: Int64?
    /// Milliseconds east of UTC.
    private var offset: Int64?

    /// - Parameter bytes: Text in lower case.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let utc: Set<String> = ["z", "utc", "gmt", "ut", "etc/utc", "etc/gmt", "zulu"]

    mutating func read() -> Timestamp.Parsed? {
        while place < bytes.count {
            guard step() else { return nil }
        }
        guard let year, let month, let day,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = Timestamp(milliseconds: Int64(date.daysSinceEpoch) * 86_400_000)
        guard let time else {
            return offset == nil ? Timestamp.Parsed(timestamp: midnight, precision: .day) : nil
        }
        return Timestamp.Parsed(
            timestamp: midnight.advanced(byMilliseconds: time - (offset ?? 0)),
            precision: offset == nil ? .local : .instant)
    }

    private mutating func step() -> Bool {
        switch bytes[place] {
        case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "_"):
            place += 1
            return true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return sign()
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return word()
        case UInt8(ascii: "["): return zoneName()
        // A comment, as JavaScript writes it.
        case UInt8(ascii: "("):
            guard offset != nil, bytes.last == UInt8(ascii: ")") else { return false }
            place = bytes.count
            return true
        // A Unicode minus sign.
        case 0xE2 where bytes[place...].starts(with: [0xE2, 0x88, 0x92]) && time != nil:
            place += 2
            return zone(sign: -1)
        default: return false
        }
    }

    private mutating func number() -> Bool {
        let length = bytes[place...].prefix { (0x30...0x39).contains($0) }.count
        if year == nil, day == nil, length == 4 || length >= 8, !isTime(length) {
            return numericDate(length)
        }
        if isTime(length) || (day != nil && time == nil && [4, 6].contains(length) && year != nil) {
            return timeOfDay()
        }
        if day == nil, length <= 2 {
            day = digits(length)
        } else if year == nil, length == 4 {
            year = digits(length)
        } else if year == nil, length == 2, let short = digits(length) {
            // The nearest century, as in RFC 9110.
            year = short < 70 ? 2_000 + short : 1_900 + short
        } else {
            return false
        }
        return true
    }

    private func isTime(_ length: Int) -> Bool {
        length <= 2 && place + length < bytes.count
            && bytes[place + length] == UInt8(ascii: ":")
    }

    /// Reads `2026-06-07`, `2026/06/07`, `2026.06.07` or `20260607` and the separator before a
    /// time; a year alone after a named month.
    private mutating func numericDate(_ length: Int) -> Bool {
        year = digits(4)
        if month != nil { return length == 4 }
        if length == 4 {
            guard let mark = bytes[safe: place], Array("-/.".utf8).contains(mark) else {
                // The day and the named month may follow.
                return bytes[safe: place] == UInt8(ascii: " ")
            }
            if (0x61...0x7A).contains(bytes[safe: place + 1] ?? 0) { return true }
            place += 1
            month = digits(digitCount(atMost: 2))
            guard skip(mark) else { return false }
            day = digits(digitCount(atMost: 2))
        } else {
            month = digits(2)
            day = digits(2)
        }
        guard month != nil, day != nil else { return false }
        if skip(UInt8(ascii: "t")) { return timeOfDay() }
        return length <= 8 || timeOfDay()
    }

    /// Reads `12:00:42.5`, `120042`, `12:00` or `12`.
    private mutating func timeOfDay() -> Bool {
        guard time == nil, let hour = digits(digitCount(atMost: 2)) else { return false }
        let isColoned = bytes[safe: place] == UInt8(ascii: ":")
        var (minute, second, fraction) = (0, 0, 0)
        if isColoned ? skip(UInt8(ascii: ":")) : digitCount(atMost: 2) == 2 {
            guard let read = digits(2) else { return false }
            minute = read
            if isColoned ? skip(UInt8(ascii: ":")) : digitCount(atMost: 2) == 2 {
                guard let read = digits(2) else { return false }
                second = read
            }
        }
        if skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) {
            guard let read = milliseconds() else { return false }
            fraction = read
        }
        let isMidnight = hour == 24 && minute == 0 && second == 0 && fraction == 0
        guard hour < 24 || isMidnight, minute < 60, second <= 60 else { return false }
        // A leap second is read as the second before it.
        let seconds = hour * 3_600 + minute * 60 + min(second, 59)
        time = Int64(seconds) * 1_000 + Int64(fraction)
        return true
    }

    private mutating func milliseconds() -> Int? {
        let count = digitCount(atMost: 20)
        guard count > 0, let read = digits(min(count, 3)) else { return nil }
        place += max(0, count - 3)
        return count >= 3 ? read : count == 2 ? read * 10 : read * 100
    }

    private mutating func sign() -> Bool {
        let sign: Int64 = bytes[place] == UInt8(ascii: "-") ? -1 : 1
        if time != nil { return zone(sign: sign) }
        // A separator between the parts of a date.
        place += 1
        return sign < 0 && (year != nil || month != nil || day != nil)
    }

    /// Reads `+02:00`, `+0200`, `+2` or `+02:00:00`, from its sign on.
    private mutating func zone(sign: Int64) -> Bool {
        guard offset == nil || offset == 0 else { return false }
        place += 1
        guard let hours = digits(digitCount(atMost: 2)), hours < 24 else { return false }
        var seconds = hours * 3_600
        for unit in [60, 1] {
            let isColoned = skip(UInt8(ascii: ":"))
            guard isColoned || digitCount(atMost: 2) == 2 else { break }
            guard let part = digits(2), part < 60 else { return false }
            seconds += part * unit
        }
        offset = sign * Int64(seconds) * 1_000
        return true
    }

    private mutating func word() -> Bool {
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte) || byte == 0x2F }
        let word = String(decoding: bytes[place...].prefix(while: isLetter), as: UTF8.self)
        place += word.utf8.count
        if skip(UInt8(ascii: ".")), word.utf8.count > 4 { return false }
        if time != nil, Self.utc.contains(word) {
            offset = offset ?? 0
            return true
        }
        if word == "am" || word == "pm" { return meridiem(isAfternoon: word == "pm") }
        if time == nil, let found = Self.months.firstIndex(of: String(word.prefix(3))) {
            guard month == nil, word.utf8.count <= 9 else { return false }
            month = found + 1
            return true
        }
        if Self.weekdays.contains(String(word.prefix(3))) { return word.utf8.count <= 9 }
        if word == "t" || word == "at" { return year != nil && time == nil }
        // The name of a zone whose offset is known. Go also appends its monotonic clock.
        if word == "m", bytes[safe: place] == UInt8(ascii: "=") { place = bytes.count }
        return offset != nil
    }

    private mutating func meridiem(isAfternoon: Bool) -> Bool {
        guard let read = time, (3_600_000..<46_800_000).contains(read) else { return false }
        let noon: Int64 = 43_200_000
        time = read % noon + (isAfternoon ? noon : 0)
        return true
    }

    /// Reads a zone name in brackets, which must be UTC unless the offset is known.
    private mutating func zoneName() -> Bool {
        guard time != nil, bytes.last == UInt8(ascii: "]") else { return false }
        let name = String(decoding: bytes[(place + 1)..<(bytes.count - 1)], as: UTF8.self)
        place = bytes.count
        if Self.utc.contains(name) { offset = offset ?? 0 }
        return offset != nil
    }

    // MARK: - Digits

    private func digitCount(atMost most: Int) -> Int {
        bytes[place...].prefix(most).prefix { (0x30...0x39).contains($0) }.count
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard count > 0, digitCount(atMost: count) == count else { return nil }
        defer { place += count }
        return bytes[place..<place + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard bytes[safe: place] == byte else { return false }
        place += 1
        return true
    }
}

extension [UInt8] {
    fileprivate subscript(safe place: Int) -> UInt8? {
        indices.contains(place) ? self[place] : nil
    }
}
