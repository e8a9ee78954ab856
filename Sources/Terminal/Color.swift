/// A colour as asked for; a screen shows the nearest that its terminal has.
package enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminalDefault
    /// One of the terminal's 16 named colours (0-15), which users choose themselves.
    case ansi(UInt8)
    /// A place in the terminal's palette of 256; the first 16 are the named colours.
    case palette(UInt8)
    /// Red, green and blue, each 0-255.
    case rgb(UInt8, UInt8, UInt8)
}

/// How many colours a terminal can show.
package enum ColorDepth: Int, Hashable, Sendable, Comparable {
    case monochrome
    case ansi8
    case ansi16
    case palette256
    case direct

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}
