import Runs

/// Distinct values, each with a number by which columns refer to it. Values are never taken out.
///
/// A copy is cheap, and a value that is new after it costs a piece and not the whole.
struct Interned<Value: Hashable & Sendable & SizedText>: Sendable {
    /// About how many bytes the texts take.
    private(set) var bytes = 0
    private var values = ChunkedArray<Value>()
    private var codes = ShardedIndex<Value, UInt32>()

    /// The number that stands for no value; others count from 1.
    static var none: UInt32 { 0 }

    /// The greatest number in use.
    var last: Int { values.count }

    /// The value of a number from 1 up to `last`; nil for any other.
    subscript(code: UInt32) -> Value? {
        code == Self.none || code > values.count ? nil : values[Int(code) - 1]
    }

    /// The number of a value, if it has one.
    func code(of value: Value) -> UInt32? { codes[value] }

    /// The number of a value, a new one where it has none yet.
    mutating func intern(_ value: Value) -> UInt32 {
        if let known = codes[value] { return known }
        values.append(value)
        bytes += value.textSize
        let code = UInt32(truncatingIfNeeded: values.count)
        codes[value] = code
        return code
    }

    /// The number of a value, or `none`.
    mutating func intern(_ value: Value?) -> UInt32 { value.map { intern($0) } ?? Self.none }
}

/// What texts a value is made of.
protocol SizedText {
    /// The length of the texts, in bytes.
    var textSize: Int { get }
}

extension String: SizedText {
    var textSize: Int { utf8.count }
}

/// Distinct texts with their numbers, and in pieces of memory in which a text is looked for.
struct InternedTexts: Sendable {
    private var interned = Interned<String>()
    private var arenas: [TextArena] = []
    /// The numbers of those that are the beginnings of longer ones.
    private var cut: Set<Int> = []

    /// How many texts stand in one piece.
    private static var span: Int { 256 }

    /// The greatest number in use.
    var last: Int { interned.last }

    /// About how many bytes the texts take, in both places.
    var bytes: Int { 2 * interned.bytes }

    /// The text of a number; nil for `Interned.none`.
    subscript(code: UInt32) -> String? { interned[code] }

    /// The number of a text, a new one where it has none yet; that of none for nil.
    mutating func intern(_ text: String?) -> UInt32 {
        guard var text else { return Interned<String>.none }
        let before = interned.last
        let code = interned.intern(text)
        guard interned.last > before else { return code }
        if ListedText.isCut(text) { cut.insert(Int(code)) }
        if before % Self.span == 0 { arenas.append(TextArena()) }
        text.withUTF8 { arenas[arenas.count - 1].append($0) }
        return code
    }

    /// Hands over the number of each text that does not fail to match, from a number on; that of
    /// one that is cut perhaps twice, and the last time counts.
    func forEachFinding(
        of matcher: TextMatcher, from first: Int, _ body: (Int, TextFinding) -> Void
    ) {
        guard first <= last else { return }
        // A part is found faster in many texts at once.
        let isPart = matcher.isPart
        for code in cut where code >= first { body(code, isPart ? .cut : finding(code, matcher)) }
        for number in (first - 1) / Self.span..<arenas.count {
            let base = number * Self.span + 1
            matcher.forEachFinding(
                in: arenas[number], from: max(0, first - base),
                leavingOut: { cut.contains(base + $0) }
            ) { place, finding in
                let code = base + place
                guard cut.contains(code) else { return body(code, finding) }
                if isPart { body(code, self.finding(code, matcher)) }
            }
        }
    }

    private func finding(_ code: Int, _ matcher: TextMatcher) -> TextFinding {
        self[UInt32(truncatingIfNeeded: code)].map(matcher.find(listed:)) ?? .noMatch
    }
}
