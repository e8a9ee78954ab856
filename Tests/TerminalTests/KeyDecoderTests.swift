import Testing

@testable import Terminal

struct KeyDecoderTests {
    /// Feeds a text scalar by scalar, and then a pause.
    private func events(_ text: String) -> [InputEvent] {
        var decoder = KeyDecoder()
        return events(text, &decoder) + decoder.decode(.pause)
    }

    private func events(_ text: String, _ decoder: inout KeyDecoder) -> [InputEvent] {
        text.unicodeScalars.flatMap { decoder.decode(.scalar($0.value)) }
    }

    @Test(
        arguments: [
            ("a", .character("a")), ("G", .character("G")), (" ", .character(" ")),
            ("é", .character("é")), ("日", .character("日")), ("/", .character("/")),
            ("\u{0}", .control(" ")), ("\u{1}", .control("a")), ("\u{3}", .control("c")),
            ("\u{1A}", .control("z")), ("\u{1C}", .control("\\")), ("\u{1F}", .control("_")),
            ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace),
            ("\u{8}", .backspace), ("\u{1B}", .escape),
            ("\u{1B}q", .alt("q")), ("\u{1B}[", .alt("[")), ("\u{1B}O", .alt("O")),
            ("\u{1B}é", .alt("é")), ("\u{1B}\r", .enter),
            ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[Z", .backTab), ("\u{1B}[5~", .pageUp),
            ("\u{1B}[3~", .delete), ("\u{1B}OP", .function(1)), ("\u{1B}[24~", .function(12)),
            ("\u{1B}OM", .enter), ("\u{1B}Op", .character("0")), ("\u{1B}Ok", .character("+")),
        ] as [(String, KeyEvent)])
    func `what is typed becomes a key`(text: String, key: KeyEvent) {
        #expect(events(text) == [.key(key)])
    }

    @Test(
        arguments: [
            (0o402, .down), (0o403, .up), (0o404, .left), (0o405, .right), (0o406, .home),
            (0o550, .end), (0o407, .backspace), (0o512, .delete), (0o513, .insert),
            (0o522, .pageDown), (0o523, .pageUp), (0o527, .enter), (0o541, .backTab),
            (0o411, .function(1)), (0o424, .function(12)),
        ] as [(Int32, KeyEvent)])
    func `a special key becomes a key`(code: Int32, key: KeyEvent) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(code)) == [.key(key)])
    }

    @Test(arguments: [0o401, 0o410, 0o611, 0o632, 0o1042] as [Int32])
    func `an unknown special key is dropped`(code: Int32) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(code)).isEmpty)
        #expect(decoder.decode(.scalar(0x61)) == [.key(.character("a"))])
    }

    @Test(arguments: [
        "\u{1B}[1;5C", "\u{1B}[27;5;9~", "\u{1B}[97;5u", "\u{1B}[?62;c", "\u{1B}Oz", "\u{85}",
        "\u{1B}[>0;276;0c",
    ])
    func `an unknown sequence is swallowed whole`(text: String) {
        #expect(events(text + "q") == [.key(.character("q"))])
    }

    @Test func `a pause ends a lone escape but not a sequence cut in two`() {
        var decoder = KeyDecoder()
        #expect(events("\u{1B}", &decoder).isEmpty)
        #expect(decoder.decode(.pause) == [.key(.escape)])
        #expect(events("q\u{1B}[2", &decoder) == [.key(.character("q"))])
        #expect(decoder.decode(.pause).isEmpty)
        #expect(events("0~x", &decoder) == [.key(.function(9)), .key(.character("x"))])
    }

    @Test func `two escapes are two keys, and an endless sequence is given up`() {
        #expect(events("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
        let endless = "\u{1B}[" + String(repeating: "1", count: 33)
        #expect(events(endless + "q") == [.key(.character("q"))])
    }

    @Test func `an interrupted sequence gives way to the key that interrupts it`() {
        #expect(events("\u{1B}[12\u{3}") == [.key(.control("c"))])
        var decoder = KeyDecoder()
        _ = events("\u{1B}", &decoder)
        #expect(decoder.decode(.code(0o403)) == [.key(.up)])
    }

    @Test func `focus is reported, by number and by sequence`() {
        #expect(events("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(KeyCode.focusGained)) == [.focus(true)])
        #expect(decoder.decode(.code(KeyCode.focusLost)) == [.focus(false)])
    }

    @Test func `a paste is one text with its controls, its line ends line feeds`() {
        let pasted = events("a\u{1B}[200~q\r\nx\ry\u{3}\t\u{1B}[2Jz\u{1B}[201~b")
        let expected: [InputEvent] = [
            .key(.character("a")), .paste("q\nx\ny\u{3}\t\u{1B}[2Jz"), .key(.character("b")),
        ]
        #expect(pasted == expected)
    }

    @Test func `a paste that ncurses brackets lasts over pauses and resizes`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(KeyCode.pasteStart)).isEmpty)
        #expect(events("one", &decoder).isEmpty)
        for input in [KeyDecoder.Input.pause, .code(KeyCode.resize), .code(0o407)] {
            #expect(decoder.decode(input).isEmpty)
        }
        #expect(events("\u{1B}\u{1B}[20", &decoder).isEmpty)
        #expect(decoder.decode(.code(KeyCode.pasteEnd)) == [.paste("one\u{7F}\u{1B}\u{1B}[20")])
    }

    @Test func `an empty paste is none, and a long one is cut`() {
        #expect(events("\u{1B}[200~\u{1B}[201~").isEmpty)
        let long = String(repeating: "x", count: PasteBuffer.limit) + "yz"
        let expected = String(repeating: "x", count: PasteBuffer.limit)
        #expect(events("\u{1B}[200~" + long + "\u{1B}[201~") == [.paste(expected)])
    }
}
