/// How a response is read of which an element of a list is not JSON.
///
/// Servers write `NaN`, leave line breaks in strings, cut escapes in half or nest without end. One
/// such row must not hide the others, so that it is found where it ends and set apart as it stands.
/// So is a row that holds nearly as many values as a whole response may.
extension JSONParser {
    /// How often the end of an element is looked for in the whole rest of a text.
    private static let mostSearches = 10
    /// How much is kept of an element that is not JSON, in bytes.
    private static let longestRemains = 65_536
    /// How many objects are looked into, one inside the other.
    private static let mostObjects = 32

    /// Reads one value, in which an element of a list that is not JSON, or holds too many values, is
    /// a string: its text as it was written, cut. Lists are those that are reached through objects
    /// alone; all around them has to be JSON, but for a comma too many at the end of a list or an
    /// object. What is nested deeper than anything that is looked for is a string as well.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - limit: How many values it may hold, those inside of others too.
    /// - Returns: The value.
    /// - Throws: The place of a mistake outside of any element, or where the elements together hold
    ///   too many values.
    package static func parseRows(
        _ bytes: [UInt8], limit: Int = .max
    ) throws(JSONSyntaxError) -> JSONValue {
        if let value = try? parse(bytes, limit: limit) { return value }
        var parser = JSONParser(bytes, limit: limit)
        var searches = mostSearches
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
        guard depth < Self.mostObjects else { return try passOver() }
        try count()
        index += 1
        var members: [JSONValue.Member] = []
        while true {
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            let key = try key()
            members.append(JSONValue.Member(key, try envelope(depth: depth + 1, &searches)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    /// Passes over the value of a member, however deeply it is nested.
    private mutating func passOver() throws(JSONSyntaxError) -> JSONValue {
        try count()
        let start = index
        guard let end = pairedEnd(from: start, within: UInt8(ascii: "}")) else {
            throw failure(.tooDeep)
        }
        index = end
        return remains(from: start)
    }

    /// The text from a place up to here, cut.
    private func remains(from start: Int) -> JSONValue {
        let remains = bytes[start..<min(index, start + Self.longestRemains)]
        return .string(String(decoding: remains, as: UTF8.self))
    }

    /// Reads the key of a member, and the colon behind it.
    private mutating func key() throws(JSONSyntaxError) -> String {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unexpected() }
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw unexpected() }
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
            if take(UInt8(ascii: "]")) { return .array(elements) }
            elements.append(try row(depth: depth + 1, &searches))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    /// Reads one element, or sets it apart.
    private mutating func row(
        depth: Int, _ searches: inout Int
    ) throws(JSONSyntaxError) -> JSONValue {
        let (start, room) = (index, left)
        left = largestRow
        if let row = try? value(depth: depth) {
            skipSpace()
            if isAtSeparator {
                left += room - largestRow
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
        return remains(from: start)
    }

    private var isAtSeparator: Bool {
        index < bytes.count
            && (bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "]"))
    }

    // MARK: - Where a broken element ends

    /// Finds the comma or the bracket behind an element that is not JSON.
    ///
    /// Brackets and quotation marks tell, as far as they are in pairs. Where a quotation mark is
    /// missing or stands there once too often, the next element begins where something begins like
    /// this one, or the list ends where all that follows is JSON.
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

    /// The end of an element whose brackets and quotation marks are in pairs; nil where they are not.
    /// What it stands in ends with the closing bracket.
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
                // In ASCII the two of a pair are two apart.
                guard let last = open.popLast(), last + 2 == bytes[place] else { return nil }
            case UInt8(ascii: ",") where open.isEmpty: return place
            default: break
            }
            place += 1
        }
        return nil
    }

    /// The place of the quotation mark that ends a string.
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

    /// What an object begins with, up to the end of its first key, without white space; empty where
    /// there is no object.
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

    /// Whether a list ends here, or another element like the one before begins.
    private func isEnd(_ place: Int, before opening: [UInt8]) -> Bool {
        guard bytes[place] == UInt8(ascii: ",") else { return true }
        guard let next = afterSpace(place + 1) else { return false }
        if opening.isEmpty { return true }
        return bytes[next] == UInt8(ascii: "]") || self.opening(at: next) == opening
    }

    /// The comma before the next object that begins like this one.
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

    /// The bracket behind which all that follows is JSON and closes what is open.
    private func listEnd(after start: Int, envelopeDepth: Int) -> Int? {
        var tries = 32
        var place = bytes.count - 1
        var end: Int?
        while place > start, tries > 0 {
            defer { place -= 1 }
            guard bytes[place] == UInt8(ascii: "]") else { continue }
            tries -= 1
            // A later one may be of another list, in what follows this one.
            if closes(from: place + 1, objects: envelopeDepth) { end = place }
        }
        return end
    }

    /// Whether a text goes on as JSON that closes so many objects.
    private func closes(from start: Int, objects: Int) -> Bool {
        var parser = self
        parser.index = start
        do {
            for _ in 0..<objects {
                parser.skipSpace()
                while parser.take(UInt8(ascii: ",")) {
                    _ = try parser.key()
                    _ = try parser.value(depth: 1)
                    parser.skipSpace()
                }
                guard parser.take(UInt8(ascii: "}")) else { return false }
            }
            try parser.end()
            return true
        } catch {
            return false
        }
    }
}
