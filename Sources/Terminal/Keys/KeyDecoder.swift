/// Converts ncurses input into events: a pure state machine.
///
/// ncurses has already matched the sequences that it knows. Others arrive scalar by scalar; they
/// are collected here, so that the rest of an unknown sequence or of a terminal's report is never
/// mistaken for keys.
package struct KeyDecoder {
    /// One result of reading.
    package enum Input: Hashable, Sendable {
        case scalar(UInt32)
        /// The code of a special key.
        case code(Int32)
        /// No more input yet.
        case pause
        /// No input for `longestSilence` before what comes next: an unfinished sequence stays incomplete.
        case silence
    }

    /// The timeout for the rest of a sequence.
    package static let longestSilence = Duration.milliseconds(500)

    private enum State {
        case ground
        case escape
        /// After `ESC [`, with the parameters so far; nil once they exceed any key's length.
        case sequence(String?)
        /// After `ESC O`.
        case shifted
        /// In a string from the terminal (OSC, DCS, APC, PM, SOS), after this many characters.
        case string(Int)
        /// After an ESC in a string; a backslash then ends it.
        case stringEscape
        /// This many bytes of an old mouse report remain.
        case mouseBytes(Int)
    }

    private var state = State.ground
    /// The character after the ESC of the current sequence: alone, it was typed with Alt.
    private var introducer: Character?
    private var paste: PasteBuffer?
    /// The multiplexer that identified itself, if any.
    private(set) var multiplexer: Clipboard.Multiplexer?
    private static let longestKey = 32
    /// Longer than any report of a terminal.
    private static let longestString = 1 << 20

    package init() {}

    /// Decodes one result of reading; returns the completed events.
    package mutating func decode(_ input: Input) -> [InputEvent] {
        if input == .code(KeyCode.resize) { return [] }
        guard paste == nil else { return decodePaste(input) }
        guard input != .silence else {
            state = .ground
            return []
        }
        switch state {
        case .ground: return decodeGround(input)
        case .escape: return decodeEscape(input)
        case .sequence(let parameters): return decodeSequence(parameters, input)
        case .shifted: return decodeShifted(input)
        case .string(let count): return decodeString(count, input)
        case .stringEscape: return decodeStringEscape(input)
        case .mouseBytes(let count):
            if input != .pause { state = count > 1 ? .mouseBytes(count - 1) : .ground }
            return []
        }
    }

    private mutating func decodeGround(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence: return []
        case .scalar(0x1B):
            state = .escape
            return []
        case .scalar(let value) where (0x80..<0xA0).contains(value):
            // The 8-bit introducers; others have no meaning.
            if let introduced = Self.introduced(by: value - 0x40) {
                (state, introducer) = (introduced, nil)
            }
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
        case .code(KeyCode.oldMouse):
            state = .mouseBytes(3)
            return []
        case .code(let code): return KeyCode.key(for: code).map { [.key($0)] } ?? []
        }
    }

    /// The state after an ESC and this character.
    private static func introduced(by value: UInt32) -> State? {
        switch value {
        case 0x5B: .sequence("")
        case 0x4F: .shifted
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F: .string(0)
        default: nil
        }
    }

    private mutating func decodeEscape(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence:
            state = .ground
            return [.key(.escape)]
        case .scalar(0x1B): return [.key(.escape)]
        case .scalar(let value):
            if let introduced = Self.introduced(by: value) {
                state = introduced
                introducer = Unicode.Scalar(value).map { Character($0) }
                return []
            }
            state = .ground
            return decodeGround(input).map(Self.withAlt)
        case .code:
            state = .ground
            return decodeGround(input).map(Self.withAlt)
        }
    }

    /// Ends the current sequence: nothing followed, so it was a key with Alt.
    private mutating func endAsAlt() -> [InputEvent] {
        state = .ground
        defer { introducer = nil }
        return introducer.map { [.key(.alt($0))] } ?? []
    }
}

// MARK: - Sequences, strings and pastes
extension KeyDecoder {
    private mutating func decodeSequence(_ parameters: String?, _ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence:
            // The rest of a split sequence comes with the next read.
            return parameters == "" ? endAsAlt() : []
        case .scalar(let value) where (0x20...0x3F).contains(value):
            let longer = Unicode.Scalar(value).flatMap { scalar in
                parameters.map { $0 + String(scalar) }
            }
            state = .sequence(longer.flatMap { $0.utf8.count > Self.longestKey ? nil : $0 })
            return []
        case .scalar(let value) where (0x40...0x7E).contains(value):
            state = .ground
            return parameters.map { finish(final: value, parameters: $0) } ?? []
        case .scalar, .code:
            state = .ground
            return decodeGround(input)
        }
    }

    private mutating func finish(final: UInt32, parameters: String) -> [InputEvent] {
        if EscapeSequence.startsPaste(final: final, parameters: parameters) {
            paste = PasteBuffer()
            return []
        }
        if EscapeSequence.startsOldMouse(final: final, parameters: parameters) {
            state = .mouseBytes(3)
            return []
        }
        multiplexer =
            EscapeSequence.multiplexer(final: final, parameters: parameters) ?? multiplexer
        return EscapeSequence.event(final: final, parameters: parameters).map { [$0] } ?? []
    }

    private mutating func decodeShifted(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence: return endAsAlt()
        case .scalar(let value):
            state = .ground
            return EscapeSequence.event(shifted: value).map { [$0] } ?? []
        case .code:
            state = .ground
            return decodeGround(input)
        }
    }

    private mutating func decodeString(_ count: Int, _ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence: return count == 0 ? endAsAlt() : []
        case .scalar(0x1B): state = .stringEscape
        // BEL and ST end it; CAN and SUB cancel it.
        case .scalar(0x07), .scalar(0x9C), .scalar(0x18), .scalar(0x1A): state = .ground
        case .scalar(0x03):
            state = .ground
            return decodeGround(input)
        case .scalar, .code:
            state = count < Self.longestString ? .string(count + 1) : .ground
        }
        return []
    }

    private mutating func decodeStringEscape(_ input: Input) -> [InputEvent] {
        switch input {
        case .pause, .silence: return []
        case .scalar(0x5C):
            state = .ground
            return []
        case .scalar, .code:
            state = .escape
            return decodeEscape(input)
        }
    }

    private mutating func decodePaste(_ input: Input) -> [InputEvent] {
        guard var open = paste else { return [] }
        switch open.process(input) {
        case .incomplete:
            paste = open
            return []
        case .complete:
            paste = nil
            return open.text.isEmpty ? [] : [.paste(open.text)]
        case .abandoned(let key):
            paste = nil
            let pasted: [InputEvent] = open.text.isEmpty ? [] : [.paste(open.text)]
            return pasted + decode(key) + decode(.pause)
        }
    }

    /// Returns the key of a character; nil if no key types it.
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

    /// Adds Alt to a character; other keys stay unchanged.
    private static func withAlt(_ event: InputEvent) -> InputEvent {
        guard case .key(.character(let character)) = event else { return event }
        return .key(.alt(character))
    }
}
