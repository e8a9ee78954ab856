/// The position at which a text stops being JSON.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    /// The zero-based byte offset.
    package let offset: Int
    package let problem: Problem

    package enum Problem: Hashable, Sendable {
        case truncated
        /// A byte that is not allowed here.
        case unexpectedByte(UInt8)
        /// Arrays and objects nested beyond the limit.
        case tooDeep
        /// Something follows the value.
        case trailing
        /// More values than the limit.
        case tooMany
    }
}

/// Reads JSON (RFC 8259) from bytes. Malformed UTF-8 and unpaired surrogates become U+FFFD.
package struct JSONParser {
    private static let deepest = 256

    // Visible to `JSONParser+Rows`.
    let bytes: [UInt8]
    var index = 0
    var left: Int
    /// The most values in a row, so that the rest of a response has room.
    let rowLimit: Int

    init(_ bytes: [UInt8], limit: Int = .max) {
        self.bytes = bytes
        left = limit
        rowLimit = limit - limit / 8
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// Reads one value, with or without a byte order mark, followed only by white space. `limit` is
    /// the most values, nested ones included.
    /// - Throws: The position of the first mistake.
    package static func parse(
        _ bytes: [UInt8], limit: Int = .max
    ) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes, limit: limit)
        let value = try parser.value(depth: 0)
        try parser.end()
        return value
    }

    mutating func end() throws(JSONSyntaxError) {
        skipSpace()
        guard index == bytes.count else { throw failure(.trailing) }
    }

    /// Whether all of a text is a number (RFC 8259, section 6).
    static func isNumber(_ text: String) -> Bool {
        var parser = JSONParser(Array(text.utf8))
        return (try? parser.number()) != nil && parser.index == parser.bytes.count
    }

    func failure(_ problem: JSONSyntaxError.Problem) -> JSONSyntaxError {
        JSONSyntaxError(offset: index, problem: problem)
    }

    func unexpected() -> JSONSyntaxError {
        failure(index < bytes.count ? .unexpectedByte(bytes[index]) : .truncated)
    }

    mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.deepest else { throw failure(.tooDeep) }
        try count()
        skipSpace()
        guard index < bytes.count else { throw failure(.truncated) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    mutating func count() throws(JSONSyntaxError) {
        guard left > 0 else { throw failure(.tooMany) }
        left -= 1
    }

    private mutating func literal(
        _ word: String, _ value: JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        for byte in word.utf8 {
            guard consume(byte) else { throw unexpected() }
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if consume(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw unexpected()
            }
            let key = try string()
            skipSpace()
            guard consume(UInt8(ascii: ":")) else { throw unexpected() }
            members.append(JSONValue.Member(key, try value(depth: depth + 1)))
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(members) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if consume(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(elements) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = index
        _ = consume(UInt8(ascii: "-"))
        if !consume(UInt8(ascii: "0")) { try digits() }
        if consume(UInt8(ascii: ".")) { try digits() }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try digits()
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index > start else { throw unexpected() }
    }

    mutating func string() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw unexpected()
            default:
                index += 1
            }
        }
        throw failure(.truncated)
    }

    /// Reads the rest of a string that has an escape.
    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var result = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"):
                index += 1
                result.append(contentsOf: String(Character(try escape())).utf8)
            case 0..<0x20:
                throw unexpected()
            default:
                result.append(byte)
                index += 1
            }
        }
        throw failure(.truncated)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard index < bytes.count else { throw failure(.truncated) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            index -= 1
            throw unexpected()
        }
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let unit = try hexUnit()
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        let resume = index
        guard consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) else {
            index = resume
            return "\u{FFFD}"
        }
        let second = try hexUnit()
        guard UTF16.isTrailSurrogate(second) else {
            index = resume
            return "\u{FFFD}"
        }
        let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func hexUnit() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw failure(.truncated) }
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw unexpected()
            }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }
}
