import TestSupport

extension SeededRandom {
    /// A whole number in a range that is not empty.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// Whether something of this probability happens.
    mutating func chance(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    /// One of some values.
    mutating func pick<Value>(_ values: Value...) -> Value { values[number(0...values.count - 1)] }

    /// An identifier.
    mutating func id(_ prefix: String) -> String { prefix + String(next(), radix: 36) }
}
