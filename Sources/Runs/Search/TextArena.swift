import CSearch

/// Texts one after the other in one piece of memory, so that a text is looked for in all of them at
/// once.
///
/// The letters of ASCII stand in lower case there; which of them were upper is kept beside it.
package struct TextArena: Sendable {
    private var folded: ContiguousArray<UInt8> = []
    /// Where each text begins, and where the last one ends.
    private var bounds: ContiguousArray<UInt32> = [0]
    /// One bit for each byte that was an upper-case letter; empty where none was.
    private var capitals: ContiguousArray<UInt64> = []
    /// The bytes that occur.
    private var alphabet = ByteSet()

    package init() {}

    package var count: Int { bounds.count - 1 }
    /// The length of all texts, in bytes.
    package var byteCount: Int { folded.count }

    /// Whether all bytes are those of ASCII.
    package var isASCII: Bool { alphabet.isASCII }

    /// Whether letters and their accents are composed in all texts, so that bytes can be compared.
    private(set) var isComposed = true

    package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let start = folded.count
        if isComposed, bytes.contains(where: { $0 >= 0x80 }) {
            let text = String(decoding: bytes, as: UTF8.self)
            isComposed = !CaseFold.needsComposing(text.unicodeScalars)
        }
        folded.append(contentsOf: bytes)
        folded.withUnsafeMutableBufferPointer { folded in
            for place in start..<folded.count {
                let byte = folded[place]
                alphabet.insert(byte | ((0x41...0x5A).contains(byte) ? 0x20 : 0))
                guard (0x41...0x5A).contains(byte) else { continue }
                folded[place] = byte | 0x20
                while capitals.count <= place >> 6 { capitals.append(0) }
                capitals[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        bounds.append(UInt32(truncatingIfNeeded: folded.count))
    }

    /// Gives back the memory that was taken for more texts, where none will come.
    package mutating func close() {
        folded = folded.tight
        bounds = bounds.tight
        capitals = capitals.tight
    }

    package subscript(place: Int) -> String {
        let range = range(of: place)
        if !hasCapitals(in: range) { return String(decoding: folded[range], as: UTF8.self) }
        return String(decoding: range.map(byte), as: UTF8.self)
    }

    /// Hands over the folded bytes of a text.
    @inline(__always)
    package func withFolded<Answer>(
        at place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
    ) -> Answer {
        let range = range(of: place)
        return folded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// Tells whether a text is made of these bytes, in their own case.
    package func equals(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        let range = range(of: place)
        guard range.count == bytes.count else { return false }
        for (offset, index) in range.enumerated() where byte(at: index) != bytes[offset] {
            return false
        }
        return true
    }

    /// Tells whether the text in one place comes before that in another, by their bytes.
    package func precedes(_ place: Int, _ other: TextArena, _ otherPlace: Int) -> Bool {
        let (mine, theirs) = (range(of: place), other.range(of: otherPlace))
        for (left, right) in zip(mine, theirs) {
            let (mine, theirs) = (byte(at: left), other.byte(at: right))
            if mine != theirs { return mine < theirs }
        }
        return mine.count < theirs.count
    }

    /// The first eight bytes as a number, which orders texts as far as they differ in it.
    package func prefix(at place: Int) -> UInt64 {
        let range = range(of: place)
        var prefix: UInt64 = 0
        for offset in 0..<8 {
            prefix <<= 8
            if offset < range.count { prefix |= UInt64(byte(at: range.lowerBound + offset)) }
        }
        return prefix
    }

    /// Hands over the place of each text that holds a folded text of ASCII, which is not empty, in
    /// order.
    package func forEach(holding needle: [UInt8], _ body: (Int) -> Void) {
        guard alphabet.holds(needle) else { return }
        folded.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            bounds.withUnsafeBufferPointer { bounds in
                var (from, place) = (0, 0)
                while from < bytes.count,
                    let hit = search_bytes(start + from, bytes.count - from, needle, needle.count)
                {
                    let position = UnsafeRawPointer(start).distance(to: hit)
                    while bounds[place + 1] <= position { place += 1 }
                    let end = Int(bounds[place + 1])
                    let isWhole = position + needle.count <= end
                    if isWhole { body(place) }
                    // What begins in one text and ends in the next is in neither.
                    from = isWhole ? end : position + 1
                }
            }
        }
    }

    private func range(of place: Int) -> Range<Int> {
        Int(bounds[place])..<Int(bounds[place + 1])
    }

    private func byte(at index: Int) -> UInt8 {
        let byte = folded[index]
        guard index >> 6 < capitals.count, capitals[index >> 6] & (1 << UInt64(index & 63)) != 0
        else { return byte }
        return byte & ~0x20
    }

    private func hasCapitals(in range: Range<Int>) -> Bool {
        guard !capitals.isEmpty, !range.isEmpty else { return false }
        let last = min(capitals.count - 1, (range.upperBound - 1) >> 6)
        guard range.lowerBound >> 6 <= last else { return false }
        return (range.lowerBound >> 6...last).contains { capitals[$0] != 0 }
    }
}

extension ContiguousArray {
    /// The same elements in as much memory as they need.
    fileprivate var tight: ContiguousArray {
        var tight = ContiguousArray()
        tight.reserveCapacity(count)
        tight.append(contentsOf: self)
        return tight
    }
}

/// A set of bytes.
private struct ByteSet: Sendable {
    private var ascii = SIMD2<UInt64>()
    private var others = SIMD2<UInt64>()

    var isASCII: Bool { others == .zero }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        if byte < 0x80 { ascii[Int(byte >> 6)] |= bit } else { others[Int(byte >> 6) - 2] |= bit }
    }

    func holds(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { byte in
            let word = byte < 0x80 ? ascii[Int(byte >> 6)] : others[Int(byte >> 6) - 2]
            return word & (1 << UInt64(byte & 63)) != 0
        }
    }
}
