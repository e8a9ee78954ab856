import Runs
import Testing
import TestSupport

struct SafeTextTests {
    @Test(
        arguments: [
            ("a b", "a b"), (" \t a  b\n", "a  b"), ("\u{1B}[1m a\u{1B}[0m ", "a"), ("", nil),
            (" \r\n", nil), ("\u{1B}[1m \u{1B}[0m", nil), (nil, nil), ("\u{200B}", "<U+200B>"),
        ] as [(String?, String?)])
    func `words are what there is to see of a text`(text: String?, words: String?) {
        #expect(SafeText.words(text) == words)
    }

    @Test(arguments: [
        ("plain text stays", "plain text stays"),
        ("\u{1B}[2J\u{1B}]52;c;AAAA\u{07}", ""),
        ("a\rb", "a^Mb"),
        ("user\u{202E}gpj.exe", "user<U+202E>gpj.exe"),
        ("zero\u{200B}width", "zero<U+200B>width"),
        ("\u{1B}[2J\u{1B}]52;c;AAAA\u{07}token\r\u{202E}x\u{200B}", "token^M<U+202E>x<U+200B>"),
        ("red \u{1B}[1;31mtext\u{1B}[0m", "red text"),
        ("\u{1B}[?25l\u{1B}[!p\u{1B}[4 qx", "x"),
        ("\u{1B}]0;title\u{1B}\\after", "after"),
        ("\u{1B}]8;;http://x\u{9C}link\u{1B}]8;;\u{07}", "link"),
        ("\u{1B}Pq#0\u{07}data\u{1B}\\after", "after"),
        ("\u{1B}_apc\u{1B}\\\u{1B}^pm\u{1B}\\\u{1B}Xsos\u{1B}\\after", "after"),
        ("\u{1B}(B\u{1B}#8\u{1B}c\u{1B}7after", "after"),
        ("\u{9B}2Jafter", "after"),
        ("\u{9D}0;t\u{9C}\u{90}q\u{9C}\u{98}s\u{9C}\u{9E}p\u{9C}\u{9F}a\u{9C}after", "after"),
        ("a \u{1B}]never ended", "a "),
        ("a \u{1B}[12", "a "),
        ("a \u{1B}(", "a "),
        ("cut \u{1B}]off\u{1B}[0m short", "cut  short"),
        ("\u{1B}]stopped\u{18}after", "after"),
        ("lone \u{1B}", "lone ^["),
        ("\u{1B}\u{1B}[0m[2J", "^[[2J"),
        ("\u{1B}[3é", "é"),
        ("\u{0}\u{07}\u{08}\u{0B}\u{1F}\u{7F}", "^@^G^H^K^_^?"),
        ("\u{85}\u{9C}", "<U+0085><U+009C>"),
        ("\u{AD}\u{2028}\u{2029}\u{FEFF}", "<U+00AD><U+2028><U+2029><U+FEFF>"),
        ("\u{E0041}\u{E0100}\u{FE00}", "<U+E0041><U+E0100><U+FE00>"),
        ("\u{2066}\u{200C}\u{200E}\u{61C}", "<U+2066><U+200C><U+200E><U+061C>"),
        ("\u{115F}\u{3164}\u{34F}", "<U+115F><U+3164><U+034F>"),
        ("\u{E000}\u{FFFF}\u{10FFFE}\u{378}", "<U+E000><U+FFFF><U+10FFFE><U+0378>"),
        ("日本語 naïve Ωμέγα", "日本語 naïve Ωμέγα"),
        ("👩‍💻 ❤️ 1️⃣ 👍🏽 🇫🇷", "👩‍💻 ❤️ 1️⃣ 👍🏽 🇫🇷"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("a\u{200D}b", "a<U+200D>b"),
        ("👩\u{200D}", "👩<U+200D>"),
        ("x\u{FE0F}", "x<U+FE0F>"),
        ("❤\u{FE0F}\u{FE0F}", "❤\u{FE0F}<U+FE0F>"),
    ])
    func `a line shows what it may and names the rest`(raw: String, safe: String) {
        #expect(bytes(SafeText.line(raw).text) == bytes(safe))
        #expect(bytes(SafeText(raw).text) == bytes(safe))
    }

    /// The introducers of strings, in both forms.
    private static let strings = [
        "\u{1B}]", "\u{1B}P", "\u{1B}X", "\u{1B}^", "\u{1B}_", "\u{9D}", "\u{90}", "\u{98}",
        "\u{9E}", "\u{9F}",
    ]

    @Test(arguments: strings)
    func `a string that nothing ends goes with the rest of its line`(introducer: String) {
        let begun = "a \(introducer)0;title é"
        for (raw, safe) in [
            (begun, "a "), (begun + "\u{1B}[31mred", "a red"), (begun + "\u{1B}", "a ^["),
            (begun + "\u{85}b", "a <U+0085>b"), (begun + "…", "a "),
            (begun + "\nwhat went wrong\u{1B}[0m", "a \nwhat went wrong"),
            (begun + "\r\nwhat went wrong", "a \nwhat went wrong"),
            (begun + "\nmore\u{1B}\\b", "a b"), (begun + "\u{9C}b", "a b"),
        ] {
            #expect(bytes(SafeText.block(raw).text) == bytes(safe), "\(raw.debugDescription)")
        }
        let long = begun + String(repeating: "x", count: 5_000)
        let left = SafeText.block(long).text.unicodeScalars.count
        #expect((900...1_000).contains(left))
    }

    @Test(arguments: [
        ("\u{9B}31", ""), ("\u{9B}1;", ""), ("\u{1B}[", ""), ("\u{1B}[1;3 ", ""),
        ("\u{1B}[38;5\u{1B}[0m", ""), ("\u{1B}[3\nm", "\nm"), ("\u{1B}#", ""), ("\u{1B}[12…", "…"),
    ])
    func `a sequence that was cut short goes as far as it came`(raw: String, safe: String) {
        #expect(bytes(SafeText.block("a " + raw).text) == bytes("a " + safe))
    }

    @Test(arguments: [
        ("Stra\u{C3}\u{9F}e gesperrt", "StraÃ<U+009F>e gesperrt"),
        (
            "\u{E2}\u{80}\u{9C}no\u{E2}\u{80}\u{9D} it said",
            "â<U+0080><U+009C>noâ<U+0080><U+009D> it said"
        ),
        ("kri\u{9E}ovatka", "kri<U+009E>ovatka"),
        ("Field “Name\u{9D} is too long", "Field “Name<U+009D> is too long"),
        ("\u{9D}é lost", "<U+009D>é lost"),
    ])
    func `badly decoded text loses none of it`(raw: String, safe: String) {
        #expect(bytes(SafeText.line(raw).text) == bytes(safe))
    }

    @Test func `a line keeps to one line`() {
        #expect(SafeText.line("a\nb\r\nc\td\n\ne").text == "a^Jb^M^Jc^Id^J^Je")
    }

    @Test func `a block breaks lines and fills tabs up`() {
        #expect(SafeText.block("a\r\nb\n\tc\tdd\teee\tf").text == "a\nb\n    c   dd  eee f")
        #expect(SafeText.block("a\rb").text == "a^Mb")
        #expect(SafeText.block("a\r\r\nb").text == "a^M\nb")
    }

    @Test func `a character carries at most four marks`() {
        let mark = "\u{301}"
        let piled = "e" + String(repeating: mark, count: 9) + "x"
        let kept = "e" + String(repeating: mark, count: 4) + "x"
        #expect(bytes(SafeText.line(piled).text) == bytes(kept))
    }

    @Test func `a mark with nothing to carry it is named`() {
        #expect(SafeText.line("\u{301}a").text == "<U+0301>a")
        #expect(SafeText.block("a\n\u{301}b").text == "a\n<U+0301>b")
    }

    @Test func `skin tones and joined emoji do not pile up without end`() {
        let tones = SafeText.line("👍" + String(repeating: "🏽", count: 30)).text
        #expect(tones.unicodeScalars.count == 5)
        let family = SafeText.line("👩" + String(repeating: "\u{200D}👩", count: 5)).text
        #expect(family.unicodeScalars.filter { $0 == "\u{200D}" }.count == 4)
        #expect(family.contains("<U+200D>"))
    }

    @Test func `a long line ends in an ellipsis within its limit`() {
        #expect(SafeText.line("abcdef", limit: 6).text == "abcdef")
        #expect(SafeText.line("abcdefg", limit: 6).text == "abcde…")
        #expect(SafeText.line("ab\u{0}\u{0}\u{0}", limit: 6).text == "ab^@…")
        #expect(SafeText.line("ab\u{200B}cd", limit: 6).text == "ab…")
        let long = SafeText.line(String(repeating: "é", count: 5_000)).text
        #expect(long.unicodeScalars.count == SafeText.lineLimit)
        #expect(long.last == "…")
    }

    @Test func `a long block says how much is missing`() {
        let cut = SafeText.block(String(repeating: "x", count: 300), limit: 100).text
        #expect(cut == String(repeating: "x", count: 60) + "… (240 more characters)")
        let whole = String(repeating: "x", count: SafeText.blockLimit)
        #expect(SafeText.block(whole).text == whole)
        #expect(SafeText.block(whole + "x").text.hasSuffix("… (41 more characters)"))
    }

    @Test func `a cut leaves no joiner behind`() {
        let raw = "ab👩‍💻cd"
        for limit in 1...8 {
            let cut = SafeText.line(raw, limit: limit)
            #expect(SafeText.line(cut.text, limit: limit) == cut)
            #expect(cut.text.unicodeScalars.dropLast().last != "\u{200D}")
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `making safe text safe again changes nothing`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let raw = Self.noise(length: Int.random(in: 0...80, using: &random), &random)
            for limit in [2_000, 90, 17, 1] {
                let line = SafeText.line(raw, limit: limit)
                let block = SafeText.block(raw, limit: limit)
                #expect(bytes(SafeText.line(line.text, limit: limit).text) == bytes(line.text))
                #expect(bytes(SafeText.block(block.text, limit: limit).text) == bytes(block.text))
                #expect(line.text.unicodeScalars.count <= limit)
                #expect(block.text.unicodeScalars.count <= limit)
                #expect(line.text.unicodeScalars.allSatisfy { Self.isHarmless($0) })
                #expect(block.text.unicodeScalars.allSatisfy { $0 == "\n" || Self.isHarmless($0) })
            }
        }
    }

    private static let awkward: [Unicode.Scalar] = [
        "\u{1B}", "[", "]", "P", "\\", "\u{07}", "\u{9B}", "\u{9C}", "\u{9D}", "\r", "\n", "\t",
        "0", ";", "m", "a", " ", "\u{200D}", "\u{FE0F}", "\u{FE0E}", "👩", "💻", "🏽", "❤",
        "\u{301}", "\u{20E3}", "\u{202E}", "\u{200B}", "\u{E0041}", "\u{FFFF}", "\u{7F}", "日",
        "\u{FF9E}", "\u{1F1EB}",
    ]

    private static func noise(length: Int, _ random: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<length {
            let anything = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
            let known = awkward.randomElement(using: &random) ?? "a"
            text.append(Bool.random(using: &random) ? known : anything ?? known)
        }
        return String(text)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\u{200D}" || scalar == "\u{FE0E}" || scalar == "\u{FE0F}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .surrogate:
            return false
        default: return true
        }
    }
}
