import Terminal

extension FuzzTarget {
    /// What a terminal sends. A byte is a character; FF stands for a pause, FE for a special key
    /// with the two bytes after it as its number, FD for a character with three, FC for a silence.
    static let keys = FuzzTarget(
        name: "keys",
        words: [
            "\u{1B}[", "\u{1B}O", "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[<0;1;1M", "\u{1B}[<64;",
            "\u{1B}[I", "\u{1B}[1;5A", "99999999999999999999", "\u{1B}P1$r", "\u{1B}]52;c;",
            "\u{1B}\\", "\u{1B}[97;5u", "\u{1B}[27;2;65~", "\u{1B}[M", "\u{1B}[0;;133u",
        ]
    ) { bytes in
        var violations = Violations()
        var decoder = KeyDecoder()
        for input in inputs(of: bytes) {
            for event in decoder.decode(input) { violations.note(event) }
        }
        // Whatever came, a paste ends with its closing sequence, all else with a silence, and then
        // keys are keys again.
        for byte in "\u{1B}[201~".utf8 { _ = decoder.decode(.scalar(UInt32(byte))) }
        _ = decoder.decode(.pause) + decoder.decode(.silence)
        let isBack = (0..<40).contains { _ in
            decoder.decode(.scalar(UInt32(UInt8(ascii: "q")))) == [.key(.character("q"))]
        }
        violations.expect(isBack, "a key is none any more")
        return violations.found
    }

    private static func inputs(of bytes: [UInt8]) -> [KeyDecoder.Input] {
        var inputs: [KeyDecoder.Input] = []
        var rest = bytes[...]
        func number(_ count: Int) -> UInt32 {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reduce(0) { $0 << 8 | UInt32($1) }
        }
        while let byte = rest.popFirst() {
            switch byte {
            case 0xFF: inputs.append(.pause)
            case 0xFE: inputs.append(.code(Int32(number(2))))
            case 0xFD: inputs.append(.scalar(number(3)))
            case 0xFC: inputs.append(.silence)
            case _: inputs.append(.scalar(UInt32(byte)))
            }
        }
        return inputs
    }
}

extension Violations {
    fileprivate mutating func note(_ event: InputEvent) {
        switch event {
        case .paste(let text):
            expect(text.utf8.count <= 65_536, "a paste of \(text.utf8.count) bytes")
        case .mouse(let mouse):
            expect(mouse.place.column >= 0 && mouse.place.row >= 0, "the mouse at \(mouse.place)")
        case .key(.character(let character)):
            expect(
                character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
                "a control is a character")
        case .key, .focus, .resized, .interrupted, .closed: break
        }
    }
}
