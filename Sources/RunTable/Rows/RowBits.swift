/// One bit for each row of a chunk.
struct RowBits: Hashable, Sendable {
    private(set) var words: Lanes<UInt64>

    static let none = RowBits(words: Lanes(repeating: 0))
    /// The most rows in a chunk.
    static var capacity: Int { 1_024 }

    /// The first rows of a chunk, 0 to `capacity`.
    static func first(_ count: Int) -> RowBits {
        var bits = RowBits.none
        for word in 0..<16 where word * 64 < count {
            bits.words[word] = count - word * 64 >= 64 ? .max : (1 << UInt64(count - word * 64)) - 1
        }
        return bits
    }

    /// Tests each row; collects 64 results into a word without a branch.
    @inline(__always)
    static func rows(below count: Int, where holds: (Int) -> Bool) -> RowBits {
        var bits = RowBits.none
        var word = 0
        while word * 64 < count {
            let (first, end) = (word * 64, min(count, word * 64 + 64))
            var answers: UInt64 = 0
            var place = first
            while place < end {
                answers |= (holds(place) ? 1 : 0) &<< UInt64(truncatingIfNeeded: place &- first)
                place &+= 1
            }
            bits.words[word] = answers
            word += 1
        }
        return bits
    }

    /// The rows with this byte; compares eight at once.
    static func rows(of bytes: ContiguousArray<UInt8>, equalTo byte: UInt8) -> RowBits {
        var bits = RowBits.none
        bytes.withUnsafeBytes { bytes in
            for word in 0..<16 where word * 64 < bytes.count {
                var answers: UInt64 = 0
                var place = word * 64
                let end = min(bytes.count, place + 64)
                while place + 8 <= end {
                    let eight = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    answers |= equal(UInt64(littleEndian: eight), byte) << UInt64(place & 63)
                    place += 8
                }
                while place < end {
                    if bytes[place] == byte { answers |= 1 << UInt64(place & 63) }
                    place += 1
                }
                bits.words[word] = answers
            }
        }
        return bits
    }

    /// A bit for each of eight bytes that equals another, first byte first.
    @inline(__always)
    private static func equal(_ bytes: UInt64, _ byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = 0x7F &* ones
        let rest = bytes ^ (UInt64(byte) &* ones)
        // The first bit of each zero byte.
        let zeros = ~(((rest & low) &+ low) | rest | low)
        // The product moves these eight bits together.
        return ((zeros >> 7) &* 0x0102_0408_1020_4080) >> 56
    }

    /// The indexes at which two columns differ; columns with shared memory do not differ.
    @inline(__always)
    static func differences<Value: Equatable>(
        _ left: ContiguousArray<Value>, _ right: ContiguousArray<Value>, _ count: Int
    ) -> RowBits {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                left.baseAddress == right.baseAddress
                    ? .none : .rows(below: count) { left[$0] != right[$0] }
            }
        }
    }

    var isEmpty: Bool { words == Lanes(repeating: 0) }

    var count: Int {
        var sum = 0
        for word in 0..<16 { sum += words[word].nonzeroBitCount }
        return sum
    }

    subscript(place: Int) -> Bool {
        get { words[place >> 6] & (1 << UInt64(place & 63)) != 0 }
        set {
            let bit: UInt64 = 1 << UInt64(place & 63)
            if newValue { words[place >> 6] |= bit } else { words[place >> 6] &= ~bit }
        }
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for word in 0..<16 {
            var rest = words[word]
            while rest != 0 {
                body(word << 6 | rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    static func & (left: RowBits, right: RowBits) -> RowBits {
        RowBits(words: left.words & right.words)
    }

    static func | (left: RowBits, right: RowBits) -> RowBits {
        RowBits(words: left.words | right.words)
    }

    static prefix func ~ (bits: RowBits) -> RowBits { RowBits(words: ~bits.words) }
}

/// The rows of a chunk that certainly pass a test, and those that may.
struct RowAnswer: Hashable, Sendable {
    var certain: RowBits
    /// The certain rows and the undecided ones.
    var possible: RowBits

    static let none = RowAnswer(.none)

    var unsure: RowBits { possible & ~certain }

    init(certain: RowBits, possible: RowBits) {
        self.certain = certain
        self.possible = possible
    }

    /// Rows without undecided ones.
    init(_ rows: RowBits) { self.init(certain: rows, possible: rows) }

    static func & (left: RowAnswer, right: RowAnswer) -> RowAnswer {
        RowAnswer(
            certain: left.certain & right.certain, possible: left.possible & right.possible)
    }

    static func | (left: RowAnswer, right: RowAnswer) -> RowAnswer {
        RowAnswer(
            certain: left.certain | right.certain, possible: left.possible | right.possible)
    }

    static prefix func ~ (answer: RowAnswer) -> RowAnswer {
        RowAnswer(certain: ~answer.possible, possible: ~answer.certain)
    }
}
