import CSearch

/// Texts one after the other in one piece of memory, so that one search covers all of them. ASCII
/// letters are stored in lower case, with a bitmap of those that were upper case.
package struct TextArena: Sendable {
    private var folded: ContiguousArray<UInt8> = []
    /// The start of each text, and the end of the last one.
    private var bounds: ContiguousArray<UInt32> = [0]
    /// One bit for each byte that was an upper-case letter; empty if there was none.
    private var capitals: ContiguousArray<UInt64> = []
    /// The bytes that occur.
    private var alphabet = ByteSet()

    package init() {}

    package var count: Int { bounds.count - 1 }
    /// The length of all texts in bytes.
    package var byteCount: Int { folded.count }

    package var isASCII: Bool { alphabet.isASCII }

    /// Whether accents are composed in all texts, so that bytes can be compared.
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

    /// Releases unused capacity after the last append.
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

    /// Passes the folded bytes of a text to a closure.
    @inline(__always)
    package func withFolded<Answer>(
        at place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
    ) -> Answer {
        let range = range(of: place)
        return folded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// Whether a text consists of these bytes, in their own case.
    package func equals(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        let range = range(of: place)
        guard range.count == bytes.count else { return false }
        for (offset, index) in range.enumerated() where byte(at: index) != bytes[offset] {
            return false
        }
        return true
    }

    /// Whether one text precedes another by its bytes.
    package func precedes(_ place: Int, _ other: TextArena, _ otherPlace: Int) -> Bool {
        let (mine, theirs) = (range(of: place), other.range(of: otherPlace))
        for (left, right) in zip(mine, theirs) {
            let (mine, theirs) = (byte(at: left), other.byte(at: right))
            if mine != theirs { return mine < theirs }
        }
        return mine.count < theirs.count
    }

    /// The first eight bytes as a number; orders texts that differ in them.
    package func prefix(at place: Int) -> UInt64 {
        let range = range(of: place)
        var prefix: UInt64 = 0
        for offset in 0..<8 {
            prefix <<= 8
            if offset < range.count { prefix |= UInt64(byte(at: range.lowerBound + offset)) }
        }
        return prefix
    }

    /// Passes the index of each text that contains a folded, non-empty ASCII text, in order.
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
                    // A match across the end of a text is no match.
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
