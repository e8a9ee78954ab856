/// A theme with resolved colours. A missing scope has the style of its parent by dots
/// (`status.failed` like `status`); the reader looks it up.
package struct ThemeDefinition: Hashable, Sendable {
    package let name: String
    /// Whether a theme is meant for a dark or a light terminal.
    package let appearance: ThemeAppearance
    /// The style of each scope.
    package let scopes: [String: ThemeStyle]

    package init(name: String, appearance: ThemeAppearance, scopes: [String: ThemeStyle]) {
        self.name = name
        self.appearance = appearance
        self.scopes = scopes
    }
}

/// Whether a theme is meant for a dark or a light terminal.
package enum ThemeAppearance: String, Hashable, Sendable, CaseIterable {
    /// Light text on a dark background.
    case dark
    /// Dark text on a light background.
    case light
}

/// The style of a scope; the parent scope replaces nil.
package struct ThemeStyle: Hashable, Sendable {
    package let foreground: ThemeColor?
    package let background: ThemeColor?
    /// Text attributes beyond colours.
    package let modifiers: Set<ThemeModifier>

    package init(
        foreground: ThemeColor? = nil, background: ThemeColor? = nil,
        modifiers: Set<ThemeModifier> = []
    ) {
        self.foreground = foreground
        self.background = background
        self.modifiers = modifiers
    }
}

/// Text attributes beyond colours.
package enum ThemeModifier: String, Hashable, Sendable, CaseIterable {
    case bold
    case dim
    case italic
    case underline
    /// With foreground and background swapped.
    case reverse
    case strikethrough
}

package enum ThemeColor: Hashable, Sendable {
    /// The terminal's default.
    case terminalDefault
    /// One of the 16 colours that the user's terminal defines: 0-7, and 8-15 for the bright ones.
    case ansi(UInt8)
    /// One of the terminal's 256 numbered colours.
    case palette(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)

    /// The names of the terminal's own colours, by number.
    package static let ansiNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black",
        "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
        "bright-cyan", "bright-white",
    ]

    /// Reads `#rrggbb`, a terminal colour's name, `default`, or a number from 0 to 255; else nil.
    package init?(_ text: String) {
        if text == "default" {
            self = .terminalDefault
        } else if let number = Self.ansiNames.firstIndex(of: text) {
            self = .ansi(UInt8(number))
        } else if text.hasPrefix("#") {
            let digits = text.dropFirst().compactMap(\.hexDigitValue)
            guard text.utf8.count == 7, digits.count == 6 else { return nil }
            let parts = stride(from: 0, to: 6, by: 2).map {
                UInt8(digits[$0] * 16 + digits[$0 + 1])
            }
            self = .rgb(red: parts[0], green: parts[1], blue: parts[2])
        } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt8(text) {
            self = .palette(number)
        } else {
            return nil
        }
    }
}
