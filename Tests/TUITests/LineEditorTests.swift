import Terminal
import Testing

@testable import TUI

/// A line under edit: its keys at both ends and between words.
struct LineEditorTests {
    private static let edits: [(String, [KeyEvent], String, Int)] = [
        ("ab cd", [], "ab cd", 5), ("ab cd", [.left], "ab cd", 4),
        ("ab cd", [.home, .left], "ab cd", 0), ("ab cd", [.right], "ab cd", 5),
        ("ab cd", [.home, .control("f")], "ab cd", 1),
        ("ab cd", [.control("b"), .control("e")], "ab cd", 5),
        ("ab cd", [.control("a"), .end], "ab cd", 5),
        ("ab cd", [.home, .backspace], "ab cd", 0), ("ab cd", [.delete], "ab cd", 5),
        ("ab cd", [.backspace], "ab c", 4), ("ab cd", [.left, .backspace], "ab d", 3),
        ("ab cd", [.home, .delete], "b cd", 0), ("ab cd", [.left, .control("d")], "ab c", 4),
        ("ab", [.left, .character("x")], "axb", 2), ("ab cd  ", [.control("w")], "ab ", 3),
        ("ab cd", [.left, .control("w")], "ab d", 3), ("ab", [.home, .control("w")], "ab", 0),
        ("ab cd", [.left, .control("u")], "d", 0), ("ab cd", [.left, .control("k")], "ab c", 4),
        ("ab", [.control("k"), .home, .control("u")], "ab", 0),
    ]

    @Test(arguments: edits)
    func `a key edits at the cursor`(text: String, keys: [KeyEvent], left: String, cursor: Int) {
        var editor = LineEditor(text)
        for key in keys {
            let isTaken = editor.apply(key)
            #expect(isTaken)
        }
        #expect(editor.text == left)
        #expect(editor.cursor == cursor)
    }

    private static let jumps: [([KeyEvent], Int)] = [
        ([.alt("b")], 4), ([.alt("b"), .alt("b")], 1), ([.alt("b"), .alt("b"), .alt("b")], 0),
        ([.alt("f")], 7), ([.home, .alt("f")], 3), ([.home, .alt("f"), .alt("f")], 6),
        ([.home, .alt("f"), .alt("f"), .alt("f")], 7),
    ]

    @Test(arguments: jumps)
    func `words are gone over one by one`(keys: [KeyEvent], cursor: Int) {
        var editor = LineEditor(" ab cd ")
        for key in keys { _ = editor.apply(key) }
        #expect(editor.cursor == cursor)
        #expect(editor.text == " ab cd ")
    }

    @Test(arguments: [KeyEvent.up, .enter, .tab, .escape, .control("p"), .alt("x"), .pageUp])
    func `other keys are left to others`(key: KeyEvent) {
        var editor = LineEditor("ab")
        let isTaken = editor.apply(key)
        #expect(!isTaken)
        #expect(editor == LineEditor("ab"))
    }

    @Test func `what is pasted becomes one line`() {
        var editor = LineEditor("<>")
        _ = editor.apply(.left)
        editor.insert("a\r\nb\nc")
        #expect(editor.text == "<a b c>")
        #expect(editor.cursor == 6)
    }

    @Test func `a line is no longer than its limit, and one that is grows no more`() {
        var editor = LineEditor(String(repeating: "a", count: 4_094))
        editor.insert("bcd")
        #expect(editor.text.count == 4_096)
        #expect(editor.text.hasSuffix("abc"))
        #expect(editor.cursor == 4_096)
        editor.insert("e")
        #expect(editor.text.hasSuffix("abc"))
        var long = LineEditor(String(repeating: "a", count: 5_000))
        long.insert("b")
        #expect(long.text.count == 5_000)
        #expect(long.cursor == 5_000)
    }

    @Test func `what is replaced leaves the cursor behind it`() {
        var editor = LineEditor("ab cd")
        editor.replace(0..<2, with: "xyz")
        #expect(editor.text == "xyz cd")
        #expect(editor.cursor == 3)
        editor.replace(4..<99, with: "q")
        #expect(editor.text == "xyz q")
        #expect(editor.cursor == 5)
    }

    @Test func `a completion turns around both ends and keeps what stands behind it`() {
        var editor = LineEditor("a rest")
        var open = Prompt.Completing(
            candidates: ["a", "bcd", "ef"], chosen: 0, range: 0..<1)
        let turns: [(Int, String, Int)] = [
            (1, "bcd rest", 3), (1, "ef rest", 2), (1, "a rest", 1), (-1, "ef rest", 2),
        ]
        for (direction, text, end) in turns {
            open.turn(direction, in: &editor)
            #expect(editor.text == text)
            #expect(editor.cursor == end)
            #expect(open.range == 0..<end)
        }
    }

    private static let spaces: [(String, String)] = [
        ("", ""), (" ", ""), ("a", "a"), ("  a b  ", "a b"), ("\ta", "\ta"),
    ]

    @Test(arguments: spaces)
    func `only spaces are trimmed, at both ends`(text: String, trimmed: String) {
        #expect(text.trimmed == trimmed)
    }
}
