/// What lists show and search of a text: some kilobytes. All of it stands in the record.
enum ListedText {
    /// The greatest length, in bytes.
    static let limit = 4_096

    private static let mark: Unicode.Scalar = "…"

    /// The beginning of a text that is long, else the text.
    static func of(_ text: String?) -> String? {
        guard let text, text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        // Not in the middle of a letter.
        while String.Index(end, within: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        let kept = text.unicodeScalars[..<end]
        // Nor behind the ESC of an escape sequence.
        return String(kept.last == "\u{1B}" ? kept.dropLast() : kept) + String(mark)
    }

    /// Whether a listed text is the beginning of another one. A text that is just as long and ends
    /// with the mark counts as well.
    static func isCut(_ listed: String) -> Bool {
        listed.utf8.count >= limit - 1 && listed.unicodeScalars.last == mark
    }

    /// What a listed text and the one that it is the beginning of have in common for certain: all
    /// but the mark, and the last letter, which may go on with an accent.
    static func beginning(of cut: String) -> String {
        String(String(cut.unicodeScalars.dropLast()).dropLast())
    }
}
