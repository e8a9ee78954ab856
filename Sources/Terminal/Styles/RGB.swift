import Foundation

struct RGB: Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// Returns a palette colour as xterm shows it: 16 named ones, a cube of 6 levels, 24 greys.
    static func palette(_ index: UInt8) -> RGB {
        switch index {
        case 0..<16:
            return named[Int(index)]
        case 16..<232:
            let place = Int(index) - 16
            return RGB(
                red: levels[place / 36], green: levels[place / 6 % 6], blue: levels[place % 6])
        default:
            let gray = UInt8(8 + 10 * (Int(index) - 232))
            return RGB(red: gray, green: gray, blue: gray)
        }
    }

    /// Returns the nearest of the cube's 6 levels (0-5).
    static func cubeLevel(_ part: UInt8) -> Int {
        switch part {
        case ..<48: 0
        case ..<115: 1
        default: (Int(part) - 35) / 40
        }
    }

    /// The sixth of the colour wheel (0 red, 1 yellow, 2 green, 3 cyan, 4 blue, 5 magenta); nil for
    /// near-greys.
    var hueSector: Int? {
        let (red, green, blue) = (Double(red), Double(green), Double(blue))
        let top = max(red, green, blue)
        let chroma = top - min(red, green, blue)
        guard chroma >= 64 else { return nil }
        let hue =
            if top == red {
                (green - blue) / chroma
            } else if top == green {
                (blue - red) / chroma + 2
            } else {
                (red - green) / chroma + 4
            }
        return (Int(hue.rounded()) + 6) % 6
    }

    /// Returns a perceptual distance, weighted towards green; only for comparisons.
    func distance(to other: RGB) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (dr, dg, db) = (
            Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
        )
        return ((512 + mean) * dr * dr) / 256 + 4 * dg * dg + ((767 - mean) * db * db) / 256
    }

    /// Returns the contrast of WCAG 2, from 1 to 21.
    func contrast(to other: RGB) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// The relative luminance of WCAG 2, from 0 to 1.
    private var luminance: Double {
        func linear(_ part: UInt8) -> Double {
            let value = Double(part) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    private static let named: [RGB] = [
        RGB(red: 0, green: 0, blue: 0), RGB(red: 205, green: 0, blue: 0),
        RGB(red: 0, green: 205, blue: 0), RGB(red: 205, green: 205, blue: 0),
        RGB(red: 0, green: 0, blue: 238), RGB(red: 205, green: 0, blue: 205),
        RGB(red: 0, green: 205, blue: 205), RGB(red: 229, green: 229, blue: 229),
        RGB(red: 127, green: 127, blue: 127), RGB(red: 255, green: 0, blue: 0),
        RGB(red: 0, green: 255, blue: 0), RGB(red: 255, green: 255, blue: 0),
        RGB(red: 92, green: 92, blue: 255), RGB(red: 255, green: 0, blue: 255),
        RGB(red: 0, green: 255, blue: 255), RGB(red: 255, green: 255, blue: 255),
    ]
}

/// A requested colour; a screen shows the nearest of its terminal.
package enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminalDefault
    /// One of the terminal's 16 named colours (0-15), which users define themselves.
    case ansi(UInt8)
    /// One of the terminal's 256 colours; the first 16 are the named ones.
    case palette(UInt8)
    /// Red, green and blue, each 0-255.
    case rgb(UInt8, UInt8, UInt8)
}

/// The number of colours that a terminal can show.
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
