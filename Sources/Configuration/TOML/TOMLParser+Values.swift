extension TOMLParser {
    mutating func readValue(at path: EntryPath) throws(TOMLFault) -> TOMLEntry {
        switch peek {
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: return .text(try readText())
        case UInt8(ascii: "[")?: return try readList(at: path)
        case UInt8(ascii: "{")?: return try readInlineTable(at: path)
        case nil, UInt8(ascii: "\n")?, UInt8(ascii: "\r")?, UInt8(ascii: "#")?, UInt8(ascii: ",")?:
            throw fault(.missingValue)
        case _: return try readWord()
        }
    }

    private mutating func readList(at path: EntryPath) throws(TOMLFault) -> TOMLEntry {
        let first = line
        advance()
        var items: [TOMLEntry] = []
        while true {
            try skipBlank()
            if skip(UInt8(ascii: "]")) { return .list(items) }
            guard peek != nil else { throw fault(.openList(line: first)) }
            let item = path.index(items.count)
            try recordItem(item)
            items.append(try readValue(at: item))
            try skipBlank()
            guard skip(UInt8(ascii: ",")) || peek == UInt8(ascii: "]") else {
                throw fault(.openList(line: first))
            }
        }
    }

    private mutating func readInlineTable(at path: EntryPath) throws(TOMLFault) -> TOMLEntry {
        advance()
        var tree = TOMLTree()
        skipSpaces()
        if skip(UInt8(ascii: "}")) { return .table([:]) }
        while true {
            skipSpaces()
            let (keys, value) = try readEntry(at: path)
            do throws(TOMLTree.Refusal) {
                try tree.set(value, for: keys.map(\.name))
            } catch {
                throw fault(error, keys, at: path)
            }
            skipSpaces()
            if skip(UInt8(ascii: "}")) { return .table(tree.entries()) }
            guard skip(UInt8(ascii: ",")) else { throw fault(.openTable) }
            skipSpaces()
            guard peek != UInt8(ascii: "}") else { throw fault(.commaAtEnd) }
        }
    }

    private mutating func readWord() throws(TOMLFault) -> TOMLEntry {
        let place = position
        var word = readWordBytes()
        // A space may separate a date from its time.
        if word.count == 10, TOMLMoment.isDate(word), peek == 0x20,
            bytes[index...].dropFirst().first.map(Self.isDigit) == true
        {
            advance()
            word += [UInt8(ascii: "T")] + readWordBytes()
        }
        do throws(TOMLProblem) {
            return try TOMLWord.read(word)
        } catch {
            throw fault(error, at: place)
        }
    }

    private mutating func readWordBytes() -> [UInt8] {
        let start = index
        while let byte = peek, !Self.endsWord(byte) { advance() }
        return Array(bytes[start..<index])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "="):
            true
        case _: false
        }
    }
}

// Texts, with four kinds of quotes.
extension TOMLParser {
    private mutating func readText() throws(TOMLFault) -> String {
        let quote = bytes[index]
        guard bytes[index...].starts(with: [quote, quote, quote]) else {
            return try readLineText()
        }
        let place = position
        for _ in 0..<3 { advance() }
        _ = skipLineEnd()
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case quote where bytes[index...].starts(with: [quote, quote, quote]):
                for _ in 0..<3 { advance() }
                // Up to two more quotes belong to the text.
                for _ in 0..<2 where skip(quote) { text.append(quote) }
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                guard !skipEscapedLineEnd() else { continue }
                try readEscape(into: &text)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard skipLineEnd() else { throw fault(.controlCharacter) }
                text.append(UInt8(ascii: "\n"))
            case _: try readCharacter(into: &text)
            }
        }
        throw fault(.openLongText, at: place)
    }

    /// Reads a text on one line, as a key may be.
    mutating func readLineText() throws(TOMLFault) -> String {
        let place = position
        let quote = bytes[index]
        advance()
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case quote:
                advance()
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                try readEscape(into: &text)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): throw fault(.openText, at: place)
            case _: try readCharacter(into: &text)
            }
        }
        throw fault(.openText, at: place)
    }

    private mutating func readCharacter(into text: inout [UInt8]) throws(TOMLFault) {
        guard let byte = peek, !Self.isControl(byte) else { throw fault(.controlCharacter) }
        text.append(byte)
        advance()
    }

    /// Skips a backslash at the end of a line and all white space after it, if there is one.
    private mutating func skipEscapedLineEnd() -> Bool {
        let rest = bytes[index...].dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.starts(with: "\n".utf8) || rest.starts(with: "\r\n".utf8) else { return false }
        advance()
        repeat { skipSpaces() } while skipLineEnd()
        return true
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(TOMLFault) {
        let place = position
        advance()
        let letter = peek
        advance()
        switch letter {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(bytes[index - 1])
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = bytes[index...].prefix(letter == UInt8(ascii: "u") ? 4 : 8)
            guard digits.count == (letter == UInt8(ascii: "u") ? 4 : 8),
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw fault(.badEscape, at: place) }
            text += Array(String(scalar).utf8)
            for _ in digits { advance() }
        case _: throw fault(.badEscape, at: place)
        }
    }
}
