/// Finds whole terminal escape sequences (ECMA-48) in text, in their 7-bit and 8-bit forms.
enum EscapeSequence {
    /// Finds the end of the sequence that begins at a place.
    ///
    /// - Parameters:
    ///   - start: The place of a scalar.
    ///   - scalars: The text.
    /// - Returns: The place after the sequence, or nil where none begins.
    static func end(
        from start: String.Index, in scalars: String.UnicodeScalarView
    ) -> String.Index? {
        let rest = scalars[scalars.index(after: start)...]
        switch scalars[start].value {
        case 0x1B: return endOfEscape(rest)
        case 0x9B: return endOfControl(rest)
        case 0x9D: return endOfString(rest, bellEnds: true)
        case 0x90, 0x98, 0x9E, 0x9F: return endOfString(rest, bellEnds: false)
        default: return nil
        }
    }

    private typealias Rest = Substring.UnicodeScalarView

    /// What follows an ESC.
    private static func endOfEscape(_ rest: Rest) -> String.Index? {
        guard let kind = rest.first else { return nil }
        let body = rest.dropFirst()
        switch kind {
        case "[": return endOfControl(body)
        case "]": return endOfString(body, bellEnds: true)
        case "P", "X", "^", "_": return endOfString(body, bellEnds: false)
        case " "..."/": return endOfDesignation(body)
        case "0"..."~": return body.startIndex
        default: return nil
        }
    }

    /// CSI: parameters, intermediates, a final.
    private static func endOfControl(_ body: Rest) -> String.Index? {
        let tail = body.drop { ("0"..."?").contains($0) }.drop { (" "..."/").contains($0) }
        guard let final = tail.first else { return nil }
        return ("@"..."~").contains(final) ? tail.dropFirst().startIndex : nil
    }

    /// A character set's designation and its kin: intermediates, a final.
    private static func endOfDesignation(_ body: Rest) -> String.Index? {
        let tail = body.drop { (" "..."/").contains($0) }
        guard let final = tail.first else { return nil }
        return ("0"..."~").contains(final) ? tail.dropFirst().startIndex : nil
    }

    /// OSC, DCS, SOS, PM, APC: anything up to ST. CAN and SUB end them too, and an ESC cuts them
    /// off. Without an end it is no sequence: a stray introducer, as badly decoded text has them,
    /// must not take what follows with it.
    private static func endOfString(_ body: Rest, bellEnds: Bool) -> String.Index? {
        var tail = body
        while let scalar = tail.first {
            let after = tail.dropFirst()
            switch scalar.value {
            case 0x18, 0x1A, 0x9C: return after.startIndex
            case 0x07 where bellEnds: return after.startIndex
            case 0x1B: return after.first == "\\" ? after.dropFirst().startIndex : tail.startIndex
            case 0x80...0x9F: return nil
            default: tail = after
            }
        }
        return nil
    }
}
