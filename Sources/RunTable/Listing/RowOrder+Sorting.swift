extension RowOrder {
    /// The number of rows below which comparison sorting is used instead of a radix sort.
    static var few: Int { 4_096 }

    /// Sorts the selected rows of each chunk; `newest` are the same rows by age, if known.
    func sorted(
        _ found: ContiguousArray<RowBits>, newest: RowList? = nil
    ) -> ContiguousArray<UInt32> {
        if let newest { return sorted(found, newest) }
        var rows: ContiguousArray<UInt32> = []
        rows.reserveCapacity(found.reduce(0) { $0 + $1.count })
        for (number, bits) in found.enumerated() where !bits.isEmpty {
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            bits.forEach { rows.append(base + UInt32(truncatingIfNeeded: $0)) }
        }
        guard rows.count >= Self.few else {
            rows.sort(by: precedes)
            return rows
        }
        // Least significant key first, as the sort is stable. The sort works on indexes into these
        // rows.
        let ages = keys(of: found, appendAges)
        var places = RadixSort.sort(
            ContiguousArray(0..<UInt32(truncatingIfNeeded: rows.count)), by: ages)
        sortTies(&places, ages) { precedesAtOnce(rows[Int($0)], rows[Int($1)]) }
        if order != .newestFirst {
            let keys = keys(of: found, appendKeys)
            places = RadixSort.sort(places, by: keys)
            if order.key == .id {
                sortTies(&places, keys) { precedes(rows[Int($0)], rows[Int($1)]) }
            }
        }
        return ContiguousArray(places.lazy.map { rows[Int($0)] })
    }

    /// Sorts rows that are already ordered by age.
    private func sorted(
        _ found: ContiguousArray<RowBits>, _ newest: RowList
    ) -> ContiguousArray<UInt32> {
        var rows = ContiguousArray<UInt32>()
        rows.reserveCapacity(newest.count)
        newest.forEach { rows.append($0) }
        guard order != .newestFirst else { return rows }
        let keys = numbered(found)
        rows = RadixSort.sort(rows, by: keys)
        if order.key == .id { sortTies(&rows, keys, precedes) }
        return rows
    }

    private func keys(
        of found: ContiguousArray<RowBits>,
        _ append: (RowBits, SealedChunk, inout ContiguousArray<UInt64>) -> Void
    ) -> ContiguousArray<UInt64> {
        var keys = ContiguousArray<UInt64>()
        for (number, bits) in found.enumerated() where !bits.isEmpty {
            append(bits, table.chunks[number], &keys)
        }
        return keys
    }

    /// The keys of the selected rows by row number.
    private func numbered(_ found: ContiguousArray<RowBits>) -> ContiguousArray<UInt64> {
        var numbered = ContiguousArray<UInt64>()
        numbered.reserveCapacity(found.count * RowBits.capacity)
        var some = ContiguousArray<UInt64>()
        for (number, bits) in found.enumerated() {
            let rows = table.chunks[number].rows.count
            if bits.count == rows {
                appendKeys(of: bits, in: table.chunks[number], to: &numbered)
                continue
            }
            some.removeAll(keepingCapacity: true)
            appendKeys(of: bits, in: table.chunks[number], to: &some)
            let base = numbered.count
            numbered.append(contentsOf: repeatElement(0, count: rows))
            var next = 0
            bits.forEach {
                numbered[base + $0] = some[next]
                next += 1
            }
        }
        return numbered
    }

    /// Sorts runs of equal keys, which are usually few.
    @inline(__always)
    private func sortTies(
        _ rows: inout ContiguousArray<UInt32>, _ keys: ContiguousArray<UInt64>,
        _ precedes: (UInt32, UInt32) -> Bool
    ) {
        guard var key = rows.first.map({ keys[Int($0)] }) else { return }
        var start = 0
        for place in 1...rows.count {
            let next = place < rows.count ? keys[Int(rows[place])] : ~key
            guard next != key else { continue }
            if place - start > 1 { rows[start..<place].sort(by: precedes) }
            (start, key) = (place, next)
        }
    }
}
