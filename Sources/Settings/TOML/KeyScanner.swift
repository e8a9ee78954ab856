/// Finds where each key of a valid TOML text stands, which the parser does not tell.
///
/// It reads headers, dotted keys, inline tables and lists, and steps over values. It goes once
/// through the text, and never fails: what it cannot follow has no position.
struct KeyScanner {
    private let scalars: [Unicode.Scalar]
    private let deepest: Int
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var positions: [EntryPath: FilePosition] = [:]
    /// How many `[[path]]` headers came so far.
    private var occurrences: [EntryPath: Int] = [:]

    private init(_ text: String, deepest: Int) {
        scalars = Array(text.unicodeScalars)
        self.deepest = deepest
    }

    /// Finds where each key and each list item stands, down to a number of steps.
    static func positions(in text: String, deepest: Int) -> [EntryPath: FilePosition] {
        var scanner = KeyScanner(text, deepest: deepest)
        scanner.scan()
        return scanner.positions
    }

    private mutating func scan() {
        var table = EntryPath()
        while true {
            skipBlank()
            guard let next = peek() else { return }
            if next == "[" {
                table = scanHeader()
            } else {
                scanPair(in: table)
            }
        }
    }

    /// Reads `[a.b]` or `[[a.b]]`, and hands back the table that it opens.
    private mutating func scanHeader() -> EntryPath {
        let start = position
        advance()
        let repeats = peek() == "["
        if repeats { advance() }
        let names = scanNames().map(\.name)
        while let next = peek(), next == "]" { advance() }

        var path = EntryPath()
        for (offset, name) in names.enumerated() {
            path = path.key(name)
            note(path, at: start)
            let isLast = offset == names.count - 1
            if isLast && repeats {
                occurrences[path, default: 0] += 1
            }
            if let count = occurrences[path] {
                path = path.index(count - 1)
                note(path, at: start)
            }
        }
        return path
    }

    /// Reads `a.b = value`, and moves on even where there is none.
    private mutating func scanPair(in table: EntryPath) {
        let before = index
        var path = table
        for (name, place) in scanNames() {
            path = path.key(name)
            note(path, at: place)
        }
        skipSpaces()
        if peek() == "=" {
            advance()
            skipSpaces()
            scanValue(at: path)
        }
        if index == before { advance() }
    }

    private mutating func scanValue(at path: EntryPath) {
        switch peek() {
        case "\"", "'": _ = scanText()
        case "[": scanList(at: path)
        case "{": scanInlineTable(at: path)
        default: skipPlainValue()
        }
    }

    private mutating func scanList(at path: EntryPath) {
        advance()
        var item = 0
        while true {
            skipBlank()
            guard let next = peek() else { return }
            if next == "]" { return advance() }
            if next == "," {
                advance()
                continue
            }
            let before = index
            note(path.index(item), at: position)
            scanValue(at: path.index(item))
            item += 1
            if index == before { advance() }
        }
    }

    private mutating func scanInlineTable(at path: EntryPath) {
        advance()
        while true {
            skipBlank()
            guard let next = peek() else { return }
            if next == "}" { return advance() }
            if next == "," {
                advance()
            } else {
                scanPair(in: path)
            }
        }
    }

    /// Reads the names of a dotted key, each with its place.
    private mutating func scanNames() -> [(name: String, place: FilePosition)] {
        var names: [(name: String, place: FilePosition)] = []
        while true {
            skipSpaces()
            let place = position
            let name = peek() == "\"" || peek() == "'" ? scanText() : scanBareName()
            if names.count < deepest { names.append((name, place)) }
            skipSpaces()
            guard peek() == "." else { return names }
            advance()
        }
    }

    private mutating func scanBareName() -> String {
        var name = String.UnicodeScalarView()
        while let next = peek(), !isOneOf(next, " \t\r\n.=[]{},#\"'") {
            name.append(next)
            advance()
        }
        return String(name)
    }

    /// Reads a text in quotes of any of the four kinds, with its escapes resolved.
    private mutating func scanText() -> String {
        guard let quote = peek() else { return "" }
        let isMultiline = peek(1) == quote && peek(2) == quote
        if isMultiline { for _ in 0..<3 { advance() } } else { advance() }
        var text = String.UnicodeScalarView()
        while let next = peek() {
            if next == quote && (!isMultiline || (peek(1) == quote && peek(2) == quote)) {
                break
            }
            advance()
            if next == "\\" && quote == "\"" {
                scanEscape(into: &text)
            } else {
                text.append(next)
            }
        }
        // Up to two quotes more may belong to a text in triple quotes.
        while peek() == quote {
            advance()
            if !isMultiline { break }
        }
        return String(text)
    }

    private mutating func scanEscape(into text: inout String.UnicodeScalarView) {
        guard let kind = peek() else { return }
        advance()
        let digits: Int
        switch kind {
        case "u": digits = 4
        case "U": digits = 8
        case "n": return text.append("\n")
        case "t": return text.append("\t")
        case "r": return text.append("\r")
        default: return text.append(kind)
        }
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek().flatMap({ Character($0).hexDigitValue }) else { return }
            value = value << 4 | UInt32(digit)
            advance()
        }
        if let scalar = Unicode.Scalar(value) { text.append(scalar) }
    }
}

extension KeyScanner {
    private var position: FilePosition {
        FilePosition(line: line, column: index - lineStart + 1)
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < scalars.count ? scalars[index + offset] : nil
    }

    private mutating func advance() {
        guard index < scalars.count else { return }
        index += 1
        if scalars[index - 1] == "\n" {
            line += 1
            lineStart = index
        }
    }

    private mutating func note(_ path: EntryPath, at place: FilePosition) {
        guard path.steps.count <= deepest, positions[path] == nil else { return }
        positions[path] = place
    }

    private mutating func skipSpaces() {
        while let next = peek(), next == " " || next == "\t" { advance() }
    }

    /// Steps over spaces, line ends and comments.
    private mutating func skipBlank() {
        while let next = peek() {
            if next == "#" {
                while let inside = peek(), inside != "\n" {
                    _ = inside
                    advance()
                }
            } else if isOneOf(next, " \t\r\n") {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func skipPlainValue() {
        while let next = peek(), !isOneOf(next, ",]}\n#") { advance() }
    }

    private func isOneOf(_ scalar: Unicode.Scalar, _ set: String) -> Bool {
        set.unicodeScalars.contains(scalar)
    }
}
