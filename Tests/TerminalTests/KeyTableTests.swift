import Testing

@testable import Terminal

/// Each key of each table, and the edges of what is a key.
struct KeyTableTests {
    private func events(_ text: String, _ decoder: inout KeyDecoder) -> [InputEvent] {
        text.unicodeScalars.flatMap { decoder.decode(.scalar($0.value)) }
    }

    private func events(_ text: String) -> [InputEvent] {
        var decoder = KeyDecoder()
        return events(text, &decoder) + decoder.decode(.pause)
    }

    private static let numbered: [(Int, KeyEvent)] = [
        (1, .home), (2, .insert), (3, .delete), (4, .end), (5, .pageUp), (6, .pageDown),
        (7, .home), (8, .end), (11, .function(1)), (12, .function(2)), (13, .function(3)),
        (14, .function(4)), (15, .function(5)), (17, .function(6)), (18, .function(7)),
        (19, .function(8)), (20, .function(9)), (21, .function(10)), (23, .function(11)),
        (24, .function(12)),
    ]

    @Test(arguments: numbered)
    func `a number names a key`(number: Int, key: KeyEvent) {
        #expect(events("\u{1B}[\(number)~") == [.key(key)])
    }

    private static let lettered: [(String, KeyEvent)] = [
        ("A", .up), ("B", .down), ("C", .right), ("D", .left), ("F", .end), ("H", .home),
        ("P", .function(1)), ("Q", .function(2)), ("R", .function(3)), ("S", .function(4)),
        ("Z", .backTab),
    ]

    @Test(arguments: lettered)
    func `a letter names a key, with either introducer`(letter: String, key: KeyEvent) {
        #expect(events("\u{1B}[" + letter) == [.key(key)])
        #expect(events("\u{1B}O" + letter) == [.key(key)])
        #expect(events("\u{9B}" + letter) == [.key(key)])
        #expect(events("\u{8F}" + letter) == [.key(key)])
    }

    private static let keypad: [(String, KeyEvent?)] = [
        ("\u{1B}Oj", .character("*")), ("\u{1B}Oy", .character("9")), ("\u{1B}Oi", nil),
        ("\u{1B}[57409u", .character(".")), ("\u{1B}[57408u", .character("9")),
        ("\u{1B}[57415u", .character("=")), ("\u{1B}[57416u", .character(",")),
        ("\u{1B}[57417u", .left), ("\u{1B}[57418u", .right), ("\u{1B}[57420u", .down),
        ("\u{1B}[57421u", .pageUp), ("\u{1B}[57422u", .pageDown), ("\u{1B}[57423u", .home),
        ("\u{1B}[57424u", .end), ("\u{1B}[57425u", .insert), ("\u{1B}[57419;5u", nil),
        ("\u{1B}[57398u", nil), ("\u{1B}[57427u", nil), ("\u{1B}[57344u", nil),
        ("\u{1B}[63743u", nil), ("\u{1B}[63744u", .character("\u{F900}")),
    ]

    @Test(arguments: keypad)
    func `the numeric keypad types what is on it`(text: String, key: KeyEvent?) {
        #expect(events(text) == (key.map { [.key($0)] } ?? []))
    }

    private static let controlled: [(String, KeyEvent?)] = [
        ("50;5u", .control(" ")), ("51;5u", .escape), ("52;5u", .control("\\")),
        ("53;5u", .control("]")), ("54;5u", .control("^")), ("55;5u", .control("_")),
        ("56;5u", .backspace), ("63;5u", .backspace), ("57;5u", nil), ("64;5u", .control(" ")),
        ("122;5u", .control("z")), ("90;5u", .control("z")), ("223;2u", .character("ß")),
        ("97;256u", nil), ("97;257u", nil), ("97;0u", nil), ("97;8u", .control("a")),
        ("97;9u", nil),
    ]

    @Test(arguments: controlled)
    func `Control and Shift make of a key what they do without a protocol`(
        text: String, key: KeyEvent?
    ) {
        #expect(events("\u{1B}[" + text) == (key.map { [.key($0)] } ?? []))
    }

    private static let codes: [(Int32, KeyEvent?)] = [
        (0o410, nil), (0o411, .function(1)), (0o507, .function(63)), (0o510, nil),
        (0o534, .home), (0o535, .pageUp), (0o536, nil), (0o537, .end), (0o540, .pageDown),
    ]

    @Test(arguments: codes)
    func `the database numbers 63 function keys and the corners of the keypad`(
        code: Int32, key: KeyEvent?
    ) {
        #expect(KeyCode.key(for: code) == key)
    }

    private static let scalars: [(UInt32, KeyEvent?)] = [
        (0x00, .control(" ")), (0x01, .control("a")), (0x08, .backspace), (0x09, .tab),
        (0x0A, .enter), (0x0B, .control("k")), (0x0D, .enter), (0x1A, .control("z")),
        (0x1B, .escape), (0x1C, .control("\\")), (0x1F, .control("_")), (0x20, .character(" ")),
        (0x7E, .character("~")), (0x7F, .backspace), (0x80, nil), (0x9F, nil),
        (0xA0, .character("\u{A0}")), (0xD800, nil), (0x110000, nil),
    ]

    @Test(arguments: scalars)
    func `a scalar is the key that types it`(value: UInt32, key: KeyEvent?) {
        #expect(KeyDecoder.key(forScalar: value) == key)
    }

    @Test func `parameters of 32 characters are read, longer ones swallowed`() {
        let zeros = { (count: Int) in String(repeating: "0", count: count) }
        #expect(events("\u{1B}[" + zeros(30) + "97u") == [.key(.character("a"))])
        #expect(events("\u{1B}[" + zeros(31) + "97u").isEmpty)
    }

    @Test func `a string is broken off by CAN and SUB`() {
        #expect(events("\u{1B}]11;off\u{18}q") == [.key(.character("q"))])
        #expect(events("\u{1B}]11;off\u{1A}q") == [.key(.character("q"))])
    }

    @Test func `an old report of the mouse is three bytes, over pauses`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(KeyCode.oldMouse)).isEmpty)
        #expect(events("ab", &decoder).isEmpty)
        #expect(decoder.decode(.pause).isEmpty)
        #expect(events("cd", &decoder) == [.key(.character("d"))])
    }

    @Test func `a multiplexer that named itself stays known`() {
        var decoder = KeyDecoder()
        #expect(events("\u{1B}[>85;0;0c", &decoder).isEmpty)
        #expect(decoder.multiplexer == nil)
        _ = events("\u{1B}[>83;50000;0c", &decoder)
        #expect(events("\u{1B}[A", &decoder) == [.key(.up)])
        #expect(decoder.multiplexer == .screen)
    }

    @Test func `what is typed with Alt is forgotten once it was told`() {
        var decoder = KeyDecoder()
        #expect(events("\u{1B}[", &decoder).isEmpty)
        #expect(decoder.decode(.pause) == [.key(.alt("["))])
        #expect(decoder.decode(.pause).isEmpty)
        // The introducer of one character was typed with nothing.
        #expect(events("\u{9B}", &decoder).isEmpty)
        #expect(decoder.decode(.pause).isEmpty)
    }
}

struct PasteEdgeTests {
    private func pasted(_ text: String) -> [InputEvent] {
        var decoder = KeyDecoder()
        return "\u{1B}[200~\(text)\u{1B}[201~".unicodeScalars
            .flatMap { decoder.decode(.scalar($0.value)) }
    }

    @Test func `a paste is cut before the character that does not fit, for good`() {
        let most = String(repeating: "x", count: PasteBuffer.limit - 1)
        #expect(pasted(most + "éz") == [.paste(most)])
        let room = String(most.dropLast())
        #expect(pasted(room + "éz") == [.paste(room + "é")])
    }

    private static let lineEnds: [(String, String)] = [
        ("a\r\nb", "a\nb"), ("a\r\n\nb", "a\n\nb"), ("a\n\rb", "a\n\nb"), ("a\r\rb", "a\n\nb"),
        ("a\rb\nc", "a\nb\nc"),
    ]

    @Test(arguments: lineEnds)
    func `a carriage return with a line feed ends one line`(raw: String, text: String) {
        #expect(pasted(raw) == [.paste(text)])
    }

    @Test func `of the keys of the database a paste takes those that are characters`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(KeyCode.pasteStart)).isEmpty)
        for code in [0o527, 0o403, 0o407, 0o411] as [Int32] {
            #expect(decoder.decode(.code(code)).isEmpty)
        }
        #expect(decoder.decode(.code(KeyCode.pasteEnd)) == [.paste("\n\u{7F}")])
        #expect(decoder.decode(.code(0o403)) == [.key(.up)])
    }

    @Test func `the next paste begins anew`() {
        var decoder = KeyDecoder()
        let events = "\u{1B}[200~a\r\u{1B}[201~\u{1B}[200~\nb\u{1B}[201~".unicodeScalars
            .flatMap { decoder.decode(.scalar($0.value)) }
        #expect(events == [.paste("a\n"), .paste("\nb")])
    }
}
