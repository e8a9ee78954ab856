/// One key as pressed, with its modifiers folded in.
package enum KeyEvent: Hashable, Sendable {
    /// A printable character, as typed.
    case character(Character)
    /// Control with a lowercase letter, a space or one of `\ ] ^ _`. Control-i, -m, -j and -h are
    /// indistinguishable from tab, enter and backspace, and come as those.
    case control(Character)
    /// Alt (or Escape at once before) with a character.
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

/// The numbers of special keys as ncurses reports them (`KEY_UP` and its kin). CNcurses holds them
/// equal to its header's.
enum KeyCode {
    static let resize: Int32 = 0o632
    static let pasteStart: Int32 = 0o4001
    static let pasteEnd: Int32 = 0o4002
    static let focusGained: Int32 = 0o4003
    static let focusLost: Int32 = 0o4004
    static let mouse: Int32 = 0o4005
    /// A report of the mouse in bytes, as a program may have left on: `KEY_MOUSE`.
    static let oldMouse: Int32 = 0o631

    /// Sequences of xterm's that the terminal database may not have, with numbers of our own.
    static let definitions: [(sequence: String, code: Int32)] = [
        ("\u{1B}[200~", pasteStart), ("\u{1B}[201~", pasteEnd),
        ("\u{1B}[<", mouse), ("\u{1B}[I", focusGained), ("\u{1B}[O", focusLost),
    ]

    /// Returns the key of a number, nil for one that means nothing here.
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

/// What a screen reports to the application.
package enum InputEvent: Hashable, Sendable {
    case key(KeyEvent)
    /// The mouse did something, as far as it was asked for.
    case mouse(MouseEvent)
    /// Text from the clipboard, line ends as line feeds, other control characters kept. Not
    /// sanitised.
    case paste(String)
    /// The screen has a new size; what was shown is gone until the next frame.
    case resized(Size)
    /// The terminal window gained (`true`) or lost the keyboard.
    case focus(Bool)
    /// Somebody asked the process to end (SIGINT or SIGTERM); the terminal is still there.
    case interrupted
    /// The terminal is gone; nothing shown from now on is seen.
    case closed
}
