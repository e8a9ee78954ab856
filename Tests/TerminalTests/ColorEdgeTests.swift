import Testing

@testable import Terminal

/// Where one colour ends and the next begins.
struct ColorEdgeTests {
    private static let levels: [(UInt8, Int)] = [
        (0, 0), (47, 0), (48, 1), (114, 1), (115, 2), (154, 2), (155, 3), (194, 3), (195, 4),
        (234, 4), (235, 5), (255, 5),
    ]

    @Test(arguments: levels)
    func `a part of a colour has its level`(part: UInt8, level: Int) {
        #expect(RGB.cubeLevel(part) == level)
    }

    private static let named: [(Color, Int32)] = [
        (.rgb(64, 0, 0), 1), (.rgb(63, 0, 0), 0), (.rgb(0, 205, 205), 6), (.rgb(205, 0, 205), 5),
        (.rgb(205, 205, 0), 3), (.rgb(0, 205, 0), 2), (.rgb(255, 0, 255), 13), (.ansi(17), 1),
        (.ansi(15), 15), (.palette(15), 15), (.palette(16), 0), (.palette(231), 15),
    ]

    @Test(arguments: named)
    func `each of 16 colours has its own`(color: Color, number: Int32) {
        #expect(ColorMatch.number(of: color, depth: .ansi16) == number)
    }

    private static let direct: [(Color, Int32)] = [
        (.rgb(0, 0, 0), 0), (.rgb(0, 0, 1), 8), (.rgb(0, 0, 7), 8), (.rgb(0, 0, 8), 8),
        (.rgb(0, 0, 9), 9), (.palette(7), 7), (.palette(8), 0x7F7F7F), (.palette(232), 0x080808),
        (.palette(255), 0xEEEEEE), (.palette(16), 0), (.palette(52), 0x5F0000),
        (.palette(22), 0x005F00), (.palette(17), 0x00005F), (.terminalDefault, -1),
    ]

    @Test(arguments: direct)
    func `direct colours are what the palette shows`(color: Color, number: Int32) {
        #expect(ColorMatch.number(of: color, depth: .direct) == number)
    }

    private static let styles: [(Style, ColorDepth, MatchedStyle)] = [
        // A bright background has no bold to be.
        (
            Style(background: .ansi(12)), .ansi8,
            MatchedStyle(foreground: -1, background: 4, attributes: [])
        ),
        (
            Style(background: .ansi(8)), .ansi8,
            MatchedStyle(foreground: -1, background: 0, attributes: [])
        ),
        (
            Style(background: .ansi(12)), .ansi16,
            MatchedStyle(foreground: -1, background: 12, attributes: [])
        ),
        // Blue cannot be read on black, nor white on grey.
        (
            Style(foreground: .ansi(4), background: .ansi(0)), .ansi16,
            MatchedStyle(foreground: 15, background: 0, attributes: [])
        ),
        (
            Style(foreground: .ansi(4), background: .ansi(0)), .ansi8,
            MatchedStyle(foreground: 7, background: 0, attributes: [])
        ),
        (
            Style(foreground: .ansi(15), background: .ansi(7)), .ansi16,
            MatchedStyle(foreground: 0, background: 7, attributes: [])
        ),
        (
            Style(foreground: .ansi(4), background: .ansi(0)), .palette256,
            MatchedStyle(foreground: 4, background: 0, attributes: [])
        ),
        // Without a background of its own nothing is known of what is behind.
        (
            Style(foreground: .ansi(4)), .ansi16,
            MatchedStyle(foreground: 4, background: -1, attributes: [])
        ),
        (
            Style(foreground: .ansi(15)), .ansi8,
            MatchedStyle(foreground: 7, background: -1, attributes: .bold)
        ),
    ]

    @Test(arguments: styles)
    func `a style is as near as the terminal has it`(
        style: Style, depth: ColorDepth, matched: MatchedStyle
    ) {
        #expect(ColorMatch.style(style, depth: depth) == matched)
    }

    @Test func `a background alone has white before it where there are no default colours`() {
        var table = StyleTable(depth: .ansi16, pairs: 64, hasDefaultColors: false)
        var defined: [[Int32]] = []
        _ = table.resolve(Style(background: .ansi(4))) { defined.append([$0, $1, $2]) }
        #expect(defined == [[1, 7, 4]])
        var other = StyleTable(depth: .ansi16, pairs: 64, hasDefaultColors: true)
        defined = []
        _ = other.resolve(Style(background: .ansi(4))) { defined.append([$0, $1, $2]) }
        #expect(defined == [[1, -1, 4]])
    }

    @Test func `every attribute and a bright background have their numbers`() {
        let all: TextAttributes = [.bold, .dim, .italic, .underline, .reverse, .strikethrough]
        #expect(
            StyledText.text("a", style: Style(attributes: all), depth: .ansi16)
                == "\u{1B}[1;2;3;4;7;9ma\u{1B}[0m")
        let bright = Style(background: .ansi(9))
        #expect(
            StyledText.text("a", style: bright, depth: .ansi16) == "\u{1B}[101ma\u{1B}[0m")
        #expect(
            StyledText.text("a", style: bright, depth: .palette256)
                == "\u{1B}[48;5;9ma\u{1B}[0m")
        #expect(
            StyledText.text("a", style: Style(foreground: .ansi(7)), depth: .palette256)
                == "\u{1B}[37ma\u{1B}[0m")
    }

    private static let depths: [(Int, ColorDepth)] = [
        (7, .monochrome), (8, .ansi8), (15, .ansi8), (16, .ansi16), (255, .ansi16),
        (256, .palette256), (0xFF_FFFF, .palette256), (0x100_0000, .direct),
    ]

    @Test(arguments: depths)
    func `a depth begins with its number of colours`(colors: Int, depth: ColorDepth) {
        #expect(TerminalFamily.depth(name: "xterm-direct", colors: colors, noColor: nil) == depth)
    }

    private static let names: [(String, Bool, ColorDepth)] = [
        ("st", true, .ansi8), ("st-256color", true, .palette256), ("XTERM", true, .ansi8),
        ("rxvt-unicode", true, .ansi8), ("screen.linux", true, .ansi8), ("tmux", true, .ansi8),
        ("alacritty", true, .palette256), ("foot-extra", true, .palette256),
        ("contour", true, .palette256), ("wezterm", true, .palette256),
        ("xterm-ghostty", true, .palette256), ("iterm2", false, .palette256),
        ("cygwin", false, .ansi8), ("ansi", false, .ansi8), ("linux-16color", false, .ansi16),
        ("linux", false, .ansi8), ("vt220", false, .monochrome), ("xterm1", false, .monochrome),
    ]

    @Test(arguments: names)
    func `a name tells its family and its colours`(name: String, isLike: Bool, depth: ColorDepth) {
        #expect(TerminalFamily.isXtermLike(name) == isLike)
        #expect(ColorDepth(environment: ["TERM": name]) == depth)
    }

    @Test func `whatever a terminal was asked for is taken back`() {
        for mode in ["?2004", "?1004"] {
            #expect(TerminalFamily.entering.contains("\u{1B}[\(mode)h"))
            #expect(TerminalFamily.leaving.contains("\u{1B}[\(mode)l"))
        }
        for mode in ["?1000", "?1006"] {
            #expect(TerminalFamily.withMouse.contains("\u{1B}[\(mode)h"))
            #expect(TerminalFamily.withoutMouse.contains("\u{1B}[\(mode)l"))
            #expect(TerminalFamily.leaving.contains("\u{1B}[\(mode)l"))
        }
        #expect(TerminalFamily.title("a") == "\u{1B}]2;a\u{07}")
    }
}
