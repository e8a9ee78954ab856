import Testing

@testable import Terminal

struct GlyphTests {
    /// Measures as the C library does: scalar by scalar.
    private let unicode = GlyphMaker(supportsUnicode: true) { DisplayWidth.columns(of: $0) }
    private let ascii = GlyphMaker(supportsUnicode: false) { $0.isASCII ? 1 : -1 }

    private func text(_ glyphs: [Glyph]) -> [String] {
        glyphs.map { glyph in
            glyph.scalars.compactMap(Unicode.Scalar.init).map(String.init).joined()
        }
    }

    @Test(arguments: [
        ("é", 1, ["é"]), ("e\u{301}", 1, ["e\u{301}"]), ("日", 2, ["日"]), ("─", 1, ["─"]),
        ("❤\u{FE0F}", 2, ["❤", " "]), ("👨‍👩‍👧", 2, ["👨"]), ("👍🏽", 2, ["👍"]),
        ("🇩🇪", 2, ["D", "E"]), ("1\u{FE0F}\u{20E3}", 2, ["1\u{20E3}", " "]),
    ])
    func `a cell is sent as what terminals agree on`(
        text: String, columns: Int, expected: [String]
    ) {
        let glyphs = unicode.glyphs(for: text, columns: columns)
        #expect(self.text(glyphs) == expected)
        #expect(glyphs.reduce(0) { $0 + $1.columns } == columns)
    }

    @Test func `at most four marks are sent`() {
        let glyphs = unicode.glyphs(
            for: "a" + String(repeating: "\u{301}", count: 9), columns: 1)
        #expect(glyphs.first?.scalars.count == 5)
    }

    @Test func `what the C library measures otherwise is replaced and padded`() {
        let disagreeing = GlyphMaker(supportsUnicode: true) { $0 == "日" ? -1 : 1 }
        #expect(text(disagreeing.glyphs(for: "日", columns: 2)) == ["\u{FFFD}", " "])
        let poor = GlyphMaker(supportsUnicode: true) { $0.isASCII ? 1 : -1 }
        #expect(text(poor.glyphs(for: "日", columns: 2)) == ["?", " "])
    }

    @Test(arguments: ["\u{1B}", "\u{7F}", "\r", "\u{9B}", "\u{202E}", "\u{200B}", ""])
    func `what moves the cursor or hides is never sent`(cell: String) {
        let sent = text(unicode.glyphs(for: cell, columns: 1))
        #expect(sent == [cell.isEmpty ? " " : "\u{FFFD}"])
    }

    @Test func `without Unicode everything but ASCII is a question mark`() {
        #expect(text(ascii.glyphs(for: "é", columns: 1)) == ["?"])
        #expect(text(ascii.glyphs(for: "日", columns: 2)) == ["?", " "])
        #expect(text(ascii.glyphs(for: "e\u{301}", columns: 1)) == ["e"])
        #expect(text(ascii.glyphs(for: "~", columns: 1)) == ["~"])
    }
}
