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
