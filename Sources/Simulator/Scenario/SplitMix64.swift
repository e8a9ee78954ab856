/// A small seeded generator whose results are the same on every platform and in every version.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// Creates a generator that is independent for each combination of seed and salts.
    init(seed: UInt64, _ salts: UInt64...) {
        state = seed
        for salt in salts {
            state = next() ^ (salt &* 0xD6E8_FEB8_6659_FD93)
        }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in 0..<1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A whole number in `0..<bound`, for a bound of at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(fraction() * Double(bound))
    }

    /// One element of a table that is not empty.
    mutating func pick<Element>(_ table: [Element]) -> Element {
        table[below(table.count)]
    }

    /// Whether something of this probability happens.
    mutating func chance(_ probability: Double) -> Bool {
        fraction() < probability
    }

    /// Lower-case hexadecimal digits, at most 16.
    mutating func hex(digits: Int) -> String {
        let value = next()
        let bytes = (0..<digits).map { hexDigit(UInt8(value >> (60 - 4 * UInt64($0)) & 15)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An identifier in the shape of a version 4 UUID.
    mutating func uuid() -> String {
        let high = (next() & ~0xF000) | 0x4000
        let low = (next() & ~(0b11 << 62)) | (0b10 << 62)
        let bytes = (0..<32).map { position -> UInt8 in
            let half = position < 16 ? high : low
            return hexDigit(UInt8(half >> (60 - 4 * UInt64(position % 16)) & 15))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
