/// Untrusted text, made harmless for a terminal, a file and a clipboard.
///
/// Removes whole escape sequences. Writes other controls as `^X`, and format, invisible, private
/// and unassigned characters as `<U+202E>`; a character carries at most four combining marks.
/// Making safe text safe again changes nothing.
package struct SafeText: Hashable, Sendable {
    package let text: String

    /// The default limit of a line, in scalars.
    package static let lineLimit = 2_000
    /// The default limit of a block, in scalars.
    package static let blockLimit = 65_536

    /// Makes one line of a text, as `line` does.
    package init(_ raw: String, limit: Int = SafeText.lineLimit) {
        self = .line(raw, limit: limit)
    }

    private init(raw: String, layout: SafeTextWriter.Layout, limit: Int) {
        let isPlain = raw.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard !isPlain || raw.utf8.count > limit else {
            text = raw
            return
        }
        text = SafeTextWriter.text(of: raw, layout: layout, limit: max(1, limit))
    }

    /// Makes one line of at most `limit` scalars: a line break or a tab becomes a space, an excess
    /// becomes `…`. Cost: linear in the limit.
    package static func line(_ raw: String, limit: Int = lineLimit) -> SafeText {
        SafeText(raw: raw, layout: .line, limit: limit)
    }

    /// Makes one trimmed line, for use among other words; nil if nothing is visible.
    package static func words(_ raw: String?) -> String? {
        raw.flatMap { line($0.trimmingWhitespace).text.trimmingWhitespace.unlessBlank }
    }

    /// Makes a block of at most `limit` scalars: `\n` and `\r\n` break lines, a tab fills up to a
    /// multiple of four columns, an excess becomes `… (123 more characters)`. Cost: linear in the
    /// text.
    package static func block(_ raw: String, limit: Int = blockLimit) -> SafeText {
        SafeText(raw: raw, layout: .block, limit: limit)
    }
}

extension StringProtocol {
    /// The text without white space at either end.
    package var trimmingWhitespace: String {
        let rest = drop(while: \.isWhitespace)
        return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
    }

    /// The text; nil if it is only white space.
    package var unlessBlank: Self? { allSatisfy(\.isWhitespace) ? nil : self }
}
