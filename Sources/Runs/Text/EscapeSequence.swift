/// Finds terminal escape sequences (ECMA-48), in 7-bit and 8-bit forms, also truncated ones.
package enum EscapeSequence {
    /// How a sequence is introduced.
    private enum Form {
        /// By ESC and a character, which mean nothing else.
        case sevenBit
        /// By one C1 character, which badly decoded text may contain too: then text surrounds it.
        case eightBit(isInText: Bool)
    }

    /// The most scalars that an unterminated string covers.
    private static var longestUnended: Int { 4_096 }

    /// Finds the end of the sequence that begins at a place; nil if none begins.
    package static func end<Text: BidirectionalCollection<Unicode.Scalar>>(
        from start: Text.Index, in text: Text
    ) -> Text.Index? {
        let value = text[start].value
        guard value == 0x1B || (0x90...0x9F).contains(value) else { return nil }
        let body = text.index(after: start)
        guard value != 0x1B else { return endOfEscape(text, body) }
        let form = Form.eightBit(isInText: isInText(text, start))
        switch value {
        case 0x9B: return endOfControl(text, body, form)
        case 0x9D: return endOfString(text, body, form, bellEnds: true)
        case 0x90, 0x98, 0x9E, 0x9F: return endOfString(text, body, form, bellEnds: false)
        default: return nil
        }
    }

    private static func isInText<Text: BidirectionalCollection<Unicode.Scalar>>(
        _ text: Text, _ place: Text.Index
    ) -> Bool {
        guard place > text.startIndex else { return false }
        let before = text[text.index(before: place)]
        return before.isWordScalar || (0x80...0xFF).contains(before.value)
    }

    private static func endOfEscape<Text: Collection<Unicode.Scalar>>(
        _ text: Text, _ place: Text.Index
    ) -> Text.Index? {
        guard place < text.endIndex else { return nil }
        let body = text.index(after: place)
        switch text[place] {
        case "[": return endOfControl(text, body, .sevenBit)
        case "]": return endOfString(text, body, .sevenBit, bellEnds: true)
        case "P", "X", "^", "_": return endOfString(text, body, .sevenBit, bellEnds: false)
        case " "..."/": return end(in: text, skip(" "..."/", in: text, body), finals: "0"..."~")
        case "0"..."~": return body
        default: return nil
        }
    }

    /// CSI: parameters, intermediates, a final.
    private static func endOfControl<Text: Collection<Unicode.Scalar>>(
        _ text: Text, _ body: Text.Index, _ form: Form
    ) -> Text.Index? {
        let tail = skip(" "..."/", in: text, skip("0"..."?", in: text, body))
        let end = end(in: text, tail, finals: "@"..."~")
        if case .eightBit = form, end == body { return nil }
        return end
    }

    private static func skip<Text: Collection<Unicode.Scalar>>(
        _ scalars: ClosedRange<Unicode.Scalar>, in text: Text, _ start: Text.Index
    ) -> Text.Index {
        var place = start
        while place < text.endIndex, scalars.contains(text[place]) {
            text.formIndex(after: &place)
        }
        return place
    }

    /// The index after a final byte; without one, the sequence was truncated.
    private static func end<Text: Collection<Unicode.Scalar>>(
        in text: Text, _ place: Text.Index, finals: ClosedRange<Unicode.Scalar>
    ) -> Text.Index {
        guard place < text.endIndex, finals.contains(text[place]) else { return place }
        return text.index(after: place)
    }

    /// OSC, DCS, SOS, PM, APC: anything up to ST. CAN and SUB end them too, and an ESC or another
    /// C1 character cuts them off. An unterminated one extends to the end of its line.
    private static func endOfString<Text: Collection<Unicode.Scalar>>(
        _ text: Text, _ body: Text.Index, _ form: Form, bellEnds: Bool
    ) -> Text.Index? {
        var place = body
        var (length, unended) = (0, Text.Index?.none)
        scan: while place < text.endIndex {
            let after = text.index(after: place)
            switch text[place].value {
            case 0x18, 0x1A, 0x9C: return after
            case 0x07 where bellEnds: return after
            case 0x1B:
                guard after < text.endIndex, text[after] == "\\" else { break scan }
                return text.index(after: after)
            case 0x80...0x9F: break scan
            case 0x0A, 0x0D: unended = unended ?? place
            default: if length == longestUnended { unended = unended ?? place }
            }
            length += 1
            place = after
        }
        if case .eightBit(let isInText) = form {
            // Each such string begins with ASCII.
            guard !isInText, body < text.endIndex, (" "..."~").contains(text[body]) else {
                return nil
            }
        }
        return unended ?? place
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter or a digit.
    package var isWordScalar: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case ..<0x80: false
        default: properties.isAlphabetic || isNumber
        }
    }

    package var isNumber: Bool {
        value < 0x80 ? (0x30...0x39).contains(value) : properties.numericType == .decimal
    }

    package var isHexadecimal: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    package var isUppercase: Bool {
        value < 0x80 ? (0x41...0x5A).contains(value) : properties.isUppercase
    }

    /// Whether it is visible.
    package var isPrinted: Bool {
        guard value >= 0x80 else { return (0x20..<0x7F).contains(value) }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }
}
