/// Properties of a terminal by its name that its database entry lacks.
enum TerminalFamily {
    /// Whether a terminal understands xterm's titles, bracketed paste and focus reports. Others
    /// might print parts of the sequences.
    static func isXtermLike(_ name: String) -> Bool {
        let families = [
            "xterm", "tmux", "screen", "rxvt", "alacritty", "kitty", "foot", "wezterm", "ghostty",
            "konsole", "vte", "gnome", "st", "contour", "iterm", "mintty", "putty", "rio",
        ]
        let family = name.lowercased().prefix { $0 != "-" && $0 != "." }
        return families.contains(String(family))
    }

    /// Turns on bracketed paste and focus reports of an xterm-like terminal.
    static let entering = "\u{1B}[?2004h\u{1B}[?1004h"
    /// Turns these and mouse reports off.
    static let leaving = withoutMouse + "\u{1B}[?1004l\u{1B}[?2004l"
    /// Turns on reports of buttons and the wheel, with numbers of any size.
    static let withMouse = "\u{1B}[?1000h\u{1B}[?1006h"
    static let withoutMouse = "\u{1B}[?1006l\u{1B}[?1000l"
    static let savingTitle = "\u{1B}[22;2t"
    static let restoringTitle = "\u{1B}[23;2t"

    /// Returns the sequence that sets the window title of an xterm-like terminal.
    static func title(_ title: String) -> String { "\u{1B}]2;\(title)\u{07}" }

    /// Whether a terminal's colour numbers are red, green and blue.
    static func isDirect(_ name: String) -> Bool { name.contains("-direct") }

    /// Returns how many milliseconds to wait for the rest of a key after Esc: the user's
    /// `ESCDELAY`, up to 3 s, because the wait blocks.
    static func escapeDelay(_ wanted: String?) -> Int {
        wanted.flatMap { Int($0) }.map { min(max($0, 0), 3_000) } ?? 25
    }

    static func depth(name: String, colors: Int, noColor: String?) -> ColorDepth {
        if let noColor, !noColor.isEmpty { return .monochrome }
        return switch colors {
        case 0x100_0000... where isDirect(name): .direct
        case 256...: .palette256
        case 16...: .ansi16
        case 8...: .ansi8
        default: .monochrome
        }
    }
}
