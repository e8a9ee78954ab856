/// Finds the rows of a run by the hash of its key. Rows are only appended, and only the last
/// segment of the index changes: after a copy, a new row copies one segment and not the whole.
struct RowIndex: Sendable {
    private var segments: [Segment] = []

    /// The number of rows that a segment covers.
    fileprivate static var span: Int { 1 << 16 }

    /// Adds the next row; rows come in order, without gaps.
    mutating func append(row: Int, hash: UInt64) {
        if row % Self.span == 0 { segments.append(Segment()) }
        segments[segments.count - 1].insert(row % Self.span, hash)
    }

    /// Finds a row of a hash that passes a test, the latest first.
    func first(of hash: UInt64, where holds: (Int) -> Bool) -> Int? {
        for number in segments.indices.reversed() {
            let base = number * Self.span
            if let place = segments[number].first(of: hash, where: { holds(base + $0) }) {
                return base + place
            }
        }
        return nil
    }

    /// A hash table at most half full: each slot has the index of a row in the segment and fifteen
    /// bits of its hash, so that few rows are compared in vain.
    private struct Segment {
        private var slots = ContiguousArray<UInt32>(repeating: 0, count: 256)
        /// The hashes of the rows, for growing the table; empty once the segment is full.
        private var hashes: ContiguousArray<UInt64> = []

        mutating func insert(_ place: Int, _ hash: UInt64) {
            hashes.append(hash)
            if hashes.count * 2 > slots.count {
                slots = ContiguousArray(repeating: 0, count: slots.count * 2)
                for (place, hash) in hashes.enumerated() { fillSlot(place, hash) }
            } else {
                fillSlot(place, hash)
            }
            if place == RowIndex.span - 1 { hashes = [] }
        }

        func first(of hash: UInt64, where holds: (Int) -> Bool) -> Int? {
            let mask = slots.count - 1
            let wanted = Self.entry(0, hash) >> 16
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 {
                let place = Int(slots[slot] & 0xFFFF)
                if slots[slot] >> 16 == wanted, holds(place) { return place }
                slot = (slot + 1) & mask
            }
            return nil
        }

        private mutating func fillSlot(_ place: Int, _ hash: UInt64) {
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Self.entry(place, hash)
        }

        /// Makes a slot's value; the first bit distinguishes it from an empty one.
        private static func entry(_ place: Int, _ hash: UInt64) -> UInt32 {
            1 << 31 | UInt32(truncatingIfNeeded: hash >> 49) << 16
                | UInt32(truncatingIfNeeded: place)
        }
    }
}
