/// What messages have in common that differ in numbers, identifiers, times and addresses alone: the
/// text between these.
struct Fingerprint: Hashable, Sendable {
    /// The text before, between and after what differs; one piece where nothing does.
    let pieces: [String]

    /// How many characters of a message are looked at.
    private static var longest: Int { 4_096 }
    /// How many characters messages have to have in common.
    private static var longestCommon: Int { 240 }

    /// Finds what is common to messages like one.
    init(_ message: String) {
        var pieces = [""]
        var rest = message.prefix(Self.longest)
        let isCut = rest.endIndex < message.endIndex
        while let first = rest.first {
            if first == " " {
                pieces[pieces.count - 1].append(" ")
                rest = rest.dropFirst()
                continue
            }
            let word = rest.prefix { $0 != " " }
            rest = rest[word.endIndex...]
            Self.append(word, to: &pieces)
        }
        if isCut { pieces.append("") }
        self.pieces = Self.cut(Self.joined(pieces))
    }

    /// The message with a star for what differs.
    var text: String { pieces.joined(separator: "*") }

    /// A filter that finds the failures with such a message.
    var query: String {
        guard pieces != [""] else { return "status:failed -error:*" }
        let escaped = pieces.map { piece in
            piece.map { "\"\\*".contains($0) ? "\\\($0)" : String($0) }.joined()
        }
        // Without a star it would be looked for anywhere in a message.
        let isWhole = pieces.count == 1
        return "status:failed error:\"\(escaped.joined(separator: "*"))\(isWhole ? "*" : "")\""
    }

    private static func append(_ word: Substring, to pieces: inout [String]) {
        let isMark: (Character) -> Bool = { "()[]{}<>'\"`,;:.!?=".contains($0) }
        let core = word.drop(while: isMark)
        pieces[pieces.count - 1] += word[..<core.startIndex]
        let end = core.lastIndex { !isMark($0) }.map(core.index(after:)) ?? core.endIndex
        let inner = core[..<end]
        if inner.contains("://") || inner.contains("@") && inner.contains(".")
            || isHexadecimal(inner) || Timestamp.parse(inner) != nil
        {
            pieces.append("")
        } else {
            for part in parts(of: inner) {
                if isMachineMade(part) {
                    pieces.append("")
                } else {
                    appendLetters(of: part, to: &pieces)
                }
            }
        }
        pieces[pieces.count - 1] += core[end...]
    }

    /// Appends what is neither a digit nor unprintable.
    private static func appendLetters(of part: Substring, to pieces: inout [String]) {
        for character in part {
            if !character.isNumber, !character.isNewline, isPrinted(character) {
                pieces[pieces.count - 1].append(character)
            } else if pieces.count == 1 || pieces[pieces.count - 1] != "" {
                pieces.append("")
            }
        }
    }

    /// Divides a word into letters and digits, and what stands between.
    private static func parts(of word: Substring) -> [Substring] {
        var parts: [Substring] = []
        var rest = word
        while let first = rest.first {
            let isWord = first.isLetter || first.isNumber
            let part = rest.prefix { ($0.isLetter || $0.isNumber) == isWord }
            parts.append(part)
            rest = rest[part.endIndex...]
        }
        return parts
    }

    /// Whether a word is an identifier of hexadecimal digits, with hyphens or without.
    private static func isHexadecimal(_ word: Substring) -> Bool {
        word.utf8.count >= 6 && word.utf8.contains { (48...57).contains($0) }
            && word.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isHexadecimal($0) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        Character(Unicode.Scalar(byte)).isHexDigit
    }

    /// Whether a part of a word was made by a machine: hexadecimal digits, letters between many
    /// digits, or many letters with some digits.
    private static func isMachineMade(_ part: Substring) -> Bool {
        let (count, digits) = (part.utf8.count, part.utf8.count { (48...57).contains($0) })
        guard digits < count else { return false }
        if part.utf8.allSatisfy(isHexadecimal) { return count >= (digits > 0 ? 4 : 7) }
        return digits >= 3 && count >= 6 || digits >= 1 && count >= 12
    }

    private static func isPrinted(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                false
            default: true
            }
        }
    }

    /// Joins what differs on both sides of marks alone, as the parts of a time or an address do.
    private static func joined(_ pieces: [String]) -> [String] {
        var joined: [String] = []
        for (place, piece) in pieces.enumerated() {
            let isBetween = place > 0 && place < pieces.count - 1
            let isJoint =
                isBetween && piece.count <= 2
                && piece.allSatisfy { ":.-/,+_TZ ".contains($0) }
            if !isJoint { joined.append(piece) }
        }
        return joined
    }

    /// The pieces as far as enough is common; what comes after differs or not.
    private static func cut(_ pieces: [String]) -> [String] {
        var (cut, room): ([String], Int) = ([], longestCommon)
        for piece in pieces {
            cut.append(String(piece.prefix(room)))
            room -= piece.count
            if room <= 0 { return cut + [""] }
        }
        return cut
    }
}
