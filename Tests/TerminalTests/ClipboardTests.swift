import Testing

@testable import Terminal

struct ClipboardTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("✖ ü", "4pyWIMO8"), ("\u{FF}\u{FF}\u{FF}", "w7/Dv8O/"),
    ])
    func `a text is sent as base64`(text: String, encoded: String) {
        #expect(
            Clipboard.sequence(for: text, through: nil) == "\u{1B}]52;c;\(encoded)\u{07}")
    }

    @Test func `tmux is given it plain and wrapped`() {
        let plain = "\u{1B}]52;c;Zm9v\u{07}"
        #expect(
            Clipboard.sequence(for: "foo", through: .tmux)
                == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
    }

    @Test func `screen is given pieces`() {
        let sequence = Clipboard.sequence(
            for: String(repeating: "a", count: 2_000), through: .screen)
        let pieces = sequence?.split(separator: "\u{1B}\\") ?? []
        #expect(pieces.count == 4)
        #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 702 })
    }

    @Test func `where tmux and screen cannot be told apart, only a short text is sent, to both`() {
        let plain = "\u{1B}]52;c;Zm9v\u{07}"
        #expect(
            Clipboard.sequence(for: "foo", through: .unknown)
                == plain + "\u{1B}P" + plain + "\u{1B}\\")
        let long = String(repeating: "a", count: 600)
        #expect(Clipboard.sequence(for: long, through: .unknown) == nil)
        #expect(Clipboard.sequence(for: long, through: .remoteTmux)?.hasPrefix("\u{1B}]52") == true)
    }

    @Test func `a text that is too long is not sent`() {
        #expect(
            Clipboard.sequence(
                for: String(repeating: "a", count: Clipboard.limit + 1), through: nil) == nil)
    }

    @Test(
        arguments: [
            ([:], nil), (["TERM": "xterm-256color"], nil), (["TMUX": ""], nil),
            (["TMUX": "/tmp/t,1,0", "TERM": "screen-256color"], .tmux),
            (["TERM": "tmux-256color"], .remoteTmux), (["TERM": "screen.xterm"], .unknown),
            (["TERM": "screen-256color", "TMUX": "", "STY": ""], .unknown),
            (["STY": "1.a", "TERM": "xterm"], .screen),
        ] as [([String: String], Clipboard.Multiplexer?)])
    func `the environment tells what stands in between`(
        environment: [String: String], found: Clipboard.Multiplexer?
    ) {
        #expect(Clipboard.Multiplexer(environment: environment) == found)
    }
}
