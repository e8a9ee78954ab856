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
