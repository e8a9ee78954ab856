extension RowOrder {
    /// Sorts the rows that were found, chunk by chunk.
    ///
    /// - Parameters:
    ///   - found: The rows of each chunk.
    ///   - newest: The same rows from the newest to the oldest, where they were sorted before.
    /// - Returns: The rows in this order.
    func sorted(
        _ found: ContiguousArray<RowBits>, newest: RowList? = nil
    ) -> ContiguousArray<UInt32> {
        let count = found.reduce(0) { $0 + $1.count }
        // By number in the table where most rows are wanted, else by their place among these.
        guard count < 4_096 else { return sortedByNumber(found, count, newest) }
        var rows: ContiguousArray<UInt32> = []
        for (number, bits) in found.enumerated() where !bits.isEmpty {
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            bits.forEach { rows.append(base + UInt32(truncatingIfNeeded: $0)) }
        }
        rows.sort(by: precedes)
        return rows
    }

    private func sortedByNumber(
        _ found: ContiguousArray<RowBits>, _ count: Int, _ newest: RowList?
    ) -> ContiguousArray<UInt32> {
        var rows = ContiguousArray<UInt32>()
        rows.reserveCapacity(count)
        if let newest, order != .newestFirst {
            newest.forEach { rows.append($0) }
        } else {
            for (number, bits) in found.enumerated() where !bits.isEmpty {
                let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
                bits.forEach { rows.append(base + UInt32(truncatingIfNeeded: $0)) }
            }
            // The least significant first, as equal ones stay in the order they have.
            let ages = numbered(found) { appendAges(of: $0, in: $1, to: &$2) }
            rows = RadixSort.sort(rows, by: ages)
            settleAges(in: &rows, ages)
        }
        guard order != .newestFirst else { return rows }
        let keys = numbered(found) { appendKeys(of: $0, in: $1, to: &$2) }
        rows = RadixSort.sort(rows, by: keys)
        if order.key == .id { settlePrefixes(in: &rows, keys) }
        return rows
    }

    /// Makes an array of what is said of each row that was found, by its number.
    private func numbered(
        _ found: ContiguousArray<RowBits>,
        _ append: (RowBits, SealedChunk, inout ContiguousArray<UInt64>) -> Void
    ) -> ContiguousArray<UInt64> {
        var numbered = ContiguousArray<UInt64>()
        numbered.reserveCapacity(found.count * RowBits.capacity)
        var some = ContiguousArray<UInt64>()
        for (number, bits) in found.enumerated() {
            let rows = table.chunks[number].rows.count
            if bits.count == rows {
                append(bits, table.chunks[number], &numbered)
                continue
            }
            some.removeAll(keepingCapacity: true)
            append(bits, table.chunks[number], &some)
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

    /// Orders rows of equal ages, which are few as a rule.
    private func settleAges(
        in rows: inout ContiguousArray<UInt32>, _ ages: ContiguousArray<UInt64>
    ) {
        settle(&rows, ages) { precedesAtOnce($0, $1) }
    }

    /// Orders rows whose identifiers begin alike.
    private func settlePrefixes(
        in rows: inout ContiguousArray<UInt32>, _ keys: ContiguousArray<UInt64>
    ) {
        settle(&rows, keys, precedes)
    }

    @inline(__always)
    private func settle(
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
