/// What lists show and search of a text: some kilobytes. All of it stands in the record.
enum ListedText {
    /// The greatest length, in bytes.
    static let limit = 4_096

    /// The beginning of a text that is long, else the text.
    static func of(_ text: String?) -> String? {
        guard let text, text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        // Not in the middle of a letter.
        while String.Index(end, within: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text.unicodeScalars[..<end]) + "…"
    }
}
