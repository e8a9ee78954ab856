/// Reads a response in which an element of an array is not valid JSON.
///
/// Servers write `NaN`, leave line breaks in strings, cut escapes in half or nest without end. One
/// such row must not hide the others: its end is found and its text becomes a string. The same
/// holds for a row with nearly as many values as a whole response may have.
extension JSONParser {
    /// The number of searches for the end of an element in all of the remaining text.
    private static let searchLimit = 10
    /// The most bytes that are kept of an element that is not JSON.
    private static let rawTextLimit = 65_536
    /// The deepest nesting of objects that are read.
    private static let objectDepthLimit = 32

    /// Reads one value. Elements of arrays that are not JSON, or hold too many values, become
    /// strings: their raw text, cut. Only arrays that are reached through objects alone are read
    /// so; everything around them must be JSON, except for a trailing comma. Anything nested deeper
    /// than the limit becomes a string too. `limit` is the most values, nested ones included.
    /// - Throws: The position of a mistake outside of any element, or of an excess of values in all
    ///   elements together.
    package static func parseRows(
        _ bytes: [UInt8], limit: Int = .max
    ) throws(JSONSyntaxError) -> JSONValue {
        if let value = try? parse(bytes, limit: limit) { return value }
        var parser = JSONParser(bytes, limit: limit)
        var searches = searchLimit
        let value = try parser.envelope(depth: 0, &searches)
        try parser.end()
        return value
    }

    private mutating func envelope(
        depth: Int, _ searches: inout Int
    ) throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        guard index < bytes.count else { throw failure(.truncated) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try openObject(depth: depth, &searches)
        case UInt8(ascii: "["): return try rows(depth: depth, &searches)
        default: return try value(depth: depth)
        }
    }

    private mutating func openObject(
        depth: Int, _ searches: inout Int
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.objectDepthLimit else { return try skipDeepValue() }
        try count()
        index += 1
        var members: [JSONValue.Member] = []
        while true {
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(members) }
            let key = try key()
            members.append(JSONValue.Member(key, try envelope(depth: depth + 1, &searches)))
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(members) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    /// Skips the value of a member, however deeply it is nested.
    private mutating func skipDeepValue() throws(JSONSyntaxError) -> JSONValue {
        try count()
        let start = index
        guard let end = pairedEnd(from: start, within: UInt8(ascii: "}")) else {
            throw failure(.tooDeep)
        }
        index = end
        return rawText(from: start)
    }

    /// The raw text from a position to here, cut.
    private func rawText(from start: Int) -> JSONValue {
        let rawText = bytes[start..<min(index, start + Self.rawTextLimit)]
        return .string(String(decoding: rawText, as: UTF8.self))
    }

    private mutating func key() throws(JSONSyntaxError) -> String {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unexpected() }
        let key = try string()
        skipSpace()
        guard consume(UInt8(ascii: ":")) else { throw unexpected() }
        return key
    }

    private mutating func rows(
        depth: Int, _ searches: inout Int
    ) throws(JSONSyntaxError) -> JSONValue {
        try count()
        index += 1
        var elements: [JSONValue] = []
        while true {
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(elements) }
            elements.append(try row(depth: depth + 1, &searches))
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(elements) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    /// Reads one element, or its raw text if it is not JSON.
    private mutating func row(
        depth: Int, _ searches: inout Int
    ) throws(JSONSyntaxError) -> JSONValue {
        let (start, room) = (index, left)
        left = rowLimit
        if let row = try? value(depth: depth) {
            skipSpace()
            if isAtSeparator {
                left += room - rowLimit
                guard left >= 0 else { throw failure(.tooMany) }
                return row
            }
        }
        left = room
        try count()
        let mistake = unexpected()
        guard let end = end(ofRowFrom: start, envelopeDepth: depth - 1, &searches) else {
            throw mistake
        }
        index = end
        return rawText(from: start)
    }

    private var isAtSeparator: Bool {
        index < bytes.count
            && (bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "]"))
    }

    // MARK: - Where a broken element ends

    /// Finds the comma or bracket after an element that is not JSON.
    ///
    /// Paired brackets and quotation marks decide. If a quotation mark is missing or superfluous,
    /// the element ends where the next one begins in the same way, or where the rest of the text is
    /// JSON.
    private func end(
        ofRowFrom start: Int, envelopeDepth: Int, _ searches: inout Int
    ) -> Int? {
        let paired = pairedEnd(from: start, within: UInt8(ascii: "]"))
        let opening = opening(at: start)
        if let paired, isEnd(paired, before: opening) { return paired }
        guard searches > 0 else { return paired }
        searches -= 1
        return nextRow(after: start, beginning: opening) ?? paired
            ?? listEnd(after: start, envelopeDepth: envelopeDepth)
    }

    /// The end of an element with paired brackets and quotation marks, else nil; `closing` ends it.
    private func pairedEnd(from start: Int, within closing: UInt8) -> Int? {
        var open: [UInt8] = []
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard let end = stringEnd(from: place) else { return nil }
                place = end
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(bytes[place])
            case closing where open.isEmpty: return place
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // In ASCII, the codes of a pair differ by two.
                guard let last = open.popLast(), last + 2 == bytes[place] else { return nil }
            case UInt8(ascii: ",") where open.isEmpty: return place
            default: break
            }
            place += 1
        }
        return nil
    }

    /// The position of the quotation mark that ends a string.
    private func stringEnd(from start: Int) -> Int? {
        var place = start + 1
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): return place
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
        }
        return nil
    }

    /// The beginning of an object up to its first key, without white space; empty for no object.
    private func opening(at start: Int) -> [UInt8] {
        guard let brace = afterSpace(start), bytes[brace] == UInt8(ascii: "{"),
            let quote = afterSpace(brace + 1), bytes[quote] == UInt8(ascii: "\""),
            let end = stringEnd(from: quote), end - quote < 200
        else { return [] }
        return [UInt8(ascii: "{")] + bytes[quote...end]
    }

    private func afterSpace(_ start: Int) -> Int? {
        var parser = self
        parser.index = start
        parser.skipSpace()
        return parser.index < bytes.count ? parser.index : nil
    }

    /// Whether the list ends here or another element begins like the previous one.
    private func isEnd(_ place: Int, before opening: [UInt8]) -> Bool {
        guard bytes[place] == UInt8(ascii: ",") else { return true }
        guard let next = afterSpace(place + 1) else { return false }
        if opening.isEmpty { return true }
        return bytes[next] == UInt8(ascii: "]") || self.opening(at: next) == opening
    }

    /// The comma before the next object that begins in the same way.
    private func nextRow(after start: Int, beginning opening: [UInt8]) -> Int? {
        guard !opening.isEmpty else { return nil }
        var place = start + 1
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: ","), let next = afterSpace(place + 1),
                bytes[next] == UInt8(ascii: "{"), self.opening(at: next) == opening
            {
                return place
            }
            place += 1
        }
        return nil
    }

    /// The bracket after which the rest is JSON and closes all open objects.
    private func listEnd(after start: Int, envelopeDepth: Int) -> Int? {
        var tries = 32
        var place = bytes.count - 1
        var end: Int?
        while place > start, tries > 0 {
            defer { place -= 1 }
            guard bytes[place] == UInt8(ascii: "]") else { continue }
            tries -= 1
            // A later bracket may belong to another list that follows this one.
            if closes(from: place + 1, objects: envelopeDepth) { end = place }
        }
        return end
    }

    /// Whether the rest of the text is JSON that closes this many objects.
    private func closes(from start: Int, objects: Int) -> Bool {
        var parser = self
        parser.index = start
        do {
            for _ in 0..<objects {
                parser.skipSpace()
                while parser.consume(UInt8(ascii: ",")) {
                    _ = try parser.key()
                    _ = try parser.value(depth: 1)
                    parser.skipSpace()
                }
                guard parser.consume(UInt8(ascii: "}")) else { return false }
            }
            try parser.end()
            return true
        } catch {
            return false
        }
    }
}
