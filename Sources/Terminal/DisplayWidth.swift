/// The columns of text on a terminal.
///
/// Scalars are measured by UAX #11 (East Asian Width) and like the C library's `wcwidth`: wide and
/// fullwidth ones take two columns, combining marks, format characters and controls none, ambiguous
/// ones one. An emoji sequence (a flag, a skin tone, a joined family, a keycap) takes two.
package enum DisplayWidth {
    /// The content of one cell, or of a wide one and its right half.
    struct Piece: Hashable {
        var text: String
        var columns: Int
    }

    /// Returns the columns of one grapheme: 0, 1 or 2; more only for conjuncts (Devanagari).
    package static func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
        guard !isEmojiSequence(character) else { return 2 }
        return character.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// Returns the columns of a text without its controls. O(n).
    package static func columns(of text: String) -> Int {
        var columns = 0
        for scalar in text.unicodeScalars {
            guard let own = plainColumns(of: scalar) else {
                return text.reduce(0) { $0 + self.columns(of: $1) }
            }
            columns += own
        }
        return columns
    }

    /// Returns the columns of printable ASCII or a sign, always graphemes of their own; else nil.
    static func plainColumns(of scalar: Unicode.Scalar) -> Int? {
        let value = scalar.value
        if value < 0x7F { return value >= 0x20 ? 1 : nil }
        guard signs.contains(value) else { return nil }
        let columns = signColumns[Int(value - signs.lowerBound)]
        return columns > 0 ? columns : nil
    }

    /// Returns the cells of a grapheme: one piece per spacing scalar with its marks, or one for an
    /// emoji sequence; empty if it takes no column.
    static func pieces(of character: Character) -> [Piece] {
        if isEmojiSequence(character) { return [Piece(text: String(character), columns: 2)] }
        var pieces: [Piece] = []
        for scalar in character.unicodeScalars {
            let columns = columns(of: scalar)
            if columns > 0 {
                pieces.append(Piece(text: String(scalar), columns: columns))
            } else if let last = pieces.indices.last {
                pieces[last].text.unicodeScalars.append(scalar)
            }
        }
        return pieces
    }

    /// Returns the columns of one scalar: 0, 1 or 2.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
        if signs.contains(value) { return signColumns[Int(value - signs.lowerBound)] }
        return measured(scalar)
    }

    /// The blocks of punctuation, arrows, boxes and other signs, which are frequent in frames.
    private static let signs: Range<UInt32> = 0x2000..<0x2800
    /// Their columns, cached because looking up properties is slow.
    private static let signColumns = signs.map { Unicode.Scalar($0).map(measured) ?? 0 }

    private static func measured(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if isHangulTail(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control, .lineSeparator, .paragraphSeparator:
            return 0
        case .format:
            return isVisibleFormat(value) ? 1 : 0
        default:
            return isWide(value) ? 2 : 1
        }
    }

    /// Whether a grapheme is drawn as one emoji although its scalars alone would not be.
    private static func isEmojiSequence(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        let rest = scalars.dropFirst()
        guard !rest.isEmpty, let first = scalars.first, first.properties.isEmoji else {
            return false
        }
        return rest.contains { scalar in
            scalar.value == 0xFE0F || scalar.value == 0x200D
                || scalar.properties.isEmojiModifier || isRegionalIndicator(scalar)
        }
    }

    static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }
}
