/// Text attributes besides colours.
package struct TextAttributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let bold = TextAttributes(rawValue: 1 << 0)
    package static let dim = TextAttributes(rawValue: 1 << 1)
    package static let italic = TextAttributes(rawValue: 1 << 2)
    package static let underline = TextAttributes(rawValue: 1 << 3)
    package static let reverse = TextAttributes(rawValue: 1 << 4)
    package static let strikethrough = TextAttributes(rawValue: 1 << 5)
}

/// The colours and attributes of a cell.
package struct Style: Hashable, Sendable {
    package var foreground: Color
    package var background: Color
    package var attributes: TextAttributes

    /// Creates a style; the terminal's own colours by default.
    package init(
        foreground: Color = .terminalDefault, background: Color = .terminalDefault,
        attributes: TextAttributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    package static let plain = Style()

    /// Returns this style over a base, which applies where this one sets nothing.
    package func over(_ base: Style) -> Style {
        Style(
            foreground: foreground == .terminalDefault ? base.foreground : foreground,
            background: background == .terminalDefault ? base.background : background,
            attributes: attributes.isEmpty ? base.attributes : attributes)
    }
}
