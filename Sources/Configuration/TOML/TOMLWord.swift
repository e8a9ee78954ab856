/// Reads a word without quotes: a boolean, a number, or a date and a time.
enum TOMLWord {
    static func read(_ bytes: [UInt8]) throws(TOMLProblem) -> TOMLEntry {
        switch String(decoding: bytes, as: UTF8.self) {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        case _: break
        }
        guard let first = bytes.first, isDigit(first) || isSigned(bytes) else { throw .noValue }
        if TOMLMoment.begins(bytes) {
            guard TOMLMoment.isWhole(bytes) else { throw .badMoment }
            return .moment
        }
        return try number(bytes)
    }

    private static func isSigned(_ bytes: [UInt8]) -> Bool {
        (bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"))
            && bytes.count > 1 && isDigit(bytes[1])
    }

    private static func number(_ bytes: [UInt8]) throws(TOMLProblem) -> TOMLEntry {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)]
        where bytes.starts(with: prefix.utf8) {
            return .integer(try integer(bytes.dropFirst(2), sign: "", radix: radix))
        }
        let isSigned = !isDigit(bytes[0])
        let sign = bytes[0] == UInt8(ascii: "-") ? "-" : ""
        let digits = bytes.dropFirst(isSigned ? 1 : 0)
        let whole = digits.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        // A leading zero is not allowed.
        guard whole.count == 1 || whole.first != UInt8(ascii: "0") else { throw .badNumber }
        guard whole.count < digits.count else {
            return .integer(try integer(digits, sign: sign, radix: 10))
        }
        return .float(try fraction(digits, from: whole.endIndex, sign: sign))
    }

    private static func integer(
        _ digits: ArraySlice<UInt8>, sign: String, radix: Int
    ) throws(TOMLProblem) -> Int {
        let text = try withoutUnderscores(digits) {
            Character(Unicode.Scalar($0)).hexDigitValue.map { $0 < radix } ?? false
        }
        guard let number = Int(sign + text, radix: radix) else { throw .hugeNumber }
        return number
    }

    /// Reads a number with a fraction, an exponent or both after its whole part.
    private static func fraction(
        _ digits: ArraySlice<UInt8>, from end: Int, sign: String
    ) throws(TOMLProblem) -> Double {
        var text = try withoutUnderscores(digits[..<end], isDigit)
        var rest = digits[end...]
        if rest.first == UInt8(ascii: ".") {
            let part = rest.dropFirst().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
            text += "." + (try withoutUnderscores(part, isDigit))
            rest = rest[part.endIndex...]
        }
        if let mark = rest.first {
            guard mark | 0x20 == UInt8(ascii: "e") else { throw .badNumber }
            rest = rest.dropFirst()
            text += "e"
            if let byte = rest.first, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
                text += byte == UInt8(ascii: "-") ? "-" : ""
                rest = rest.dropFirst()
            }
            text += try withoutUnderscores(rest, isDigit)
        }
        guard let number = Double(sign + text) else { throw .badNumber }
        return number
    }

    /// Removes underscores, each of which must be between two digits.
    private static func withoutUnderscores(
        _ digits: ArraySlice<UInt8>, _ isDigit: (UInt8) -> Bool
    ) throws(TOMLProblem) -> String {
        let parts = digits.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else {
            throw .badNumber
        }
        return String(decoding: parts.joined(), as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// The dates and times of TOML: RFC 3339, with or without an offset, or one half of it.
enum TOMLMoment {
    /// Whether a word begins like a date or a time.
    static func begins(_ word: [UInt8]) -> Bool {
        let digits = word.prefix { (0x30...0x39).contains($0) }
        let next = word.dropFirst(digits.count).first
        return digits.count == 4 && next == UInt8(ascii: "-")
            || digits.count == 2 && next == UInt8(ascii: ":")
    }

    /// Whether a word is only a date of the calendar.
    static func isDate(_ word: some Collection<UInt8>) -> Bool {
        guard let numbers = numbers(in: word, "dddd-dd-dd") else { return false }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let isLeap =
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let february = isLeap ? 29 : 28
        let days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...days[month - 1]).contains(day)
    }

    static func isWhole(_ word: [UInt8]) -> Bool {
        if isTime(word) { return true }
        guard isDate(word.prefix(10)) else { return false }
        let rest = word.dropFirst(10)
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "t") else { return false }
        let time = rest.dropFirst()
        switch time.last {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return isTime(time.dropLast())
        case _: break
        }
        guard let offset = numbers(in: time.suffix(5), "dd:dd"), time.count > 6,
            [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(time[time.endIndex - 6])
        else { return isTime(time) }
        return offset[0] < 24 && offset[1] < 60 && isTime(time.dropLast(6))
    }

    private static func isTime(_ word: some Collection<UInt8>) -> Bool {
        guard let numbers = numbers(in: word.prefix(8), "dd:dd:dd") else { return false }
        let rest = word.dropFirst(8)
        let fraction = rest.dropFirst()
        // A leap second.
        return numbers[0] < 24 && numbers[1] < 60 && numbers[2] <= 60
            && (rest.isEmpty
                || rest.first == UInt8(ascii: ".") && !fraction.isEmpty
                    && fraction.allSatisfy { (0x30...0x39).contains($0) })
    }

    /// Reads the numbers of a word by a pattern in which `d` is a digit.
    private static func numbers(
        in word: some Collection<UInt8>, _ pattern: StaticString
    ) -> [Int]? {
        let pattern = Array("\(pattern)".utf8)
        guard word.count == pattern.count else { return nil }
        var numbers = [0]
        for (byte, wanted) in zip(word, pattern) {
            switch wanted {
            case UInt8(ascii: "d"):
                guard (0x30...0x39).contains(byte) else { return nil }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
            case _:
                guard byte == wanted else { return nil }
                numbers.append(0)
            }
        }
        return numbers
    }
}
