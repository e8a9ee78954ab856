import Testing

@testable import Terminal

struct ColorTests {
    @Test(
        arguments: [
            (.terminalDefault, -1), (.ansi(9), 9), (.palette(200), 200), (.rgb(0, 0, 0), 16),
            (.rgb(255, 255, 255), 231), (.rgb(255, 0, 0), 196), (.rgb(95, 135, 175), 67),
            (.rgb(8, 8, 8), 232), (.rgb(128, 128, 128), 244), (.rgb(26, 27, 38), 234),
        ] as [(Color, Int32)])
    func `of 256 the nearest of cube and greys is taken`(color: Color, number: Int32) {
        #expect(ColorMatch.number(of: color, depth: .palette256) == number)
    }

    @Test func `every colour of cube and greys is its own nearest`() {
        for index in UInt8(16)...255 {
            let part = RGB.palette(index)
            let number = ColorMatch.number(
                of: .rgb(part.red, part.green, part.blue), depth: .palette256)
            #expect(RGB.palette(UInt8(number)) == part)
        }
    }

    @Test(
        arguments: [
            (.terminalDefault, -1), (.ansi(12), 12), (.palette(3), 3), (.palette(196), 9),
            (.rgb(205, 0, 0), 1), (.rgb(255, 85, 85), 9), (.rgb(0, 0, 238), 4),
            (.rgb(120, 200, 120), 2), (.rgb(187, 154, 247), 12), (.rgb(224, 175, 104), 3),
            (.rgb(26, 27, 38), 0), (.rgb(120, 124, 135), 8), (.rgb(192, 202, 245), 7),
            (.rgb(255, 255, 255), 15),
        ] as [(Color, Int32)])
    func `of 16 colours the hue is kept`(color: Color, number: Int32) {
        #expect(ColorMatch.number(of: color, depth: .ansi16) == number)
    }

    @Test func `of 8 colours bright ones are bold and dark grey is faint white`() {
        let red = ColorMatch.style(
            Style(foreground: .rgb(255, 0, 0), background: .rgb(0, 0, 0)), depth: .ansi8)
        #expect(red == MatchedStyle(foreground: 1, background: 0, attributes: .bold))
        let gray = ColorMatch.style(
            Style(foreground: .ansi(8), background: .ansi(0), attributes: .underline),
            depth: .ansi8)
        let expected = MatchedStyle(
            foreground: 7, background: 0, attributes: [.underline, .dim])
        #expect(gray == expected)
    }

    @Test(arguments: [ColorDepth.ansi16, .ansi8])
    func `of few colours none is taken that cannot be read before another`(depth: ColorDepth) {
        for foreground in 0..<16 as Range<UInt8> {
            for background in 0..<8 as Range<UInt8> {
                let style = Style(foreground: .ansi(foreground), background: .ansi(background))
                let matched = ColorMatch.style(style, depth: depth)
                let isBright = depth == .ansi8 && matched.attributes.contains(.bold)
                let shown = RGB.palette(UInt8(matched.foreground) + (isBright ? 8 : 0))
                #expect(shown.contrast(to: RGB.palette(background)) >= 2.5)
            }
        }
    }

    @Test func `without colours the attributes are left`() {
        let style = Style(foreground: .ansi(1), background: .rgb(1, 2, 3), attributes: .reverse)
        let expected = MatchedStyle(foreground: -1, background: -1, attributes: .reverse)
        #expect(ColorMatch.style(style, depth: .monochrome) == expected)
    }

    @Test func `direct colours are exact and never name one of the first 8`() {
        #expect(ColorMatch.number(of: .rgb(1, 2, 3), depth: .direct) == 0x010203)
        #expect(ColorMatch.number(of: .rgb(0, 0, 5), depth: .direct) == 8)
        #expect(ColorMatch.number(of: .ansi(5), depth: .direct) == 5)
        #expect(ColorMatch.number(of: .palette(196), depth: .direct) == 0xFF0000)
    }

    @Test func `pairs are numbered once, and readable when they run out`() {
        var pairs = ColorPairs(limit: 3)
        #expect(pairs.assign(foreground: -1, background: -1) == .init(number: 0, isNew: false))
        #expect(pairs.assign(foreground: 1, background: -1) == .init(number: 1, isNew: true))
        #expect(pairs.assign(foreground: 1, background: -1) == .init(number: 1, isNew: false))
        #expect(pairs.assign(foreground: 1, background: 4) == .init(number: 2, isNew: true))
        #expect(pairs.assign(foreground: 1, background: 5) == .init(number: 1, isNew: false))
        #expect(pairs.assign(foreground: 6, background: 5) == .init(number: 0, isNew: false))
    }

    @Test func `a style is resolved once and its pair defined before use`() {
        var table = StyleTable(depth: .ansi16, pairs: 64, hasDefaultColors: false)
        var defined: [[Int32]] = []
        let style = Style(foreground: .ansi(2), attributes: .bold)
        for _ in 0..<2 {
            let resolved = table.resolve(style) { defined.append([$0, $1, $2]) }
            #expect(resolved == .init(pair: 1, attributes: TextAttributes.bold.rawValue))
        }
        #expect(defined == [[1, 2, 0]])
        #expect(table.resolve(.plain) { _, _, _ in }.pair == 0)
    }

    @Test func `a style lets its base show where it says nothing`() {
        let base = Style(foreground: .ansi(1), background: .ansi(2), attributes: .dim)
        #expect(Style.plain.over(base) == base)
        let red = Style(foreground: .rgb(255, 0, 0))
        let mixed = Style(
            foreground: .rgb(255, 0, 0), background: .ansi(2), attributes: .dim)
        #expect(red.over(base) == mixed)
        #expect(Style(attributes: .bold).over(base).attributes == .bold)
        #expect(base.over(red) == base)
    }

    @Test(
        arguments: [
            ("xterm-256color", 256, nil, .palette256), ("xterm-direct", 0x100_0000, nil, .direct),
            ("xterm-256color", 0x100_0000, nil, .palette256), ("linux", 8, nil, .ansi8),
            ("xterm-16color", 16, nil, .ansi16), ("vt100", 0, nil, .monochrome),
            ("vt100", -1, nil, .monochrome), ("xterm-256color", 256, "1", .monochrome),
            ("xterm-256color", 256, "", .palette256),
        ] as [(String, Int, String?, ColorDepth)])
    func `the depth follows the terminal and NO_COLOR`(
        name: String, colors: Int, noColor: String?, depth: ColorDepth
    ) {
        #expect(TerminalFamily.depth(name: name, colors: colors, noColor: noColor) == depth)
    }

    @Test func `families are told by the beginning of their names`() {
        for name in ["xterm", "xterm-256color", "tmux-256color", "screen.xterm-256color"] {
            #expect(TerminalFamily.isXtermLike(name))
        }
        for name in ["linux", "vt100", "stterm", "", "-"] {
            #expect(!TerminalFamily.isXtermLike(name))
        }
    }
}
