/// One key as pressed, including its modifiers.
package enum KeyEvent: Hashable, Sendable {
    /// A printable character, as typed.
    case character(Character)
    /// Control with a lowercase letter, a space or one of `\ ] ^ _`. Control-i, -m, -j and -h equal
    /// tab, enter and backspace, and arrive as those.
    case control(Character)
    /// Alt (or a preceding Escape) with a character.
    case alt(Character)
    case enter
    case escape
    case tab
    case backTab
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// A function key, counted from 1.
    case function(Int)
}

/// The codes of special keys in ncurses (`KEY_UP` and so on); CNcurses asserts them.
enum KeyCode {
    static let resize: Int32 = 0o632
    static let pasteStart: Int32 = 0o4001
    static let pasteEnd: Int32 = 0o4002
    static let focusGained: Int32 = 0o4003
    static let focusLost: Int32 = 0o4004
    static let mouse: Int32 = 0o4005
    /// A mouse report in bytes, which another program may have left on: `KEY_MOUSE`.
    static let oldMouse: Int32 = 0o631

    /// xterm sequences that the terminal database may lack, with codes of our own.
    static let definitions: [(sequence: String, code: Int32)] = [
        ("\u{1B}[200~", pasteStart), ("\u{1B}[201~", pasteEnd),
        ("\u{1B}[<", mouse), ("\u{1B}[I", focusGained), ("\u{1B}[O", focusLost),
    ]

    /// Returns the key of a code; nil if it has no meaning.
    static func key(for code: Int32) -> KeyEvent? {
        if (function0 + 1...function0 + 63).contains(code) {
            return .function(Int(code - function0))
        }
        return keys[code]
    }

    private static let function0: Int32 = 0o410

    private static let keys: [Int32: KeyEvent] = [
        0o402: .down, 0o403: .up, 0o404: .left, 0o405: .right, 0o406: .home, 0o407: .backspace,
        0o512: .delete, 0o513: .insert, 0o522: .pageDown, 0o523: .pageUp, 0o527: .enter,
        // The corners of the numeric keypad.
        0o534: .home, 0o535: .pageUp, 0o537: .end, 0o540: .pageDown,
        0o541: .backTab, 0o550: .end,
    ]
}

/// An input from a screen.
package enum InputEvent: Hashable, Sendable {
    case key(KeyEvent)
    /// A mouse event, if the mouse is enabled.
    case mouse(MouseEvent)
    /// Text from the clipboard: line ends as line feeds, other control characters unchanged, not
    /// sanitised.
    case paste(String)
    /// The screen has a new size and is blank until the next frame.
    case resized(Size)
    /// The terminal window gained (`true`) or lost the keyboard.
    case focus(Bool)
    /// SIGINT or SIGTERM arrived; the terminal is still there.
    case interrupted
    /// The terminal is gone; nothing is visible any more.
    case closed
}
