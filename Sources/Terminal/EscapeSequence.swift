/// The sequences of common terminals that the entry in the terminal database may lack, as happens
/// when `TERM` does not quite fit or a sequence arrives in two parts.
enum EscapeSequence {
    /// Returns what `ESC [ parameters final` means, nil for what means nothing here, as do keys
    /// with modifiers.
    static func event(final: UInt32, parameters: String) -> InputEvent? {
        if final == tilde { return numbered[parameters].map { .key($0) } }
        if parameters.hasPrefix("<") { return mouse(final: final, parameters.dropFirst()) }
        guard parameters.isEmpty else { return nil }
        switch final {
        case 0x49: return .focus(true)
        case 0x4F: return .focus(false)
        default: return lettered[final].map { .key($0) }
        }
    }

    /// Returns what a report of the mouse means: the button with its modifiers, the column and the
    /// row counted from 1, and whether it was pressed (`M`) or let go (`m`).
    private static func mouse(final: UInt32, _ parameters: Substring) -> InputEvent? {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
            .map { Int($0) ?? 0 }
        guard final == 0x4D, numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let place = Point(column: numbers[1] - 1, row: numbers[2] - 1)
        switch numbers[0] {
        case 0: return .mouse(MouseEvent(.press(count: 1), at: place))
        case 64: return .mouse(MouseEvent(.wheelUp, at: place))
        case 65: return .mouse(MouseEvent(.wheelDown, at: place))
        default: return nil
        }
    }

    /// Returns what `ESC O final` means: an arrow, a function key, or a key of the numeric keypad.
    static func event(shifted final: UInt32) -> InputEvent? {
        switch final {
        case 0x4D: .key(.enter)
        case 0x6A...0x79: KeyDecoder.key(forScalar: final - 0x40).map { .key($0) }
        default: lettered[final].map { .key($0) }
        }
    }

    /// Whether the sequence says that a paste follows.
    static func startsPaste(final: UInt32, parameters: String) -> Bool {
        final == tilde && parameters == "200"
    }

    private static let tilde: UInt32 = 0x7E

    private static let lettered: [UInt32: KeyEvent] = [
        0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home,
        0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
        0x5A: .backTab,
    ]

    private static let numbered: [String: KeyEvent] = [
        "1": .home, "2": .insert, "3": .delete, "4": .end, "5": .pageUp, "6": .pageDown,
        "7": .home, "8": .end,
        "11": .function(1), "12": .function(2), "13": .function(3), "14": .function(4),
        "15": .function(5), "17": .function(6), "18": .function(7), "19": .function(8),
        "20": .function(9), "21": .function(10), "23": .function(11), "24": .function(12),
    ]
}
