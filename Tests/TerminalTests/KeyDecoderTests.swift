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
        "\u{1B}[1;5C", "\u{1B}[?62;c", "\u{1B}Oz", "\u{85}", "\u{1B}[>0;276;0c",
        "\u{1B}[57441;2u", "\u{1B}[113;9u", "\u{1B}[113;1:3u", "\u{1B}[3;1:3~", "\u{1B}[u",
        "\u{1B}[27;9;113~", "\u{1B}[999999999999;1u", "\u{1B}[49;5u", "\u{1B}[1;1:3A",
        "\u{1B}[133u", "\u{1B}[0;;133u",
        "\u{1B}[55296u", "\u{1B}[228;5u",
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

    @Test func `two escapes are two keys`() {
        #expect(events("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    }

    /// What terminals answer to programs, or send by themselves; none of it is typed.
    private static let reports = [
        "\u{1B}P1$r0;1q\u{1B}\\", "\u{1B}P>|xterm(388)\u{1B}\\", "\u{1B}P1+r544e=71\u{1B}\\",
        "\u{1B}P!|51524f58\u{1B}\\", "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{1B}\\",
        "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{07}", "\u{1B}]4;1;rgb:ff/00/00\u{07}",
        "\u{1B}]52;c;cXVpdA==\u{07}", "\u{1B}]lqDfx\u{1B}\\", "\u{1B}_Gi=31;OK\u{1B}\\",
        "\u{1B}^private q\u{1B}\\", "\u{1B}Xstart q\u{1B}\\", "\u{90}1$rq\u{9C}",
        "\u{9D}10;rgb:q\u{07}", "\u{1B}]11;broken off\u{18}", "\u{1B}[?1;2;4;6;9;15;18;21;22c",
        "\u{1B}[" + String(repeating: "1;", count: 40) + "q", "\u{9B}?62;c",
        "\u{1B}[M qr", "\u{1B}[200;3R", "\u{1B}[8;24;80t", "\u{1B}[?2026;2$y", "\u{1B}[?997;1n",
        "\u{1B}]52;c;" + String(repeating: "cXVp", count: 30_000) + "\u{07}",
    ]

    @Test(arguments: reports)
    func `a terminal's own report is no key, wherever it is cut in two`(report: String) {
        let scalars = Array(report.unicodeScalars.map(\.value))
        // A cut behind the ESC or its next character leaves what Alt types.
        for cut in Set([2, 3, 5, scalars.count / 2, scalars.count - 1, scalars.count])
        where (3...scalars.count).contains(cut) || (scalars[0] != 0x1B && cut > 1) {
            var decoder = KeyDecoder()
            var events = scalars.prefix(cut).flatMap { decoder.decode(.scalar($0)) }
            events += decoder.decode(.pause)
            events += scalars.dropFirst(cut).flatMap { decoder.decode(.scalar($0)) }
            events += decoder.decode(.pause) + decoder.decode(.scalar(0x71))
            #expect(events == [.key(.character("q"))], "cut at \(cut)")
        }
    }

    @Test(arguments: [
        "\u{1B}]11;rgb", "\u{1B}P>|xt", "\u{1B}_", "\u{1B}]52;c;aa\u{1B}", "\u{1B}[12;",
        "\u{1B}[" + String(repeating: "1", count: 60), "\u{1B}[M", "\u{1B}[<0;1",
    ])
    func `what never ends is over after a silence`(beginning: String) {
        var decoder = KeyDecoder()
        _ = events(beginning, &decoder)
        _ = decoder.decode(.pause)
        #expect(decoder.decode(.silence).isEmpty)
        #expect(events("q", &decoder) == [.key(.character("q"))])
    }

    @Test func `a string that goes on for ever is given up, and ctrl-c gets out of any`() {
        var decoder = KeyDecoder()
        _ = events("\u{1B}]52;c;" + String(repeating: "a", count: 1 << 20), &decoder)
        #expect(events("aaaaaaq", &decoder).last == .key(.character("q")))
        #expect(events("\u{1B}]11;rgb\u{3}") == [.key(.control("c"))])
        #expect(events("\u{1B}]11;rgb\u{1B}[A") == [.key(.up)])
    }

    @Test(
        arguments: [
            ("97u", .character("a")), ("97;1u", .character("a")), ("97;2u", .character("A")),
            ("97:65;2u", .character("A")), ("49:33;2u", .character("!")),
            ("49;2;33u", .character("!")), ("97;65u", .character("a")),
            ("97;129u", .character("a")), ("97;1:1u", .character("a")),
            ("97;1:2u", .character("a")), ("97;5u", .control("a")), ("97;69u", .control("a")),
            ("99;6u", .control("c")), ("105;5u", .tab), ("109;5u", .enter), ("91;5u", .escape),
            ("32;5u", .control(" ")), ("47;5u", .control("_")), ("97;3u", .alt("a")),
            ("97;4u", .alt("A")), ("27u", .escape), ("27;129u", .escape), ("13u", .enter),
            ("13;2u", .enter), ("13;5u", .enter), ("9u", .tab), ("9;2u", .backTab),
            ("9;5u", .tab), ("127u", .backspace), ("127;5u", .backspace), ("228u", .character("ä")),
            ("0;;233u", .character("é")), ("57399u", .character("0")), ("57414u", .enter),
            ("57413u", .character("+")), ("57419u", .up), ("57426u", .delete),
            ("27;5;97~", .control("a")), ("27;2;65~", .character("A")),
            ("27;2;33~", .character("!")),
            ("27;5;9~", .tab), ("27;2;9~", .backTab), ("27;6;99~", .control("c")),
            ("27;3;113~", .alt("q")), ("27;5;13~", .enter),
            ("1;129A", .up), ("1;1:1B", .down), ("1;65C", .right), ("5;129~", .pageUp),
            ("3;1:1~", .delete), ("1;129P", .function(1)), ("13~", .function(3)),
            ("1;2Z", .backTab),
        ] as [(String, KeyEvent)])
    func `a key in a protocol that was left on is the key it means`(text: String, key: KeyEvent) {
        #expect(events("\u{1B}[" + text) == [.key(key)])
    }

    @Test func `a paste without an end is over at the next key after a silence`() {
        var decoder = KeyDecoder()
        _ = events("\u{1B}[200~status:failed", &decoder)
        _ = decoder.decode(.pause)
        // More of the paste comes late, and many at a time.
        #expect(decoder.decode(.silence).isEmpty)
        #expect(events(" jq", &decoder).isEmpty)
        #expect(decoder.decode(.pause).isEmpty)
        #expect(decoder.decode(.silence).isEmpty)
        #expect(events("j", &decoder).isEmpty)
        #expect(
            decoder.decode(.pause) == [.paste("status:failed jq"), .key(.character("j"))])
        #expect(events("q", &decoder) == [.key(.character("q"))])
    }

    @Test(arguments: [[.scalar(0x1B)], [.code(0o403)]] as [[KeyDecoder.Input]])
    func `Esc and an arrow end a paste without an end too`(inputs: [KeyDecoder.Input]) {
        var decoder = KeyDecoder()
        _ = events("\u{1B}[200~", &decoder)
        _ = decoder.decode(.silence)
        #expect(inputs.flatMap { decoder.decode($0) }.isEmpty)
        #expect(decoder.decode(.pause) == [.key(inputs == [.scalar(0x1B)] ? .escape : .up)])
    }

    @Test func `the late end of a paste ends it`() {
        var decoder = KeyDecoder()
        _ = events("\u{1B}[200~a", &decoder)
        _ = decoder.decode(.silence)
        #expect(decoder.decode(.code(KeyCode.pasteEnd)) == [.paste("a")])
        _ = events("\u{1B}[200~b", &decoder)
        _ = decoder.decode(.silence)
        #expect(events("\u{1B}[201~", &decoder) == [.paste("b")])
    }

    @Test func `what comes alone after a silence is the paste's where its end follows`() {
        var decoder = KeyDecoder()
        _ = events("\u{1B}[200~a", &decoder)
        _ = decoder.decode(.silence)
        #expect(events("x", &decoder).isEmpty)
        #expect(decoder.decode(.code(KeyCode.pasteEnd)) == [.paste("ax")])
        #expect(events("q", &decoder) == [.key(.character("q"))])
    }

    @Test func `a multiplexer names itself, and that is no key`() {
        for (answer, found) in [(">84;0;0c", .remoteTmux), (">83;50000;0c", .screen)]
            as [(String, Clipboard.Multiplexer)]
        {
            var decoder = KeyDecoder()
            #expect(events("\u{1B}[" + answer, &decoder).isEmpty)
            #expect(decoder.multiplexer == found)
        }
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

    @Test
    func `what begins like the end of a paste is a part of it, and the end is found behind it`() {
        for held in ["\u{1B}", "\u{1B}[", "\u{1B}[20", "\u{1B}[201", "\u{1B}\u{1B}[2\u{1B}"] {
            let expected: [InputEvent] = [.paste("a" + held), .key(.character("b"))]
            #expect(events("\u{1B}[200~a" + held + "\u{1B}[201~b") == expected)
        }
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
