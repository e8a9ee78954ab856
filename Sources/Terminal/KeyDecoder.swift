/// Turns what ncurses reads into events. A pure state machine: the same input always gives the same
/// events.
///
/// ncurses has matched the sequences it knows already. What it does not know arrives scalar by
/// scalar; it is gathered here, so that the tail of an unknown sequence is never taken for keys.
package struct KeyDecoder {
    /// One result of reading.
    package enum Input: Hashable, Sendable {
        /// A character.
        case scalar(UInt32)
        /// The number of a special key.
        case code(Int32)
        /// Nothing more has come yet.
        case pause
    }

    private enum State {
        case ground
        case escape
        /// After `ESC [`, with the parameters so far.
        case sequence(String)
        /// After `ESC O`.
        case shifted
    }

    private var state = State.ground
    /// The paste that is being received.
    private var paste: PasteBuffer?
    private static let longestSequence = 32

    /// Begins with nothing read.
    package init() {}

    /// Takes one result of reading, and returns the events that are complete with it.
    package mutating func decode(_ input: Input) -> [InputEvent] {
        if input == .code(KeyCode.resize) { return [] }
        guard paste == nil else { return decodePaste(input) }
        switch state {
        case .ground: return decodeGround(input)
        case .escape: return decodeEscape(input)
        case .sequence(let parameters): return decodeSequence(parameters, input)
        case .shifted: return decodeShifted(input)
        }
    }

    private mutating func decodeGround(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause: return []
        case .scalar(0x1B):
            state = .escape
            return []
        case .scalar(let value): return Self.key(forScalar: value).map { [.key($0)] } ?? []
        case .code(KeyCode.pasteStart):
            paste = PasteBuffer()
            return []
        case .code(KeyCode.focusGained): return [.focus(true)]
        case .code(KeyCode.focusLost): return [.focus(false)]
        case .code(KeyCode.mouse):
            state = .sequence("<")
            return []
        case .code(let code): return KeyCode.key(for: code).map { [.key($0)] } ?? []
        }
    }

    private mutating func decodeEscape(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause:
            state = .ground
            return [.key(.escape)]
        case .scalar(0x1B): return [.key(.escape)]
        case .scalar(0x5B):
            state = .sequence("")
            return []
        case .scalar(0x4F):
            state = .shifted
            return []
        case .scalar, .code:
            state = .ground
            return decodeGround(input).map(Self.withAlt)
        }
    }

    private mutating func decodeSequence(_ parameters: String, _ input: Input) -> [InputEvent] {
        switch input {
        case .pause:
            // The rest of a sequence that was cut in two comes with the next read.
            guard parameters.isEmpty else { return [] }
            state = .ground
            return [.key(.alt("["))]
        case .scalar(let value) where (0x20...0x3F).contains(value):
            guard parameters.count < Self.longestSequence, let scalar = Unicode.Scalar(value) else {
                state = .ground
                return []
            }
            state = .sequence(parameters + String(scalar))
            return []
        case .scalar(let value) where (0x40...0x7E).contains(value):
            state = .ground
            return finish(final: value, parameters: parameters)
        case .scalar, .code:
            state = .ground
            return decodeGround(input)
        }
    }

    private mutating func finish(final: UInt32, parameters: String) -> [InputEvent] {
        guard !EscapeSequence.startsPaste(final: final, parameters: parameters) else {
            paste = PasteBuffer()
            return []
        }
        return EscapeSequence.event(final: final, parameters: parameters).map { [$0] } ?? []
    }

    private mutating func decodeShifted(_ input: Input) -> [InputEvent] {
        state = .ground
        switch input {
        case .pause: return [.key(.alt("O"))]
        case .scalar(let value):
            return EscapeSequence.event(shifted: value).map { [$0] } ?? []
        case .code: return decodeGround(input)
        }
    }

    private mutating func decodePaste(_ input: Input) -> [InputEvent] {
        guard paste?.take(input) == .complete, let text = paste?.text else { return [] }
        paste = nil
        return text.isEmpty ? [] : [.paste(text)]
    }

    /// Returns the key of a character, nil for one that no key types.
    static func key(forScalar value: UInt32) -> KeyEvent? {
        switch value {
        case 0: return .control(" ")
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x1B: return .escape
        case 0x01...0x1A: return Unicode.Scalar(value + 0x60).map { .control(Character($0)) }
        case 0x1C...0x1F: return Unicode.Scalar(value + 0x40).map { .control(Character($0)) }
        case 0x80..<0xA0: return nil
        default: return Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }

    /// Adds Alt to a character; any other key has no form with it and stays itself.
    private static func withAlt(_ event: InputEvent) -> InputEvent {
        guard case .key(.character(let character)) = event else { return event }
        return .key(.alt(character))
    }
}
