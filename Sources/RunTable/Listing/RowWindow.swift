/// The rows around a position of an order, found without sorting all others.
struct RowWindow {
    let rows: ContiguousArray<UInt32>
    /// The number of rows before them.
    let start: Int

    /// Finds `span` rows on each side of a selected row, or the first rows (nil). Cost: reads each
    /// selected row, and sorts few.
    init(
        around anchor: UInt32?, among found: ContiguousArray<RowBits>, in order: RowOrder, span: Int
    ) {
        let place = anchor.map { order.rank(of: $0) }
        var before = NearestRows(order, .greatest, span)
        var after = NearestRows(order, .least, span)
        var count = 0
        var keys = ContiguousArray<UInt64>()
        for (number, bits) in found.enumerated() where !bits.isEmpty {
            keys.removeAll(keepingCapacity: true)
            order.appendKeys(of: bits, in: order.table.chunks[number], to: &keys)
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            var index = 0
            bits.forEach { offset in
                let (row, key) = (base + UInt32(truncatingIfNeeded: offset), keys[index])
                index += 1
                guard let place else { return after.insert(row, key) }
                let isBefore =
                    key != place.key ? key < place.key : order.precedes(row, key, place)
                if isBefore {
                    count += 1
                    before.insert(row, key)
                } else {
                    after.insert(row, key)
                }
            }
        }
        let earlier = before.rows
        rows = earlier + after.rows
        start = count - earlier.count
    }
}

/// The numeric sort values of a row.
struct RowRank {
    let row: UInt32
    let key: UInt64
    let age: UInt64
}

extension RowOrder {
    func rank(of row: UInt32) -> RowRank {
        RowRank(row: row, key: key(of: row), age: age(of: row))
    }

    /// Whether a row precedes another of the same key.
    func precedes(_ row: UInt32, _ key: UInt64, _ other: RowRank) -> Bool {
        guard row != other.row else { return false }
        let age = age(of: row)
        return age != other.age ? age < other.age : precedesAtOnce(row, other.row)
    }
}

/// The first or the last of many rows that arrive one by one.
private struct NearestRows {
    enum End {
        case least
        case greatest
    }

    private let order: RowOrder
    private let end: End
    private let capacity: Int
    private var ranks: [RowRank] = []
    /// The key beyond which rows are ignored; nil until there are enough.
    private var bound: UInt64?

    init(_ order: RowOrder, _ end: End, _ capacity: Int) {
        (self.order, self.end, self.capacity) = (order, end, capacity)
    }

    var rows: ContiguousArray<UInt32> {
        var ranks = ranks.sorted(by: precedes)
        if ranks.count > capacity {
            switch end {
            case .least: ranks.removeLast(ranks.count - capacity)
            case .greatest: ranks.removeFirst(ranks.count - capacity)
            }
        }
        return ContiguousArray(ranks.map(\.row))
    }

    @inline(__always)
    mutating func insert(_ row: UInt32, _ key: UInt64) {
        if let bound, end == .least ? key > bound : key < bound { return }
        insertWithinBound(row, key)
    }

    private mutating func insertWithinBound(_ row: UInt32, _ key: UInt64) {
        let rank = RowRank(row: row, key: key, age: order.age(of: row))
        // Very many rows may have equal keys.
        if bound != nil, let edge = ranks.first, isBeyond(rank, edge) { return }
        ranks.append(rank)
        guard ranks.count >= 8 * capacity else { return }
        // The farthest one first, so that it is the edge.
        let sorted = ranks.sorted { end == .least ? precedes($1, $0) : precedes($0, $1) }
        ranks = Array(sorted.suffix(capacity))
        bound = ranks.first?.key
    }

    private func isBeyond(_ rank: RowRank, _ edge: RowRank) -> Bool {
        end == .least ? precedes(edge, rank) : precedes(rank, edge)
    }

    private func precedes(_ left: RowRank, _ right: RowRank) -> Bool {
        if left.key != right.key { return left.key < right.key }
        if left.age != right.age { return left.age < right.age }
        return order.precedesAtOnce(left.row, right.row)
    }
}
