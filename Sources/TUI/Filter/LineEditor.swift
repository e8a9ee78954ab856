import Runs
import Terminal

/// A line of text under edit, with the usual readline keys.
package struct LineEditor: Hashable, Sendable {
    /// The longest line, in characters.
    private static let limit = 4_096

    private var characters: [Character]
    /// The place of the cursor, in characters from the left.
    package private(set) var cursor: Int

    init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    /// The text.
    package var text: String { String(characters) }

    /// Inserts a text as one line, made safe first, so that the user edits what is shown.
    mutating func insert(_ text: String) {
        let oneLine = text.replacing("\r\n", with: " ").replacing("\n", with: " ")
        let clean = SafeText.line(oneLine, limit: Self.limit).text
        let room = clean.prefix(max(0, Self.limit - characters.count))
        characters.insert(contentsOf: room, at: cursor)
        cursor += room.count
    }

    mutating func replace(_ range: Range<Int>, with text: String) {
        let clamped = range.clamped(to: 0..<characters.count)
        characters.replaceSubrange(clamped, with: text)
        cursor = clamped.lowerBound + text.count
    }

    /// Applies an editing key; false for any other key.
    mutating func apply(_ key: KeyEvent) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .alt("b"): cursor = wordStart
        case .alt("f"): cursor = wordEnd
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete, .control("d"): remove(cursor..<min(characters.count, cursor + 1))
        case .control("w"): remove(wordStart..<cursor)
        case .control("u"): remove(0..<cursor)
        case .control("k"): remove(cursor..<characters.count)
        default: return false
        }
        return true
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, characters[place - 1] == " " { place -= 1 }
        while place > 0, characters[place - 1] != " " { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, characters[place] == " " { place += 1 }
        while place < characters.count, characters[place] != " " { place += 1 }
        return place
    }
}
