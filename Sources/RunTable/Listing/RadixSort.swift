/// A stable radix sort by whole numbers, eleven bits at a time.
enum RadixSort {
    private static var digit: UInt64 { 11 }

    /// Sorts indexes below `keys.count` by ascending keys; `UInt64.max` means none and comes last.
    /// Cost: a pass over eight bytes an index for each digit in which keys differ.
    static func sort(
        _ order: ContiguousArray<UInt32>, by keys: ContiguousArray<UInt64>
    ) -> ContiguousArray<UInt32> {
        var (least, greatest, missing) = (UInt64.max, UInt64.min, 0)
        for key in keys where key != .max {
            least = min(least, key)
            greatest = max(greatest, key)
        }
        guard least <= greatest else { return order }
        for place in order where keys[Int(place)] == .max { missing += 1 }
        guard least < greatest || missing > 0 else { return order }
        let tail = UInt64(keys.count - 1)
        let placeBits = UInt64(64 - tail.leadingZeroBitCount)
        let span = greatest - least
        // One number holds a key and its index; a key that leaves no room for the index is sorted
        // by its lower half first, then by the upper.
        let room = 64 - placeBits
        var sorted = ContiguousArray(order.lazy.filter { keys[Int($0)] != .max })
        if room == 64 || span >> room == 0 {
            sorted = pass(sorted, keys, placeBits) { $0 &- least }
        } else {
            sorted = pass(sorted, keys, placeBits) { $0 & 0xFFFF_FFFF }
            sorted = pass(sorted, keys, placeBits) { $0 >> 32 }
        }
        if missing > 0 { sorted.append(contentsOf: order.filter { keys[Int($0)] == .max }) }
        return sorted
    }

    /// Sorts by a part of the keys that leaves room for the index.
    @inline(__always)
    private static func pass(
        _ order: ContiguousArray<UInt32>, _ keys: ContiguousArray<UInt64>, _ placeBits: UInt64,
        _ part: (UInt64) -> UInt64
    ) -> ContiguousArray<UInt32> {
        var greatest: UInt64 = 0
        var entries = ContiguousArray<UInt64>(repeating: 0, count: order.count)
        for (index, place) in order.enumerated() {
            let part = part(keys[Int(place)])
            greatest = max(greatest, part)
            entries[index] = part << placeBits | UInt64(place)
        }
        var other = ContiguousArray<UInt64>(repeating: 0, count: order.count)
        var shift: UInt64 = 0
        while shift < 64, greatest >> shift > 0 {
            distribute(entries, into: &other, shift: shift + placeBits)
            swap(&entries, &other)
            shift += digit
        }
        let mask: UInt64 = placeBits == 0 ? 0 : .max >> (64 - placeBits)
        return ContiguousArray(entries.lazy.map { UInt32(truncatingIfNeeded: $0 & mask) })
    }

    private static func distribute(
        _ entries: ContiguousArray<UInt64>, into other: inout ContiguousArray<UInt64>, shift: UInt64
    ) {
        let mask: UInt64 = 1 << digit - 1
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << Int(digit)) { starts in
            starts.initialize(repeating: 0)
            entries.withUnsafeBufferPointer { entries in
                for entry in entries { starts[Int(entry >> shift & mask)] += 1 }
                var sum = 0
                for bucket in starts.indices { (starts[bucket], sum) = (sum, sum + starts[bucket]) }
                other.withUnsafeMutableBufferPointer { other in
                    for entry in entries {
                        let bucket = Int(entry >> shift & mask)
                        other[starts[bucket]] = entry
                        starts[bucket] += 1
                    }
                }
            }
        }
    }
}
