/// Text with a terminal's own colours, for output without a screen.
package enum StyledText {
    /// Wraps a text without escape sequences into those (ECMA-48 SGR) that begin and end a style.
    /// Without colours, the text stays unchanged.
    package static func text(_ text: String, style: Style, depth: ColorDepth) -> String {
        guard depth > .monochrome, !text.isEmpty else { return text }
        let matched = ColorMatch.style(style, depth: depth)
        let parameters =
            attributes(matched.attributes)
            + color(matched.foreground, base: 30, depth: depth)
            + color(matched.background, base: 40, depth: depth)
        guard !parameters.isEmpty else { return text }
        return "\u{1B}[\(parameters.joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    private static func attributes(_ attributes: TextAttributes) -> [String] {
        let numbers: [(TextAttributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
            (.strikethrough, "9"),
        ]
        return numbers.filter { attributes.contains($0.0) }.map(\.1)
    }

    private static func color(_ number: Int32, base: Int32, depth: ColorDepth) -> [String] {
        switch number {
        case ..<0: []
        case 0..<8: [String(base + number)]
        case 8..<16 where depth == .ansi16: [String(base + 60 + number - 8)]
        default:
            depth == .direct
                ? [
                    String(base + 8), "2", String(number >> 16 & 255), String(number >> 8 & 255),
                    String(number & 255),
                ]
                : [String(base + 8), "5", String(number)]
        }
    }
}

extension ColorDepth {
    /// Guesses the colours of a terminal from the environment, for output without a screen and its
    /// database. None with `NO_COLOR` and for unknown terminals.
    package init(environment: [String: String]) {
        let name = environment["TERM"] ?? ""
        let rich = ["kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "iterm"]
        let isPlain = ["linux", "ansi", "cygwin"].contains { name.hasPrefix($0) }
        let colors =
            switch true {
            case TerminalFamily.isDirect(name): 0x100_0000
            case name.contains("256color"), rich.contains { name.contains($0) }: 256
            case name.contains("16color"): 16
            case isPlain || TerminalFamily.isXtermLike(name): 8
            default: 0
            }
        self = TerminalFamily.depth(
            name: name, colors: colors, noColor: environment["NO_COLOR"])
    }
}
