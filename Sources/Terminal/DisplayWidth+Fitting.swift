extension DisplayWidth {
    /// Returns the text if it fits, else its beginning and as much of the ellipsis as fits.
    package static func truncate(
        _ text: String, to columns: Int, ellipsis: String = "…"
    ) -> String {
        guard columns > 0 else { return "" }
        // No text has more columns than bytes.
        guard text.utf8.count > columns, self.columns(of: text) > columns else { return text }
        let room = columns - self.columns(of: ellipsis)
        guard room >= 0 else { return prefix(of: ellipsis, columns: columns) }
        return prefix(of: text, columns: room) + ellipsis
    }

    /// Returns the longest prefix of at most this many columns.
    package static func prefix(of text: String, columns: Int) -> String {
        var used = 0
        var end = text.startIndex
        while end < text.endIndex {
            used += self.columns(of: text[end])
            guard used <= columns else { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }

    /// Returns the text in lines of at most this many columns, broken between words if possible and
    /// within longer words if necessary. Line feeds stay line breaks. A line keeps its indentation,
    /// up to half the width; its continuations have none. Spaces at a break are dropped. Returns no
    /// lines for zero columns; a wide character in a single column is a line of its own, one column
    /// too long.
    package static func wrap(_ text: String, to columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        var wrapper = Wrapper(width: columns)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: isLineBreak) {
            wrapper.add(line: line)
        }
        return wrapper.lines
    }

    private static func isLineBreak(_ character: Character) -> Bool {
        character == "\n" || character == "\r\n"
    }

    private struct Wrapper {
        let width: Int
        private(set) var lines: [String] = []
        private var line = ""
        private var used = 0

        init(width: Int) { self.width = width }

        mutating func add(line text: Substring) {
            var rest = text
            var gap = min(removeSpaces(from: &rest), width / 2)
            while !rest.isEmpty {
                let word = rest.prefix { $0 != " " }
                rest = rest[word.endIndex...]
                add(word: word, after: gap)
                gap = removeSpaces(from: &rest)
            }
            breakLine()
        }

        private mutating func add(word: Substring, after gap: Int) {
            let columns = word.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
            let room = width - used - gap
            if columns > room, columns <= width, !line.isEmpty {
                breakLine()
            } else if columns <= room || room > 0 {
                line += String(repeating: " ", count: gap)
                used += gap
            } else {
                breakLine()
            }
            for character in word { add(character) }
        }

        private mutating func add(_ character: Character) {
            let columns = DisplayWidth.columns(of: character)
            if used + columns > width, used > 0 { breakLine() }
            line.append(character)
            used += columns
        }

        private mutating func breakLine() {
            lines.append(line)
            line = ""
            used = 0
        }

        private func removeSpaces(from text: inout Substring) -> Int {
            let spaces = text.prefix { $0 == " " }
            text = text[spaces.endIndex...]
            return spaces.count
        }
    }
}
