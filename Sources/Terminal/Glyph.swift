/// What is sent to the terminal for one place: a spacing scalar with its marks.
struct Glyph: Hashable {
    var scalars: [UInt32]
    var columns: Int

    static let space = Glyph(scalars: [0x20], columns: 1)
}

/// Turns a cell's text into what every terminal shows in the same columns.
///
/// Terminals disagree on sequences: a joined family is two columns to one and eight to the next. So
/// only the scalar that carries a sequence is sent, and spaces fill up its columns. What the C
/// library measures otherwise than `DisplayWidth` does, it would misplace: that is replaced.
struct GlyphMaker {
    /// Whether the terminal takes more than ASCII.
    let supportsUnicode: Bool
    /// The columns the C library gives a scalar.
    let measure: (Unicode.Scalar) -> Int

    /// Returns glyphs of that many columns altogether.
    func glyphs(for text: String, columns: Int) -> [Glyph] {
        if columns == 1, text.utf8.count == 1, let byte = text.utf8.first,
            (0x20..<0x7F).contains(byte)
        {
            return Self.printable[Int(byte - 0x20)]
        }
        let scalars = Array(text.unicodeScalars)
        guard let base = scalars.first else { return padded([], to: columns) }
        if let flag = flagLetters(scalars), columns == 2 { return flag }
        guard isDrawable(base, columns: columns) else {
            return padded([Glyph(scalars: [replacement], columns: 1)], to: columns)
        }
        let marks = scalars.dropFirst().prefix { measure($0) == 0 }.filter(isMark).prefix(4)
        let glyph = Glyph(
            scalars: ([base] + marks).map(\.value), columns: DisplayWidth.columns(of: base))
        return padded([glyph], to: columns)
    }

    /// Most cells are ASCII; theirs are made once.
    private static let printable: [[Glyph]] = (UInt32(0x20)..<0x7F).map {
        [Glyph(scalars: [$0], columns: 1)]
    }

    private func isDrawable(_ base: Unicode.Scalar, columns: Int) -> Bool {
        guard base.isASCII || supportsUnicode else { return false }
        let expected = DisplayWidth.columns(of: base)
        return expected > 0 && expected <= columns && measure(base) == expected
    }

    /// Joiners and variation selectors are what terminals disagree on.
    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard supportsUnicode, scalar.properties.generalCategory != .format else { return false }
        return !(0xFE00...0xFE0F).contains(scalar.value)
    }

    /// A flag is shown as the two letters of its region, since half of one has no agreed width.
    private func flagLetters(_ scalars: [Unicode.Scalar]) -> [Glyph]? {
        guard scalars.count == 2, scalars.allSatisfy(DisplayWidth.isRegionalIndicator) else {
            return nil
        }
        return scalars.map { Glyph(scalars: [$0.value - 0x1F1E6 + 0x41], columns: 1) }
    }

    private var replacement: UInt32 {
        supportsUnicode && measure("\u{FFFD}") == 1 ? 0xFFFD : 0x3F
    }

    private func padded(_ glyphs: [Glyph], to columns: Int) -> [Glyph] {
        let used = glyphs.reduce(0) { $0 + $1.columns }
        return glyphs + Array(repeating: .space, count: max(0, columns - used))
    }
}

/// One character cell of a frame.
package struct Cell: Hashable, Sendable {
    /// One grapheme, or a space; empty for the right half of a wide one. Of a conjunct that takes
    /// more than one column without being wide (Devanagari and its kin), each spacing letter has
    /// its own cell.
    package var text: String
    package var style: Style

    /// Creates a cell; a frame keeps the halves of wide characters together, so draw with
    /// `Frame.put`.
    package init(text: String = " ", style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// Whether this is the right half of the wide character to its left.
    package var isTrailingHalf: Bool { text.isEmpty }
}
