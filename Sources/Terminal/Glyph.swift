/// The output for one position: a spacing scalar with its marks.
struct Glyph: Hashable {
    var scalars: [UInt32]
    var columns: Int

    static let space = Glyph(scalars: [0x20], columns: 1)
}

/// Converts a cell's text into what every terminal shows in the same columns.
///
/// Terminals disagree on sequences: a joined family is two columns to one and eight to another. So
/// only the base scalar of a sequence is sent, and spaces fill up its columns. Scalars that the C
/// library and `DisplayWidth` measure differently are replaced, because ncurses would misplace
/// them.
struct GlyphMaker {
    /// Whether the terminal accepts more than ASCII.
    let supportsUnicode: Bool
    /// The columns the C library gives a scalar.
    let measure: (Unicode.Scalar) -> Int

    /// Returns glyphs of this many columns in total.
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

    /// A cache, as most cells are ASCII.
    private static let printable: [[Glyph]] = (UInt32(0x20)..<0x7F).map {
        [Glyph(scalars: [$0], columns: 1)]
    }

    private func isDrawable(_ base: Unicode.Scalar, columns: Int) -> Bool {
        guard base.isASCII || supportsUnicode else { return false }
        let expected = DisplayWidth.columns(of: base)
        return expected > 0 && expected <= columns && measure(base) == expected
    }

    /// Terminals disagree on joiners and variation selectors.
    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard supportsUnicode, scalar.properties.generalCategory != .format else { return false }
        return !(0xFE00...0xFE0F).contains(scalar.value)
    }

    /// A flag becomes its region's two letters, because terminals disagree on its width.
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
    /// One grapheme, or a space; empty for the right half of a wide one. In a conjunct that takes
    /// more than one column without being wide (as in Devanagari), each spacing letter has its own
    /// cell.
    package var text: String
    package var style: Style

    /// Creates a cell. Draw with `Frame.put`, which keeps the halves of wide characters together.
    package init(text: String = " ", style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// Whether this is the right half of the wide character to its left.
    package var isTrailingHalf: Bool { text.isEmpty }
}
