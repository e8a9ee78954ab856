/// Distinct values, each with a number by which columns refer to it. Values are never taken out.
///
/// A copy is cheap, and a value that is new after it costs a piece and not the whole.
struct Interned<Value: Hashable & Sendable>: Sendable {
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
        let code = UInt32(truncatingIfNeeded: values.count)
        codes[value] = code
        return code
    }

    /// The number of a value, or `none`.
    mutating func intern(_ value: Value?) -> UInt32 { value.map { intern($0) } ?? Self.none }
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
        for code in cut where code >= first { body(code, .cut) }
        for number in (first - 1) / Self.span..<arenas.count {
            let base = number * Self.span + 1
            matcher.forEachFinding(
                in: arenas[number], from: max(0, first - base),
                leavingOut: { cut.contains(base + $0) }
            ) { place, finding in
                let code = base + place
                guard !cut.contains(code) || isSure(code, matcher) else { return }
                body(code, finding)
            }
        }
    }

    /// Whether a text that is cut matches by what is left of it.
    private func isSure(_ code: Int, _ matcher: TextMatcher) -> Bool {
        self[UInt32(truncatingIfNeeded: code)].map(matcher.matches(beginning:)) ?? false
    }
}
