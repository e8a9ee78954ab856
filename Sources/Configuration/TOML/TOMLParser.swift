/// Parses TOML 1.0 (toml.io, version 1.0.0) with the position of every key. Reports every mistake:
/// after one, it continues in the next line that can begin an entry.
struct TOMLParser {
    /// The most mistakes to report.
    private static let mostFaults = 20

    let bytes: [UInt8]
    private(set) var index = 0
    private(set) var line = 1
    private var lineStart = 0
    /// A byte of this line and its column, from which columns are counted.
    private var counted = (index: 0, column: 1)
    /// The most keys and indexes that may lead to a value.
    let deepest: Int

    private var tree = TOMLTree()
    /// The table that the last header opened, and its path.
    private var section = (table: TOMLTree.root, path: EntryPath())
    private(set) var positions: [EntryPath: FilePosition] = [:]
    /// The mistakes in the order of the text.
    private(set) var faults: [TOMLFault] = []

    /// Parses UTF-8 without a byte order mark to its end.
    init(_ text: [UInt8], deepest: Int) {
        bytes = text
        self.deepest = deepest
        while index < bytes.count, faults.count < Self.mostFaults {
            let start = (index: index, line: line)
            do throws(TOMLFault) {
                try readLine()
            } catch {
                faults.append(error)
                recover(from: start)
            }
        }
    }

    /// The entries, as far as they can be read.
    var entries: [String: TOMLEntry] { tree.entries() }
}

extension TOMLParser {
    typealias KeyPart = (name: String, place: FilePosition)

    /// Reads a line with a header, an entry or nothing.
    private mutating func readLine() throws(TOMLFault) {
        skipSpaces()
        switch peek {
        case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): break
        case UInt8(ascii: "["): try readHeader()
        case _:
            let (keys, value) = try readEntry(at: section.path)
            do throws(TOMLTree.Refusal) {
                try tree.set(value, for: keys.map(\.name), in: section.table)
            } catch {
                throw fault(error, keys, at: section.path)
            }
        }
        skipSpaces()
        try skipComment()
        guard index == bytes.count || skipLineEnd() else { throw fault(.moreInLine) }
    }

    /// Reads `[a.b]` or `[[a.b]]`, and makes it the current table.
    private mutating func readHeader() throws(TOMLFault) {
        let start = position
        advance()
        let isItem = skip(UInt8(ascii: "["))
        skipSpaces()
        guard startsKey else { throw fault(.namelessHeader) }
        let keys = try readKey()
        guard skip(UInt8(ascii: "]")), !isItem || skip(UInt8(ascii: "]")) else {
            throw fault(.openHeader)
        }
        let items: [Int?]
        do throws(TOMLTree.Refusal) {
            (section.table, items) = try tree.open(keys.map(\.name), isItem: isItem)
        } catch {
            throw fault(error, keys, at: EntryPath(), header: start)
        }
        section.path = EntryPath()
        for (key, item) in zip(keys, items) {
            section.path = section.path.key(key.name)
            record(section.path, at: start)
            guard let item else { continue }
            section.path = section.path.index(item)
            record(section.path, at: start)
        }
    }

    /// Reads `a.b = value` of a table.
    mutating func readEntry(
        at table: EntryPath
    ) throws(TOMLFault) -> (keys: [KeyPart], value: TOMLEntry) {
        guard startsKey else { throw fault(.missingKey) }
        let keys = try readKey()
        var path = table
        for key in keys {
            path = path.key(key.name)
            record(path, at: key.place)
        }
        try checkDepth(of: path)
        guard skip(UInt8(ascii: "=")) else { throw fault(.missingEquals) }
        skipSpaces()
        return (keys, try readValue(at: path))
    }

    /// Reads the parts of a dotted key, and the spaces around each.
    private mutating func readKey() throws(TOMLFault) -> [KeyPart] {
        var parts: [KeyPart] = []
        repeat {
            skipSpaces()
            let place = position
            guard startsKey else { throw fault(.missingKey) }
            guard parts.count < deepest else { throw fault(.nestedTooDeeply) }
            let name: String
            switch peek {
            case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: name = try readLineText()
            case _:
                let start = index
                while let byte = peek, Self.isBareKey(byte) { advance() }
                name = String(decoding: bytes[start..<index], as: UTF8.self)
            }
            parts.append((name, place))
            skipSpaces()
        } while skip(UInt8(ascii: "."))
        return parts
    }

    private var startsKey: Bool {
        guard let byte = peek else { return false }
        return Self.isBareKey(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        case _: false
        }
    }

    /// Skips to the next readable line after a mistake, beyond a broken value of several lines.
    private mutating func recover(from start: (index: Int, line: Int)) {
        let spansLines = line > start.line || isInOpenValue(from: start.index)
        if line > start.line { index = lineStart } else { skipRestOfLine() }
        guard spansLines else { return }
        while index < bytes.count, !startsStatement { skipRestOfLine() }
    }

    /// Whether a header, or a key and its `=`, begins here.
    private var startsStatement: Bool {
        var probe = self
        probe.skipSpaces()
        if probe.skip(UInt8(ascii: "[")) {
            _ = probe.skip(UInt8(ascii: "["))
            return (try? probe.readKey()) != nil && probe.peek == UInt8(ascii: "]")
        }
        return (try? probe.readKey()) != nil && probe.peek == UInt8(ascii: "=")
    }

    /// Whether a list may be open at the position of a mistake in the line that begins here.
    private func isInOpenValue(from start: Int) -> Bool {
        guard let equals = bytes[start..<index].firstIndex(of: UInt8(ascii: "=")) else {
            return false
        }
        let value = bytes[equals...].dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
        return value.first == UInt8(ascii: "[")
    }

    private mutating func skipRestOfLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { advance() }
        _ = skip(UInt8(ascii: "\n"))
    }

    private mutating func record(_ path: EntryPath, at place: FilePosition) {
        guard positions[path] == nil, path.steps.count <= deepest else { return }
        positions[path] = place
    }

    /// Records the start of a list item.
    mutating func recordItem(_ path: EntryPath) throws(TOMLFault) {
        try checkDepth(of: path)
        record(path, at: position)
    }

    private mutating func checkDepth(of path: EntryPath) throws(TOMLFault) {
        guard path.steps.count <= deepest else { throw fault(.nestedTooDeeply) }
    }
}

extension TOMLParser {
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    var position: FilePosition {
        mutating get {
            while counted.index < index {
                // A character of several bytes counts at its first one.
                if bytes[counted.index] & 0xC0 != 0x80 { counted.column += 1 }
                counted.index += 1
            }
            return FilePosition(line: line, column: counted.column)
        }
    }

    mutating func advance() {
        guard index < bytes.count else { return }
        index += 1
        guard bytes[index - 1] == UInt8(ascii: "\n") else { return }
        line += 1
        lineStart = index
        counted = (index, 1)
    }

    /// Skips a byte if it is next; returns whether it was.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        advance()
        return true
    }

    mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { advance() }
    }

    /// Skips LF or CR LF; returns whether there was one.
    mutating func skipLineEnd() -> Bool {
        if peek == UInt8(ascii: "\r"), bytes[index...].dropFirst().first == UInt8(ascii: "\n") {
            advance()
        }
        return skip(UInt8(ascii: "\n"))
    }

    mutating func skipComment() throws(TOMLFault) {
        guard peek == UInt8(ascii: "#") else { return }
        while let byte = peek, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            guard !Self.isControl(byte) else { throw fault(.controlCharacter) }
            advance()
        }
    }

    /// Skips spaces, comments and line ends.
    mutating func skipBlank() throws(TOMLFault) {
        repeat {
            skipSpaces()
            try skipComment()
        } while skipLineEnd()
    }

    /// Whether a byte is a control character other than a tab.
    static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

    /// Makes a mistake at the next byte, or at another position.
    mutating func fault(_ problem: TOMLProblem, at place: FilePosition? = nil) -> TOMLFault {
        TOMLFault(problem: .syntax(problem), position: place ?? position)
    }

    /// Makes a mistake that is not about TOML's syntax.
    private mutating func fault(_ problem: ConfigProblem) -> TOMLFault {
        TOMLFault(problem: problem, position: position)
    }

    /// Makes the mistake of a key or a header that cannot be added to its table.
    mutating func fault(
        _ refusal: TOMLTree.Refusal, _ keys: [KeyPart], at table: EntryPath,
        header: FilePosition? = nil
    ) -> TOMLFault {
        let names = keys.prefix(refusal.parts)
        let path = names.reduce(table) { $0.key($1.name) }
        let name = path.relative(to: table).description
        let line = positions[path]?.line
        let problem: TOMLProblem =
            switch refusal.kind {
            case .closed: .closedTable(name, line: line)
            case .repeated where header != nil: .repeatedTable(name, line: line)
            case .repeated: .repeatedKey(name, line: line)
            }
        return fault(problem, at: header ?? names.last?.place)
    }
}
