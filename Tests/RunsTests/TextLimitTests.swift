import Runs
import Testing
import TestSupport

/// The edges of what is kept of a stranger's text.
struct TextLimitTests {
    private static let rows: [(String, String)] = [
        ("\u{1B}]stopped\u{1A}after", "after"), ("\u{1B}0x", "x"), ("\u{1B}~x", "x"),
        ("\u{1B}/xy", "y"), ("\u{1B}\u{7F}x", "^[^?x"), ("\u{1B}\u{1F}x", "^[^_x"),
        ("\u{1B}[2@x", "x"), ("\u{1B}[3~x", "x"), ("\u{9B}mx", "x"), ("\u{9B}é", "<U+009B>é"),
        ("1\u{200D}👩", "1<U+200D>👩"), ("👩\u{200D}🏽", "👩<U+200D>🏽"),
        ("👩\u{200D}1", "👩<U+200D>1"),
        // Badly decoded text goes on in front of what looks like an introducer.
        ("—\u{9D}0;t", "—"), ("a\u{9D}0;t", "a<U+009D>0;t"),
        ("\u{A0}\u{9D}0;t", "\u{A0}<U+009D>0;t"), ("\u{80}\u{90}q", "<U+0080><U+0090>q"),
    ]

    @Test(arguments: rows)
    func `a sequence ends where it ends, and a joiner joins emoji alone`(raw: String, safe: String)
    {
        #expect(bytes(SafeText.line(raw).text) == bytes(safe))
    }

    @Test(arguments: ["\u{1B}]", "\u{1B}P", "\u{9D}", "\u{90}"])
    func `a string that nothing ends takes 4,096 characters`(introducer: String) {
        let most = introducer + String(repeating: "x", count: 4_096)
        #expect(SafeText.line(most).text.isEmpty)
        #expect(SafeText.line(most + "xy").text == "xy")
    }

    @Test func `each character may carry its own four marks, each emoji its own joiners`() {
        let marked = "e" + String(repeating: "\u{301}", count: 4)
        #expect(bytes(SafeText.line(marked + marked).text) == bytes(marked + marked))
        let family = "👩" + String(repeating: "\u{200D}👩", count: 4)
        #expect(bytes(SafeText.line(family + family).text) == bytes(family + family))
    }

    @Test func `only a block of 80 characters or more says how much is missing`() {
        let raw = String(repeating: "x", count: 300)
        let kept = { (count: Int) in String(repeating: "x", count: count) + "…" }
        #expect(SafeText.block(raw, limit: 80).text == kept(40) + " (260 more characters)")
        #expect(SafeText.block(raw, limit: 79).text == kept(78))
        #expect(SafeText.line(raw, limit: 80).text == kept(79))
    }

    @Test func `a text that just fits is whole`() {
        #expect(SafeText.line("éééééé", limit: 6).text == "éééééé")
        #expect(SafeText.line("ééééééé", limit: 6).text == "ééééé…")
        #expect(SafeText.block("éé\néé", limit: 5).text == "éé\néé")
        #expect(SafeText.line("ab", limit: 1).text == "…")
        #expect(SafeText.line("ab", limit: 0).text == "…")
    }
}

struct DurationEdgeTests {
    private static let read: [(String, Int64, Int64)] = [
        ("999999999999999ms", 999_999_999_999_999, 1), ("1.9ms", 1, 1),
        ("30m1h", 5_400_000, 60_000), ("1s500ms", 1_500, 1), ("0.5d", 43_200_000, 86_400_000),
        ("1w1d", 691_200_000, 86_400_000), ("1.25s", 1_250, 1_000),
    ]

    @Test(arguments: read)
    func `parts are added and the smallest unit is told`(
        text: String, milliseconds: Int64, unit: Int64
    ) {
        #expect(RunDuration.parse(text)?.milliseconds == milliseconds)
        #expect(RunDuration.parse(text)?.smallestUnit == unit)
    }

    @Test(arguments: ["1000000000000000ms", "106751991167d106751991167d", "1h.5m", "1h2"])
    func `what is too long or too much is no duration`(text: String) {
        #expect(RunDuration.parse(text) == nil)
    }
}

struct EditDistanceEdgeTests {
    private static let rows: [(String, [String], [String])] = [
        // Two of six letters may be wrong, three may not.
        ("stxxus", ["status"], ["status"]), ("sxxxus", ["status"], []),
        ("sttus", ["status"], ["status"]), ("tigge", ["trigger"], ["trigger"]),
        // Of a short word one letter may.
        ("ie", ["id"], ["id"]), ("xy", ["id"], []),
        // Two letters begin a word, one does not.
        ("st", ["status", "since", "started"], ["status", "started"]),
        ("s", ["status", "since"], []),
        // Only the nearest, and of those the first three.
        ("stotes", ["stares", "states"], ["states"]),
        ("ca", ["cat", "car", "cap", "can"], ["cat", "car", "cap"]),
    ]

    @Test(arguments: rows)
    func `the nearest words are found`(word: String, known: [String], found: [String]) {
        #expect(EditDistance.nearest(to: word, among: known) == found)
    }

    @Test func `a word of more than 64 letters is no slip`() {
        let word = String(repeating: "a", count: 64)
        #expect(EditDistance.nearest(to: word, among: [word]) == [word])
        #expect(EditDistance.nearest(to: word + "a", among: [word + "a"]).isEmpty)
    }
}
