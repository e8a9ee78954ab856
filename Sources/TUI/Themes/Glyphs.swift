package import Runs
import Terminal

/// The signs of the interface, in Unicode or in ASCII for locales without UTF-8.
package struct Glyphs: Hashable, Sendable {
    private let isUnicode: Bool

    /// The signs for a terminal that shows UTF-8.
    package static let unicode = Glyphs(isUnicode: true)
    /// The signs for any terminal.
    package static let ascii = Glyphs(isUnicode: false)

    /// Returns the sign of a status; each has its own, so that colour is never needed.
    package func status(_ status: RunStatus) -> String {
        switch status {
        case .queued: isUnicode ? "○" : "o"
        case .running: isUnicode ? "▶" : ">"
        case .succeeded: isUnicode ? "✔" : "+"
        case .warning: isUnicode ? "▲" : "!"
        case .failed: isUnicode ? "✖" : "x"
        case .skipped: isUnicode ? "–" : "-"
        case .cancelled: isUnicode ? "■" : "#"
        case .info: isUnicode ? "•" : "i"
        case .unknown: "?"
        }
    }

    var healthy: String { isUnicode ? "●" : "*" }
    /// A source that has not been read yet.
    var starting: String { isUnicode ? "◌" : "o" }
    /// A source with a passing problem.
    var trouble: String { isUnicode ? "▲" : "!" }
    /// A source that needs the user's help.
    var broken: String { isUnicode ? "✖" : "x" }

    var descending: String { isUnicode ? "▼" : "v" }
    var ascending: String { isUnicode ? "▲" : "^" }
    var horizontalLine: Character { isUnicode ? "─" : "-" }
    var verticalLine: Character { isUnicode ? "│" : "|" }
    var corners: (topLeft: String, topRight: String, bottomLeft: String, bottomRight: String) {
        isUnicode ? ("╭", "╮", "╰", "╯") : ("+", "+", "+", "+")
    }
    var ellipsis: String { isUnicode ? "…" : "~" }
    var enterKey: String { isUnicode ? "⏎" : "Enter" }
    var middleDot: String { isUnicode ? "·" : "-" }
    var thumb: String { isUnicode ? "█" : "#" }
    var folded: String { isUnicode ? "▸" : "+" }
    var unfolded: String { isUnicode ? "▾" : "-" }
    var checked: String { isUnicode ? "✔" : "x" }
    var caret: String { "^" }
    /// Marks the present run among others.
    var here: String { isUnicode ? "▸" : "*" }
    var mark: String { isUnicode ? "▍" : "*" }
    /// The end of a bar of usual length.
    var usual: String { isUnicode ? "┊" : ":" }
    var atMost: String { isUnicode ? "≤" : "<=" }

    /// Names a key; in ASCII, arrows are words.
    func label(of key: KeyEvent) -> String {
        guard !isUnicode else { return key.label }
        return switch key {
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .character, .control, .alt, .enter, .escape, .tab, .backTab, .backspace, .delete,
            .insert, .home, .end, .pageUp, .pageDown, .function:
            key.label
        }
    }

    var hasEighths: Bool { isUnicode }

    /// Draws a column of 0 to 8 eighths; in ASCII, bad ones are `x` and `X`.
    func column(eighths: Int, isBad: Bool) -> String {
        let height = max(0, min(8, eighths))
        guard isUnicode else {
            return isBad && height > 0
                ? (height > 4 ? "X" : "x") : [" ", ".", ".", ":", ":", "|", "|", "H", "#"][height]
        }
        return [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][height]
    }

    /// Draws a horizontal bar without trailing space, at least a sliver above 0. It is exact to an
    /// eighth of a cell, in ASCII to a cell.
    func bar(_ fraction: Double, width: Int) -> String {
        guard fraction > 0, width > 0 else { return "" }
        let eighths = max(1, Int((min(fraction, 1) * Double(width * 8)).rounded()))
        guard isUnicode else { return String(repeating: "=", count: max(1, eighths / 8)) }
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + partial
    }
}
