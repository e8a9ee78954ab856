import Runs

/// Distinct values, each with a code by which columns refer to it; append only. A copy is cheap,
/// and a new value after it copies one chunk and not the whole.
struct Interned<Value: Hashable & Sendable & SizedText>: Sendable {
    /// The approximate size of the texts in bytes.
    private(set) var bytes = 0
    private var values = ChunkedArray<Value>()
    private var codes = ShardedIndex<Value, UInt32>()

    /// The code for no value; others count from 1.
    static var none: UInt32 { 0 }

    /// The greatest code in use.
    var last: Int { values.count }

    /// The value of a code from 1 to `last`; nil for any other.
    subscript(code: UInt32) -> Value? {
        code == Self.none || code > values.count ? nil : values[Int(code) - 1]
    }

    func code(of value: Value) -> UInt32? { codes[value] }

    /// Finds the code of a value, or assigns a new one.
    mutating func intern(_ value: Value) -> UInt32 {
        if let known = codes[value] { return known }
        values.append(value)
        bytes += value.textSize
        let code = UInt32(truncatingIfNeeded: values.count)
        codes[value] = code
        return code
    }

    /// Finds or assigns the code of a value; `none` for nil.
    mutating func intern(_ value: Value?) -> UInt32 { value.map { intern($0) } ?? Self.none }
}

/// A value with texts whose size counts.
protocol SizedText {
    /// The length of the texts in bytes.
    var textSize: Int { get }
}

extension String: SizedText {
    var textSize: Int { utf8.count }
}

/// Distinct texts with codes, also in arenas for searching.
struct InternedTexts: Sendable {
    private var interned = Interned<String>()
    private var arenas: [TextArena] = []
    /// The codes of texts that are cut.
    private var cut: Set<Int> = []

    /// The number of texts in one arena.
    private static var span: Int { 256 }

    var last: Int { interned.last }

    /// The approximate size of the texts in bytes, in both places.
    var bytes: Int { 2 * interned.bytes }

    /// The text of a code; nil for `Interned.none`.
    subscript(code: UInt32) -> String? { interned[code] }

    /// Finds the code of a text, or assigns a new one; `Interned.none` for nil.
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

    /// Passes the code of each text that may match, from a code on; perhaps twice for a cut text,
    /// and then the last finding counts.
    func forEachFinding(
        of matcher: TextMatcher, from first: Int, _ body: (Int, TextFinding) -> Void
    ) {
        guard first <= last else { return }
        // Searching many texts at once is faster for a pattern that matches a part.
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
