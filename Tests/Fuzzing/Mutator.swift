package import TestSupport

/// Makes new inputs of known ones; the same seed makes the same ones in the same order.
package struct Mutator {
    /// The most bytes that an input may have.
    private static let longest = 8_192
    /// What many readers trip over.
    private static let awkward: [[UInt8]] =
        [
            "", "0", "-1", "9223372036854775807", "-9223372036854775808", "1e999", "1e-999", "-0",
            "0.1", "null", "true", "[", "]", "{", "}", "\"", "'", "\\", "\\u0000", "\\ud800", "\n",
            "\r\n", "\t", " ", ",", ":", ";", "=", "%", "%41", "..", "/", "*", "(", ")", "\u{1B}[",
            "\u{1B}]0;", "\u{7}", "\u{1B}\\", "\u{9B}", "\u{9D}", "\u{9C}", "\u{202E}", "\u{200D}",
            "\u{FE0F}", "👩‍💻", "e\u{301}", "\u{E0041}", "\u{0}", "9999-12-31T23:59:59Z",
            "0000-01-01", "2026-06-07T08:00:00Z",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SeededRandom

    /// Begins with some inputs.
    ///
    /// - Parameters:
    ///   - seeds: The inputs, at least one.
    ///   - words: What leads further than single bytes.
    ///   - random: Decides everything.
    package init(_ seeds: [[UInt8]], words: [String], random: SeededRandom) {
        self.seeds = seeds
        self.words = words.map { Array($0.utf8) } + Self.awkward
        self.random = random
    }

    /// Makes the next input.
    package mutating func next() -> [UInt8] {
        var bytes = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&bytes) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let range = range(in: bytes)
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            guard let place = bytes.indices.randomElement(using: &random) else { return }
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1:
            guard let place = bytes.indices.randomElement(using: &random) else { return }
            bytes[place] = .random(in: 0...255, using: &random)
        case 2, 3: bytes.insert(contentsOf: word, at: range.lowerBound)
        case 4: bytes.replaceSubrange(range, with: word)
        case 5: bytes.removeSubrange(range)
        case 6: repeatStretch(range, of: &bytes)
        case 7: bytes.replaceSubrange(range, with: stretchOfSeed())
        case _: replaceNumber(in: &bytes)
        }
    }

    private var word: [UInt8] {
        mutating get { words.randomElement(using: &random) ?? [] }
    }

    /// A stretch, most often a short one.
    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &random)
        let most = Bool.random(using: &random) ? 8 : bytes.count
        let length = Int.random(in: 0...min(most, bytes.count - start), using: &random)
        return start..<(start + length)
    }

    private mutating func repeatStretch(_ range: Range<Int>, of bytes: inout [UInt8]) {
        let room = max(0, Self.longest - bytes.count) / max(1, range.count)
        let times = Int.random(in: 1...64, using: &random)
        let copies = [[UInt8]](repeating: Array(bytes[range]), count: min(times, room))
        bytes.insert(contentsOf: copies.joined(), at: range.upperBound)
    }

    private mutating func stretchOfSeed() -> ArraySlice<UInt8> {
        let other = seeds.randomElement(using: &random) ?? []
        return other[range(in: other)]
    }

    /// Puts another number, or none, where digits stand.
    private mutating func replaceNumber(in bytes: inout [UInt8]) {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let starts = bytes.indices.filter { place in
            isDigit(bytes[place]) && (place == 0 || !isDigit(bytes[place - 1]))
        }
        guard let start = starts.randomElement(using: &random) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        bytes.replaceSubrange(start..<end, with: word)
    }
}
