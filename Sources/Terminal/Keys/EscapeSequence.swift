/// Sequences of common terminals that the terminal database may lack: if `TERM` is not quite right,
/// a sequence arrives in two parts, or another program left a key protocol on.
enum EscapeSequence {
    /// Returns the event of `ESC [ parameters final`; nil for most keys with modifiers.
    static func event(final: UInt32, parameters: String) -> InputEvent? {
        if parameters.hasPrefix("<") { return mouse(final: final, parameters.dropFirst()) }
        let fields = parameters.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) } }
        switch final {
        case 0x49 where parameters.isEmpty: return .focus(true)
        case 0x4F where parameters.isEmpty: return .focus(false)
        case 0x75: return ModifiedKey(fields, code: fields.first?.first ?? nil)?.event
        case tilde where parameters.hasPrefix("27;") && fields.count == 3:
            return ModifiedKey(fields, code: fields[2].first ?? nil)?.event
        case tilde:
            return plain(fields).flatMap { numbered[$0] }.map { .key($0) }
        case 0x5A where parameters.isEmpty || plain(fields, allowing: .shift) == 1:
            return .key(.backTab)
        default:
            guard parameters.isEmpty || plain(fields) == 1 else { return nil }
            return lettered[final].map { .key($0) }
        }
    }

    /// The first parameter of a key without significant modifiers; nil for others.
    private static func plain(
        _ fields: [[Int?]], allowing allowed: ModifiedKey.Modifiers = []
    ) -> Int? {
        guard let key = ModifiedKey(fields, code: fields.first?.first ?? nil),
            fields.count <= 2, key.modifiers.isSubset(of: allowed)
        else { return nil }
        return key.code
    }

    /// Returns the event of a mouse report: the button with its modifiers, the column and the row
    /// counted from 1, and whether it was pressed (`M`) or released (`m`).
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

    /// Returns the event of `ESC O final`: an arrow, a function key or a keypad key.
    static func event(shifted final: UInt32) -> InputEvent? {
        switch final {
        case 0x4D: .key(.enter)
        case 0x6A...0x79: KeyDecoder.key(forScalar: final - 0x40).map { .key($0) }
        default: lettered[final].map { .key($0) }
        }
    }

    /// Whether the sequence begins a paste.
    static func startsPaste(final: UInt32, parameters: String) -> Bool {
        final == tilde && parameters == "200"
    }

    /// Whether the sequence begins a mouse report whose numbers follow as bytes.
    static func startsOldMouse(final: UInt32, parameters: String) -> Bool {
        final == 0x4D && parameters.isEmpty
    }

    /// The multiplexer that identifies itself in a response to `askForName`, if any.
    static func multiplexer(final: UInt32, parameters: String) -> Clipboard.Multiplexer? {
        guard final == 0x63 else { return nil }
        if parameters.hasPrefix(">84;") { return .remoteTmux }
        return parameters.hasPrefix(">83;") ? .screen : nil
    }

    /// Asks the terminal to identify itself (secondary device attributes). tmux answers with the
    /// code of T, screen with that of S.
    static let askForName = "\u{1B}[>c"

    private static let tilde: UInt32 = 0x7E

    private static let lettered: [UInt32: KeyEvent] = [
        0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home,
        0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
        0x5A: .backTab,
    ]

    private static let numbered: [Int: KeyEvent] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4),
        15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8),
        20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
    ]
}

/// A key in the protocols that distinguish more keys: kitty's (`CSI code:shifted:base ;
/// modifiers:event ; text u`) and xterm's modifyOtherKeys (`CSI 27 ; modifiers ; code ~`).
///
/// A crashed program leaves them on, so they are understood without being requested.
/// https://sw.kovidgoyal.net/kitty/keyboard-protocol/
struct ModifiedKey {
    /// The code of the key, without the effect of Shift.
    let code: Int
    let modifiers: Modifiers
    /// The character that it types with Shift, if reported.
    private let shifted: Int?

    struct Modifiers: OptionSet {
        let rawValue: Int

        static let shift = Modifiers(rawValue: 1)
        static let alt = Modifiers(rawValue: 2)
        static let control = Modifiers(rawValue: 4)
        /// Caps Lock and Num Lock, which are no part of a key.
        static let locks = Modifiers(rawValue: 64 | 128)
    }

    /// Reads the parameters of a sequence; nil for a released key, or no key.
    init?(_ fields: [[Int?]], code: Int?) {
        guard let code, code >= 0 else { return nil }
        let state = fields.count > 1 ? fields[1] : []
        guard (state.count > 1 ? state[1] : nil) ?? 1 != 3 else { return nil }
        let number = state.first.flatMap(\.self) ?? 1
        guard (1...256).contains(number) else { return nil }
        modifiers = Modifiers(rawValue: number - 1).subtracting(.locks)
        self.code = code
        let alternate = fields.first.flatMap { $0.count > 1 ? $0[1] : nil }
        let text = fields.count > 2 ? fields[2].first.flatMap(\.self) : nil
        shifted = alternate ?? text
    }

    /// The key as it arrives without any protocol.
    var event: InputEvent? {
        guard modifiers.isSubset(of: [.shift, .alt, .control]) else { return nil }
        // Text that no single key types.
        if code == 0 { return shifted.flatMap(Self.printed).map { .key(.character($0)) } }
        if let key = Self.keypad[code] { return modifiers.isEmpty ? .key(key) : nil }
        guard !(57_344..<63_744).contains(code) || Self.digits[code] != nil else { return nil }
        return key(of: Self.digits[code] ?? code).map { .key($0) }
    }

    private func key(of code: Int) -> KeyEvent? {
        if code == 0x09, modifiers.contains(.shift) { return .backTab }
        guard let character = Self.printed(code) else {
            return code < 0x80 ? KeyDecoder.key(forScalar: UInt32(code)) : nil
        }
        if modifiers.contains(.control) { return Self.controlled(character) }
        let typed = modifiers.contains(.shift) ? withShift(character) : character
        return modifiers.contains(.alt) ? .alt(typed) : .character(typed)
    }

    private func withShift(_ character: Character) -> Character {
        if let shifted = shifted.flatMap(Self.printed) { return shifted }
        let upper = character.uppercased()
        return upper.count == 1 ? Character(upper) : character
    }

    /// The character of a code; nil for a control.
    private static func printed(_ code: Int) -> Character? {
        guard code >= 0x20, !(0x7F..<0xA0).contains(code) else { return nil }
        return Unicode.Scalar(UInt32(clamping: code)).map { Character($0) }
    }

    /// The key that Control and a character make without any protocol.
    private static func controlled(_ character: Character) -> KeyEvent? {
        guard let value = character.asciiValue.map(UInt32.init) else { return nil }
        return switch character {
        case "a"..."z", "A"..."Z", "@", "[", "\\", "]", "^", "_":
            KeyDecoder.key(forScalar: value & 0x1F)
        case " ", "2": .control(" ")
        case "3": .escape
        case "4"..."7": KeyDecoder.key(forScalar: value - 0x34 + 0x1C)
        case "8", "?": .backspace
        case "/": .control("_")
        default: nil
        }
    }

    /// The characters of the numeric keypad by kitty's codes.
    private static let digits: [Int: Int] = Dictionary(
        uniqueKeysWithValues: zip(57_399...57_413, "0123456789./*-+".utf8.map { Int($0) })
            + [(57_414, 0x0D), (57_415, 0x3D), (57_416, 0x2C)])

    private static let keypad: [Int: KeyEvent] = [
        57_417: .left, 57_418: .right, 57_419: .up, 57_420: .down, 57_421: .pageUp,
        57_422: .pageDown, 57_423: .home, 57_424: .end, 57_425: .insert, 57_426: .delete,
    ]
}
