/// A pattern for texts, ignoring case.
package enum TextPattern: Hashable, Sendable {
    case contains(String)
    case equals(String)
    /// The text begins with the first piece, ends with the last, and holds the others in order.
    case wildcard([String])
    /// The text contains a match of this regular expression.
    case regex(String)
}

/// A pattern compiled for matching many texts, ignoring case.
package struct TextMatcher: Sendable {
    private enum Form: Sendable {
        case contained([UInt8])
        /// The whole text, split at the stars.
        case pieces([[UInt8]])
        case regex(RegexMatcher)
        /// An invalid regular expression.
        case nothing
    }

    private let form: Form
    private let isASCII: Bool

    /// Compiles a pattern; several regular expressions may share one budget.
    package init(_ pattern: TextPattern, budget: RegexBudget = RegexBudget()) {
        switch pattern {
        case .contains(let text): form = .contained(CaseFold.bytes(of: text))
        case .equals(let text): form = .pieces([CaseFold.bytes(of: text)])
        case .wildcard(let pieces): form = .pieces(pieces.map(CaseFold.bytes(of:)))
        case .regex(let pattern):
            form = RegexMatcher(pattern, budget: budget).map(Form.regex) ?? .nothing
        }
        switch form {
        case .contained(let bytes): isASCII = bytes.allSatisfy { $0 < 0x80 }
        case .pieces(let pieces): isASCII = pieces.joined().allSatisfy { $0 < 0x80 }
        case .regex, .nothing: isASCII = true
        }
    }

    /// Whether a text matches if a part of it does.
    package var isPart: Bool {
        if case .contained = form { true } else { false }
    }

    /// Whether a text matches if its beginning does.
    private var isOpenEnded: Bool {
        switch form {
        case .contained: true
        case .pieces(let pieces): pieces.count > 1 && pieces.last == []
        case .regex, .nothing: false
        }
    }

    /// Whether a text certainly matches.
    package func matches(_ text: String) -> Bool { find(in: text) == .match }

    /// Searches a text as it is listed, perhaps cut.
    package func find(listed text: String) -> TextFinding {
        guard ListedText.isCut(text) else { return find(in: text) }
        let beginning = ListedText.beginning(of: text)
        if isOpenEnded, matches(beginning) { return .match }
        return isExcluded(by: beginning) ? .noMatch : .cut
    }

    /// Whether no text with this beginning can match.
    private func isExcluded(by beginning: String) -> Bool {
        guard case .pieces(let pieces) = form, let first = pieces.first else { return false }
        return zip(first, CaseFold.bytes(of: beginning)).contains { $0 != $1 }
    }

    package func find(in text: String) -> TextFinding {
        switch form {
        case .contained(let needle):
            TextFinding(scan(text) { CaseFold.firstRange(of: needle, in: $0, from: 0) != nil })
        case .pieces(let pieces): TextFinding(scan(text) { Self.matches(pieces, $0) })
        case .regex(let matcher): matcher.find(in: text)
        case .nothing: .noMatch
        }
    }

    /// Passes the index of each text that matches or is too hard, in order, from one index on.
    /// Regular expressions skip the texts before it.
    package func forEachFinding(
        in texts: TextArena, from first: Int = 0,
        leavingOut isLeftOut: (Int) -> Bool = { _ in false },
        _ body: (Int, TextFinding) -> Void
    ) {
        switch form {
        case .contained(let needle) where isASCII && !needle.isEmpty && texts.isComposed:
            texts.forEach(holding: needle) { if $0 >= first { body($0, .match) } }
        case .pieces(let pieces) where isASCII && texts.isComposed:
            for place in first..<max(first, texts.count)
            where texts.withFolded(at: place, { Self.matches(pieces, $0) }) { body(place, .match) }
        case .contained where !isASCII && texts.isASCII, .pieces where !isASCII && texts.isASCII,
            .nothing:
            break
        case .contained, .pieces, .regex:
            for place in first..<max(first, texts.count) where !(isRegex && isLeftOut(place)) {
                let finding = find(in: texts[place])
                if finding != .noMatch { body(place, finding) }
            }
        }
    }

    private var isRegex: Bool {
        if case .regex = form { true } else { false }
    }

    /// Passes the bytes of a text to a search that folds the case of ASCII itself.
    private func scan(_ text: String, _ search: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        // A text of ASCII alone cannot contain other characters.
        guard isASCII || !isPlain else { return false }
        if !isASCII || CaseFold.needsComposing(text.unicodeScalars) {
            return CaseFold.bytes(of: text).withUnsafeBufferPointer(search)
        }
        if let found = text.utf8.withContiguousStorageIfAvailable(search) { return found }
        return Array(text.utf8).withUnsafeBufferPointer(search)
    }

    private static func matches(
        _ pieces: [[UInt8]], _ text: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let first = pieces.first, let last = pieces.last,
            CaseFold.matches(first, in: text, at: 0)
        else { return false }
        guard pieces.count > 1 else { return text.count == first.count }
        var place = first.count
        for piece in pieces.dropFirst().dropLast() {
            guard let found = CaseFold.firstRange(of: piece, in: text, from: place) else {
                return false
            }
            place = found.upperBound
        }
        let tail = text.count - last.count
        return tail >= place && CaseFold.matches(last, in: text, at: tail)
    }
}

/// The part of a text that lists show and search: some kilobytes. The record has all of it.
package enum ListedText {
    /// The greatest length in bytes.
    package static let limit = 4_096

    private static let mark: Unicode.Scalar = "…"

    /// The text, or the beginning of a long one.
    package static func of(_ text: String?) -> String? {
        guard let text, text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        // Not in the middle of a character.
        while String.Index(end, within: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        let kept = text.unicodeScalars[..<end]
        // Nor after the ESC of an escape sequence.
        return String(kept.last == "\u{1B}" ? kept.dropLast() : kept) + String(mark)
    }

    /// Whether a listed text is cut. A text of just this length that ends with the mark counts too.
    package static func isCut(_ listed: String) -> Bool {
        listed.utf8.count >= limit - 1 && listed.unicodeScalars.last == mark
    }

    /// The part that a cut text certainly shares with the whole: all but the mark and the last
    /// letter, which an accent may follow.
    package static func beginning(of cut: String) -> String {
        String(String(cut.unicodeScalars.dropLast()).dropLast())
    }
}
