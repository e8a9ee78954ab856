/// The rows around a place of an order, found without ordering all the others.
struct RowWindow {
    /// The rows, first to last.
    let rows: ContiguousArray<UInt32>
    /// How many rows come before them.
    let start: Int

    /// Finds the rows around one, or the first of all.
    ///
    /// Cost: a look at each row that was found, and an order of few.
    ///
    /// - Parameters:
    ///   - anchor: The row; nil for the beginning.
    ///   - found: The rows of each chunk, among which the anchor is.
    ///   - order: The order.
    ///   - span: How many rows to find on each side.
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
                guard let place else { return after.take(row, key) }
                let isBefore =
                    key != place.key ? key < place.key : order.precedes(row, key, place)
                if isBefore {
                    count += 1
                    before.take(row, key)
                } else {
                    after.take(row, key)
                }
            }
        }
        let earlier = before.rows
        rows = earlier + after.rows
        start = count - earlier.count
    }
}

/// Where a row stands in an order, as far as numbers tell.
struct RowRank {
    let row: UInt32
    let key: UInt64
    let age: UInt64
}

extension RowOrder {
    /// Where a row stands.
    func rank(of row: UInt32) -> RowRank {
        RowRank(row: row, key: key(of: row), age: age(of: row))
    }

    /// Tells whether a row of the same key comes before another.
    func precedes(_ row: UInt32, _ key: UInt64, _ other: RowRank) -> Bool {
        guard row != other.row else { return false }
        let age = age(of: row)
        return age != other.age ? age < other.age : precedesAtOnce(row, other.row)
    }
}

/// The first or the last of many rows, as they are handed over one by one.
private struct NearestRows {
    /// Which end is wanted.
    enum End {
        case least
        case greatest
    }

    private let order: RowOrder
    private let end: End
    private let capacity: Int
    private var ranks: [RowRank] = []
    /// The key beyond which no row is wanted; nil until there are enough.
    private var bound: UInt64?

    init(_ order: RowOrder, _ end: End, _ capacity: Int) {
        (self.order, self.end, self.capacity) = (order, end, capacity)
    }

    /// The rows that are left, first to last.
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
    mutating func take(_ row: UInt32, _ key: UInt64) {
        if let bound, end == .least ? key > bound : key < bound { return }
        note(row, key)
    }

    private mutating func note(_ row: UInt32, _ key: UInt64) {
        let rank = RowRank(row: row, key: key, age: order.age(of: row))
        // Of rows with equal keys there may be very many.
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
