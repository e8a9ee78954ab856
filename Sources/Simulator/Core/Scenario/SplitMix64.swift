/// A seeded generator with the same results on every platform and in every version.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// Independent for each combination of seed and salts.
    init(seed: UInt64, _ salts: UInt64...) {
        self.init(seed: seed, salts: salts)
    }

    init(seed: UInt64, salts: [UInt64]) {
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

    mutating func pick<Element>(_ table: [Element]) -> Element {
        table[below(table.count)]
    }

    mutating func chance(_ probability: Double) -> Bool {
        fraction() < probability
    }

    mutating func hex(digits: Int) -> String {
        guard digits <= 16 else { return hex(digits: 16) + hex(digits: digits - 16) }
        return Self.hex(next(), digits)
    }

    private static func hex(_ value: UInt64, _ digits: Int) -> String {
        let bytes = (0..<digits).map { hexDigit(UInt8(value >> (60 - 4 * UInt64($0)) & 15)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func uuid() -> String {
        let high = (next() & ~0xF000) | 0x4000
        let low = (next() & ~(0b11 << 62)) | (0b10 << 62)
        var text = Self.hex(high, 16) + Self.hex(low, 16)
        for offset in [8, 13, 18, 23] {
            text.insert("-", at: text.index(text.startIndex, offsetBy: offset))
        }
        return text
    }
}
