/// What a terminal's name tells that its database entry does not.
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

    /// Has an xterm-like terminal bracket pastes and report focus.
    static let entering = "\u{1B}[?2004h\u{1B}[?1004h"
    /// Ends that, and reports of the mouse.
    static let leaving = withoutMouse + "\u{1B}[?1004l\u{1B}[?2004l"
    /// Has an xterm-like terminal report buttons and the wheel, in numbers of any size.
    static let withMouse = "\u{1B}[?1000h\u{1B}[?1006h"
    /// Ends that.
    static let withoutMouse = "\u{1B}[?1006l\u{1B}[?1000l"
    /// Keeps the window's title.
    static let savingTitle = "\u{1B}[22;2t"
    /// Puts the kept title back.
    static let restoringTitle = "\u{1B}[23;2t"

    /// Returns the sequence that sets the title of an xterm-like terminal's window.
    static func title(_ title: String) -> String { "\u{1B}]2;\(title)\u{07}" }

    /// Whether a terminal's colour numbers are red, green and blue.
    static func isDirect(_ name: String) -> Bool { name.contains("-direct") }

    /// Returns for how many milliseconds an Esc may be the beginning of another key: what the
    /// user's `ESCDELAY` says, up to 3 s, as nothing else is done meanwhile.
    static func escapeDelay(_ wanted: String?) -> Int {
        wanted.flatMap { Int($0) }.map { min(max($0, 0), 3_000) } ?? 25
    }

    /// Returns how many colours to use of those that the terminal has.
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
