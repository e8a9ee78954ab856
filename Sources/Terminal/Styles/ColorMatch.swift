/// A style in the terms of one terminal.
struct MatchedStyle: Hashable {
    /// A colour number, -1 for the terminal's own.
    var foreground: Int32
    var background: Int32
    var attributes: TextAttributes
}

/// Finds the nearest colour of a terminal. Never changes the palette, which is the user's.
enum ColorMatch {
    /// Returns a style's colour numbers. With 8 colours, a bright foreground becomes bold and a
    /// dark grey one dim, as black would vanish; without colours, only the attributes remain. With
    /// 16 or fewer, text with too little contrast becomes black or white.
    static func style(_ style: Style, depth: ColorDepth) -> MatchedStyle {
        var matched = MatchedStyle(
            foreground: number(of: style.foreground, depth: depth),
            background: number(of: style.background, depth: depth),
            attributes: style.attributes)
        guard depth == .ansi16 || depth == .ansi8 else { return matched }
        if depth == .ansi8, matched.background >= brightBlack { matched.background -= 8 }
        matched.foreground = legible(matched.foreground, on: matched.background, depth: depth)
        guard depth == .ansi8 else { return matched }
        if matched.foreground == brightBlack {
            matched.foreground = white
            matched.attributes.insert(.dim)
        } else if matched.foreground > brightBlack {
            matched.foreground -= 8
            matched.attributes.insert(.bold)
        }
        return matched
    }

    /// The least contrast of text and background, by WCAG 2.
    private static let leastContrast = 3.0

    /// Returns the foreground, or black or white if it is illegible on the background.
    private static func legible(
        _ foreground: Int32, on background: Int32, depth: ColorDepth
    ) -> Int32 {
        guard foreground >= 0, background >= 0 else { return foreground }
        let behind = RGB.palette(UInt8(background))
        // With 8 colours, dark grey is shown as dim white.
        let shown = depth == .ansi8 && foreground == brightBlack ? white : foreground
        guard RGB.palette(UInt8(shown)).contrast(to: behind) < leastContrast else {
            return foreground
        }
        let bright: Int32 = depth == .ansi8 ? white : brightWhite
        let isDark = behind.contrast(to: RGB.palette(0)) < behind.contrast(to: RGB.palette(15))
        return isDark ? bright : 0
    }

    /// Returns a colour's number at a depth, -1 for the terminal's own. With 8 colours it may still
    /// be one of 16: `style(_:depth:)` maps the bright ones.
    static func number(of color: Color, depth: ColorDepth) -> Int32 {
        guard depth != .monochrome else { return terminalDefault }
        switch color {
        case .terminalDefault: return terminalDefault
        case .ansi(let index): return number(ofPalette: index % 16, depth: depth)
        case .palette(let index): return number(ofPalette: index, depth: depth)
        case .rgb(let red, let green, let blue):
            return number(of: RGB(red: red, green: green, blue: blue), depth: depth)
        }
    }

    private static let terminalDefault: Int32 = -1
    private static let white: Int32 = 7
    private static let brightBlack: Int32 = 8
    private static let brightWhite: Int32 = 15

    private static func number(ofPalette index: UInt8, depth: ColorDepth) -> Int32 {
        switch depth {
        case .monochrome: terminalDefault
        case .palette256: Int32(index)
        case .ansi8, .ansi16:
            index < 16 ? Int32(index) : number(of: RGB.palette(index), depth: depth)
        // Direct terminals reserve the first 8 numbers for the named colours.
        case .direct: index < 8 ? Int32(index) : number(of: RGB.palette(index), depth: depth)
        }
    }

    private static func number(of color: RGB, depth: ColorDepth) -> Int32 {
        switch depth {
        case .monochrome: terminalDefault
        case .ansi8, .ansi16: nearestOf16(color)
        case .palette256: nearestOf256(color)
        case .direct: direct(color)
        }
    }

    /// Returns red, green and blue in one number; 1 to 7 mean named colours and become 8.
    private static func direct(_ color: RGB) -> Int32 {
        let number = Int32(color.red) << 16 | Int32(color.green) << 8 | Int32(color.blue)
        return (1...7).contains(number) ? 8 : number
    }

    /// Returns the nearest of the colour cube and the grey ramp (16-255); users change the others.
    private static func nearestOf256(_ color: RGB) -> Int32 {
        let cube =
            16 + 36 * RGB.cubeLevel(color.red) + 6 * RGB.cubeLevel(color.green)
            + RGB.cubeLevel(color.blue)
        let average = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
        let gray = 232 + min(23, max(0, (average - 3) / 10))
        let candidates = [UInt8(cube), UInt8(gray)]
        return Int32(nearest(to: color, of: candidates))
    }

    /// Returns the nearest of the 16 named colours in xterm's version. Colours with a hue keep it,
    /// because plain distance would make most pastels grey.
    private static func nearestOf16(_ color: RGB) -> Int32 {
        guard let sector = color.hueSector else {
            return Int32(nearest(to: color, of: [0, 8, 7, 15]))
        }
        let named: [UInt8] = [1, 3, 2, 6, 4, 5]
        return Int32(nearest(to: color, of: [named[sector], named[sector] + 8]))
    }

    private static func nearest(to color: RGB, of candidates: [UInt8]) -> UInt8 {
        var best: (index: UInt8, distance: Int)?
        for index in candidates {
            let distance = color.distance(to: RGB.palette(index))
            if let best, best.distance <= distance { continue }
            best = (index, distance)
        }
        return best?.index ?? 0
    }
}
