import Runs

/// Rows that were read and may return, by identifier, with their times.
enum KnownRows {
    /// How many rows of one list to remember, the newest.
    private static let most = 2_000

    /// Drops rows that are too old to return. Keeps those since `bound` and the newest `count` of
    /// any age, with all that share the moment of the last of them.
    static func kept(
        of rows: [String: Timestamp], since bound: Timestamp, atLeast count: Int = 0
    ) -> [String: Timestamp] {
        var bound = bound
        if count > 0, rows.count > count, rows.count(where: { $0.value >= bound }) < count {
            bound = min(bound, rows.values.sorted(by: >)[count - 1])
        } else if rows.count <= count {
            return rows
        }
        return newest(most, of: rows.filter { $0.value >= bound }, by: \.self)
    }

    static func newest<Value>(
        _ count: Int, of rows: [String: Value], by time: (Value) -> Timestamp
    ) -> [String: Value] {
        guard rows.count > count else { return rows }
        let newest = rows.sorted { time($0.value) > time($1.value) }.prefix(count)
        return Dictionary(uniqueKeysWithValues: newest.map { $0 })
    }

    /// Derives an identifier from the texts of fields.
    static func digest(_ parts: [String]) -> String {
        // FNV-1a: the same in every version and on every platform.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in parts.joined(separator: "\u{1f}").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
