/// A place that the parser does not stand: it takes for granted there what a file need not hold, and
/// ends the process, or ends a text there unseen.
struct ParserGap: Hashable {
    /// What is wrong there, in the parser's manner.
    let problem: ConfigProblem
    /// Where.
    let position: FilePosition

    /// Finds the first one of a text: a `}` where a list wants a value, as in `[}` or `[1, }`, or
    /// what is beyond ASCII there; a table's header without a name, as in `[=]` or `[é]`; a date
    /// without an hour, as in `1979-05-27T:` and `1979-05-27 9`; a null character in a text, as in
    /// `"\u0000"`; or values in one another deeper than any setting, or such a key, each part of
    /// which takes the parser some of its stack.
    ///
    /// Texts and comments are stepped over as in a valid file; where a file goes wrong before, the
    /// parser never comes this far.
    static func first(in text: String) -> ParserGap? {
        var scanner = BracketScanner(bytes: Array(text.utf8))
        guard let (place, problem) = scanner.gap() else { return nil }
        let before = scanner.bytes[..<place]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        return ParserGap(problem: problem, position: FilePosition(line: line, column: column))
    }
}

/// Goes through a text from bracket to bracket.
private struct BracketScanner {
    /// How many bytes are looked at to see whether they are a date.
    private static let longestDate = 512

    let bytes: [UInt8]
    private var index = 0
    /// The brackets and braces that are open.
    private var open: [UInt8] = []
    /// Whether the outermost is that of a table's header, which ends with its line.
    private var isHeader = false
    /// How many dots the key has so far that may stand here.
    private var parts = 0
    /// What came last that is neither white space nor a comment; 0 at the beginning of a line.
    private var last: UInt8 = 0
    /// Where a null character was written in a text.
    private var null: Int?

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func gap() -> (place: Int, problem: ConfigProblem)? {
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\n"):
                if isHeader { open = [] }
                if open.isEmpty { last = 0 }
                parts = 0
                index += 1
                continue
            case 0x80... where wantsValue:
                return (index, .syntax("expected a value or closing ']' (reading array)"))
            // Outside of texts nothing beyond ASCII is valid, and some of it is taken for space.
            case 0...0x20, 0x80...:
                index += 1
                continue
            case UInt8(ascii: "#"):
                skipComment()
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                skipText(in: byte)
                if let null { return (null, .nullCharacter) }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if open.isEmpty { isHeader = byte == UInt8(ascii: "[") && last == 0 }
                if isHeader, open.isEmpty, let place = namelessHeader {
                    return (place, .syntax("expected a table's name (reading table header)"))
                }
                guard open.count < TOMLDocument.deepest else { return (index, .nestedTooDeeply) }
                open.append(byte)
                parts = 0
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if byte == UInt8(ascii: "}"), wantsValue {
                    let words = "expected a value or closing ']', saw '}' (reading array)"
                    return (index, .syntax(words))
                }
                _ = open.popLast()
                index += 1
            case UInt8(ascii: "."):
                parts += 1
                guard parts < TOMLDocument.deepest else { return (index, .nestedTooDeeply) }
                index += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if let place = brokenTime {
                    return (place, .syntax("expected 2-digit hour (reading date-time)"))
                }
                index += 1
            case UInt8(ascii: "="), UInt8(ascii: ","):
                parts = 0
                index += 1
            case _: index += 1
            }
            last = byte
        }
        return nil
    }

    /// Where a time should stand behind what is taken for a date, which begins here, and there is
    /// none, or only its first digit. Where the date has a `_`, the parser looks back further than it
    /// can.
    private var brokenTime: Int? {
        guard last == UInt8(ascii: "=") || wantsValue else { return nil }
        // More than the parser looks at.
        let date = bytes[index...].prefix(Self.longestDate).prefix { !endsValue($0) }
        if let place = missingTime(in: date) { return place }
        let scalars = Array(String(decoding: date, as: UTF8.self).unicodeScalars)
            .filter { $0 != "_" }
        let digit = date.endIndex + 1
        guard scalars.count == 10, scalars[4] == "-", scalars[7] == "-",
            bytes.indices.contains(digit), bytes[date.endIndex] == 0x20, isDigit(bytes[digit])
        else { return nil }
        // Some of what is beyond ASCII ends a value, as white space.
        let isLone =
            bytes.indices.contains(digit + 1)
            ? endsValue(bytes[digit + 1]) || bytes[digit + 1] >= 0x80 : true
        return isLone || date.contains(UInt8(ascii: "_")) ? digit : nil
    }

    /// Where a digit should stand behind a date and its `T`.
    private func missingTime(in text: ArraySlice<UInt8>) -> Int? {
        let isDate = text.prefix(10).enumerated().allSatisfy { place, byte in
            place == 4 || place == 7 ? byte == UInt8(ascii: "-") : isDigit(byte)
        }
        let rest = text.dropFirst(10)
        guard isDate, let mark = rest.first, mark | 0x20 == UInt8(ascii: "t"),
            rest.dropFirst().first.map(isDigit) != true
        else { return nil }
        return rest.startIndex + 1
    }

    /// Whether a value cannot go on with this byte.
    private func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09...0x0D, 0x20, UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","),
            UInt8(ascii: "#"):
            true
        case _: false
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Whether a list is open that begins here, or goes on behind a comma.
    private var wantsValue: Bool {
        open.last == UInt8(ascii: "[") && !isHeader
            && (last == UInt8(ascii: "[") || last == UInt8(ascii: ","))
    }

    /// Where the name of the header that begins here should begin and something else does.
    private var namelessHeader: Int? {
        var place = index + 1
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "[") { place += 1 }
        while place < bytes.count, isSpace(bytes[place]) { place += 1 }
        guard place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "]"):
            return nil
        case _: return place
        }
    }

    private mutating func skipComment() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    }

    /// Steps over a text of one line, or of several in three quotes.
    private mutating func skipText(in quote: UInt8) {
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        index += isLong ? 3 : 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                let escape = bytes[index...]
                if escape.starts(with: "\\u0000".utf8) || escape.starts(with: "\\U00000000".utf8) {
                    null = null ?? index
                }
                index += 2
            } else if isLong, bytes[index...].starts(with: [quote, quote, quote]) {
                // Up to two quotes more belong to the text.
                while index < bytes.count, bytes[index] == quote { index += 1 }
                return
            } else if !isLong, bytes[index] == UInt8(ascii: "\n") {
                return
            } else if !isLong, bytes[index] == quote {
                index += 1
                return
            } else {
                index += 1
            }
        }
    }
}
