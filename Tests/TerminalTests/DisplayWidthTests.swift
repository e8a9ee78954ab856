import Testing

@testable import Terminal

struct DisplayWidthTests {
    @Test(
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("ß", 1), ("─", 1), ("▶", 1), ("✖", 1), ("…", 1),
            ("日", 2), ("한", 2), ("ｆ", 2), ("ﾊ", 1), ("\u{3000}", 2), ("\u{20000}", 2),
            ("\u{1112}\u{1161}\u{11AB}", 2),
            ("😀", 2), ("⌚", 2), ("✅", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2),
            ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🏳️‍🌈", 2), ("🇩🇪", 2),
            ("\u{200B}", 0), ("\u{301}", 0), ("\u{AD}", 1), ("\u{202E}", 0), ("\u{2028}", 0),
            ("\u{0}", 0), ("\t", 0), ("\n", 0), ("\r\n", 0), ("\u{1B}", 0), ("\u{7F}", 0),
            ("\u{85}", 0), ("\u{E000}", 1),
        ] as [(Character, Int)])
    func `a grapheme takes its columns`(character: Character, columns: Int) {
        #expect(DisplayWidth.columns(of: character) == columns)
    }

    @Test func `a text takes the columns of its graphemes`() {
        #expect(DisplayWidth.columns(of: "") == 0)
        #expect(DisplayWidth.columns(of: "Mercury 銀行 👍🏽\u{7}") == 15)
    }

    @Test func `a scalar that is measured at once is a grapheme of its own, as wide as that`() {
        var count = 0
        for value in UInt32(0)..<0x3000 {
            guard let scalar = Unicode.Scalar(value),
                let columns = DisplayWidth.plainColumns(of: scalar)
            else { continue }
            count += 1
            #expect(DisplayWidth.columns(of: Character(scalar)) == columns)
            #expect("a\(scalar)\(scalar)✔".count == 4, "\(value)")
        }
        #expect(count > 2_000)
    }

    @Test func `a conjunct takes a column for each spacing letter`() {
        let conjunct = "\u{938}\u{94D}\u{924}\u{94D}\u{930}\u{940}"
        #expect(DisplayWidth.columns(of: conjunct) == 4)
        let pieces = conjunct.flatMap { DisplayWidth.pieces(of: $0) }
        #expect(pieces.map(\.text).joined() == conjunct)
        #expect(pieces.allSatisfy { $0.columns == 1 })
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc", 1, "…"), ("abc", 0, ""), ("", 0, ""),
        ("abc", -1, ""), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
        ("日本", 2, "…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
    func `a text is cut to fit`(text: String, columns: Int, expected: String) {
        #expect(DisplayWidth.truncate(text, to: columns) == expected)
    }

    @Test func `an ellipsis that does not fit is cut itself`() {
        #expect(DisplayWidth.truncate("abcdef", to: 2, ellipsis: "...") == "..")
        #expect(DisplayWidth.truncate("abcdef", to: 4, ellipsis: "...") == "a...")
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 100, ["one two three"]),
        ("a\n\nb\r\nc", 5, ["a", "", "b", "c"]),
        ("", 5, [""]),
        ("  at line one", 8, ["  at", "line one"]),
        ("    at", 8, ["    at"]),
        ("     at", 8, ["    at"]),
        ("            at\n       b", 9, ["    at", "    b"]),
        ("      at", 1, ["a", "t"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("see abcdefghij", 6, ["see ab", "cdefgh", "ij"]),
        ("日本語テキスト", 5, ["日本", "語テ", "キス", "ト"]),
        ("one   ", 3, ["one"]),
    ])
    func `a text is broken between words`(text: String, columns: Int, expected: [String]) {
        #expect(DisplayWidth.wrap(text, to: columns) == expected)
    }

    @Test(arguments: 2...24)
    func `wrapped lines fit and lose nothing but spaces`(columns: Int) {
        for text in Self.samples {
            let lines = DisplayWidth.wrap(text, to: columns)
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns })
            let kept = lines.joined().filter { $0 != " " }
            #expect(kept == text.filter { $0 != " " && $0 != "\n" })
        }
    }

    @Test func `nothing fits no columns`() {
        #expect(DisplayWidth.wrap("text", to: 0).isEmpty)
        #expect(DisplayWidth.wrap("text", to: .min).isEmpty)
    }

    /// Texts put together from awkward pieces by a fixed sequence.
    private static let samples: [String] = {
        let pieces = [
            "token", "was", "revoked;", " ", "  ", "\n", "https://api.example.com/v1/syncs?page=2",
            "日本語", "👨‍👩‍👧", "e\u{301}", "    at", "{\"code\":401}", "🇩🇪", "a",
        ]
        var seed: UInt64 = 42
        return (0..<60).map { _ in
            (0..<12).map { _ in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return pieces[Int(seed >> 33) % pieces.count]
            }.joined(separator: " ")
        }
    }()
}
