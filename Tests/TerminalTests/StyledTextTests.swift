import Terminal
import Testing

struct StyledTextTests {
    private let coral = Style(
        foreground: .rgb(255, 0, 0), background: .rgb(0, 0, 0), attributes: [.bold, .underline])

    @Test(arguments: [
        (ColorDepth.monochrome, "failed"),
        (.ansi8, "\u{1B}[1;4;31;40mfailed\u{1B}[0m"),
        (.ansi16, "\u{1B}[1;4;91;40mfailed\u{1B}[0m"),
        (.palette256, "\u{1B}[1;4;38;5;196;48;5;16mfailed\u{1B}[0m"),
        (.direct, "\u{1B}[1;4;38;2;255;0;0;40mfailed\u{1B}[0m"),
    ])
    func `a style is written in the colours that there are`(depth: ColorDepth, expected: String) {
        #expect(StyledText.text("failed", style: coral, depth: depth) == expected)
    }

    @Test func `a plain style and an empty text need no sequences`() {
        #expect(StyledText.text("a", style: .plain, depth: .palette256) == "a")
        #expect(StyledText.text("", style: coral, depth: .palette256).isEmpty)
    }

    @Test(arguments: [
        (["TERM": "xterm-256color"], ColorDepth.palette256),
        (["TERM": "tmux-256color"], .palette256),
        (["TERM": "xterm-kitty"], .palette256),
        (["TERM": "xterm-direct"], .direct),
        (["TERM": "rxvt-16color"], .ansi16),
        (["TERM": "xterm"], .ansi8),
        (["TERM": "linux"], .ansi8),
        (["TERM": "vt100"], .monochrome),
        (["TERM": "dumb"], .monochrome),
        ([:], .monochrome),
        (["TERM": "xterm-256color", "NO_COLOR": "1"], .monochrome),
        (["TERM": "xterm-256color", "NO_COLOR": ""], .palette256),
    ])
    func `a terminal's name tells its colours`(
        environment: [String: String], depth: ColorDepth
    ) {
        #expect(ColorDepth(environment: environment) == depth)
    }
}
