/// What a text is written in: nothing, one encoding, or several, one in another.
struct TextNesting: Hashable, Sendable {
    /// A way in which characters are written by others.
    enum Encoding {
        /// `%22`, as in URLs and forms.
        case percent
        /// `\"` and `\u0022`, as in a JSON string.
        case json
    }

    /// How many encodings may stand one in another.
    private static let deepest = 2

    /// The text as it is.
    static let plain = TextNesting(depth: 0, encodings: 0)
    /// Each encoding, and all that they may be to one another.
    static let encoded = (1...deepest).flatMap { depth in
        (0..<(1 << depth)).map { TextNesting(depth: depth, encodings: $0) }
    }

    /// How many encodings there are.
    private let depth: Int
    /// A bit for each, the lowest for the outermost: 0 for percent, 1 for JSON. An array would cost
    /// more than all that is read.
    private let encodings: Int

    private init(depth: Int, encodings: Int) {
        self.depth = depth
        self.encodings = encodings
    }

    /// The encoding that is undone last; nil for a text as it is.
    var innermost: Encoding? {
        depth == 0 ? nil : encodings >> (depth - 1) & 1 == 0 ? .percent : .json
    }

    /// What is left without the innermost.
    var outer: TextNesting { TextNesting(depth: depth - 1, encodings: encodings) }
}

/// Reads a text as it was before it was encoded, from one place of it on.
struct EscapedReader {
    /// What one step reads.
    enum Unit: Equatable {
        /// A byte, which may be a part of a character; each of ASCII is told so.
        case byte(UInt8)
        /// A character beyond ASCII that is written by its number.
        case scalar(Unicode.Scalar)
    }

    /// The longest run of backslashes that stands before one escaped character.
    private static let longestRun = 3

    private let text: UnsafeBufferPointer<UInt8>
    /// The place behind what was read.
    private(set) var index: Int

    /// Begins at a place of a text, which must outlive the reader.
    init(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
        self.text = text
        self.index = index
    }

    /// Reads one step of the text, or of what is left once encodings are undone.
    ///
    /// - Parameter nesting: What it is written in.
    /// - Returns: What is read; nil at the end, and where nothing of that encoding is written.
    mutating func next(_ nesting: TextNesting) -> Unit? {
        guard let innermost = nesting.innermost else {
            guard index < text.count else { return nil }
            defer { index += 1 }
            return .byte(text[index])
        }
        let outer = nesting.outer
        guard let unit = next(outer) else { return nil }
        switch innermost {
        case .percent: return unit == .byte(UInt8(ascii: "%")) ? percent(outer) : unit
        case .json: return unit == .byte(UInt8(ascii: "\\")) ? escape(outer) : unit
        }
    }

    /// Reads what stands behind a percent sign, which may also be one and no more.
    private mutating func percent(_ outer: TextNesting) -> Unit {
        let resume = index
        if let value = hexadecimal(2, outer) { return .byte(UInt8(truncatingIfNeeded: value)) }
        index = resume
        return .byte(UInt8(ascii: "%"))
    }

    /// Reads what stands behind a backslash. Controls are none of a secret's.
    private mutating func escape(_ outer: TextNesting) -> Unit? {
        let unit = next(outer)
        guard case .byte(let byte)? = unit else { return nil }
        if byte != UInt8(ascii: "u") { return Self.isEscapable(byte) ? unit : nil }
        guard let first = hexadecimal(4, outer) else { return nil }
        if first < 0x80 { return .byte(UInt8(truncatingIfNeeded: first)) }
        guard UTF16.isLeadSurrogate(UInt16(truncatingIfNeeded: first)) else {
            return Unicode.Scalar(first).map(Unit.scalar)
        }
        guard next(outer) == .byte(UInt8(ascii: "\\")), next(outer) == .byte(UInt8(ascii: "u")),
            let second = hexadecimal(4, outer),
            UTF16.isTrailSurrogate(UInt16(truncatingIfNeeded: second))
        else { return nil }
        let value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        return Unicode.Scalar(value).map(Unit.scalar)
    }

    private mutating func hexadecimal(
        _ count: Int, _ outer: TextNesting
    ) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard case .byte(let byte)? = next(outer), let digit = Self.digit(byte) else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        case _: nil
        }
    }

    /// Whether JSON may write a byte with a backslash before it.
    private static func isEscapable(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/")
    }
}

// MARK: - Where it is worth a look
extension EscapedReader {
    /// Whether a byte may begin what is written in an encoding.
    static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\")
    }

    /// The bytes that the mark at a place may begin, each as one encoding or another reads it, and the
    /// mark itself.
    static func firstBytes(
        in text: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> [UInt8] {
        var found = [text[index]]
        guard index + 1 < text.count else { return found }
        switch (text[index], text[index + 1]) {
        case (UInt8(ascii: "%"), let next) where digit(next) != nil: break
        case (UInt8(ascii: "\\"), UInt8(ascii: "u")), (UInt8(ascii: "\\"), UInt8(ascii: "%")): break
        case (UInt8(ascii: "\\"), let next) where isEscapable(next): break
        case _: return found
        }
        for nesting in TextNesting.encoded {
            var reader = EscapedReader(text, at: index)
            let first: UInt8? =
                switch reader.next(nesting) {
                case .byte(let byte)?: byte
                case .scalar(let scalar)?: UTF8.encode(scalar)?.first
                case nil: nil
                }
            if let first, !found.contains(first) { found.append(first) }
        }
        return found
    }

    /// Whether the mark at a place may begin a certain byte, written in whatever encoding. It only
    /// spares the reading where not: most marks begin something else.
    static func mayBegin(
        _ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Bool {
        guard text[index] == UInt8(ascii: "\\") else {
            guard index + 2 < text.count, let high = digit(text[index + 1]),
                let low = digit(text[index + 2])
            else { return false }
            let value = high << 4 | low
            return value == byte || isMark(value)
        }
        var next = index + 1
        while next < text.count, next - index <= longestRun, text[next] == UInt8(ascii: "\\") {
            next += 1
        }
        // A backslash is written with others; anything else stands behind at most so many.
        if byte == UInt8(ascii: "\\"), next - index > 1 { return true }
        guard next < text.count, next - index <= longestRun else { return false }
        return text[next] == UInt8(ascii: "u") || text[next] == UInt8(ascii: "%")
            || (text[next] == byte && isEscapable(byte))
    }
}
