/// A text pattern made ready to be held against many texts, without regard to case.
struct TextMatcher: Sendable {
    private enum Form: Sendable {
        /// Found anywhere.
        case contained([UInt8])
        /// The whole, cut at the stars.
        case pieces([[UInt8]])
        case regex(RegexMatcher)
        /// A regular expression that cannot be read.
        case nothing
    }

    private let form: Form
    private let isASCII: Bool

    init(_ pattern: TextPattern) {
        switch pattern {
        case .contains(let text): form = .contained(CaseFold.bytes(of: text))
        case .equals(let text): form = .pieces([CaseFold.bytes(of: text)])
        case .wildcard(let pieces): form = .pieces(pieces.map(CaseFold.bytes(of:)))
        case .regex(let pattern): form = RegexMatcher(pattern).map(Form.regex) ?? .nothing
        }
        switch form {
        case .contained(let bytes): isASCII = bytes.allSatisfy { $0 < 0x80 }
        case .pieces(let pieces): isASCII = pieces.joined().allSatisfy { $0 < 0x80 }
        case .regex, .nothing: isASCII = true
        }
    }

    /// Whether a text matches wherever a part of it does.
    var isPart: Bool {
        if case .contained = form { true } else { false }
    }

    func matches(_ text: String) -> Bool {
        switch form {
        case .contained(let needle):
            scan(text) { CaseFold.firstRange(of: needle, in: $0, from: 0) != nil }
        case .pieces(let pieces):
            scan(text) { Self.matches(pieces, $0) }
        case .regex(let matcher): matcher.matches(text)
        case .nothing: false
        }
    }

    /// Hands over the place of each text that matches, in order.
    func forEachMatch(in texts: TextArena, _ body: (Int) -> Void) {
        switch form {
        case .contained(let needle) where isASCII && !needle.isEmpty:
            texts.forEach(holding: needle, body)
        case .pieces(let pieces) where isASCII:
            for place in 0..<texts.count
            where texts.withFolded(at: place, { Self.matches(pieces, $0) }) { body(place) }
        case .contained where !isASCII && texts.isASCII, .pieces where texts.isASCII, .nothing:
            break
        case .contained, .pieces, .regex:
            for place in 0..<texts.count where matches(texts[place]) { body(place) }
        }
    }

    /// Hands the bytes of a text to a search that itself folds the case of ASCII.
    private func scan(_ text: String, _ search: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        if !isASCII {
            // A text that is ASCII alone cannot hold what is not.
            guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
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
