/// Ordered row numbers in pieces, so that a change costs only the pieces that it touches.
struct RowList: Sendable {
    private var pieces: ContiguousArray<ContiguousArray<UInt32>> = []
    private var starts: ContiguousArray<Int> = []
    private(set) var count = 0

    private static var span: Int { 2_048 }

    init() {}

    init(_ rows: ContiguousArray<UInt32>) {
        for first in stride(from: 0, to: rows.count, by: Self.span) {
            pieces.append(ContiguousArray(rows[first..<min(rows.count, first + Self.span)]))
        }
        updateStarts()
    }

    subscript(place: Int) -> UInt32 {
        let piece = starts.lowerBound { $0 <= place } - 1
        return pieces[piece][place - starts[piece]]
    }

    /// The rows in a range of indexes.
    subscript(places: Range<Int>) -> ContiguousArray<UInt32> {
        var rows = ContiguousArray<UInt32>()
        rows.reserveCapacity(places.count)
        var piece = starts.lowerBound { $0 <= places.lowerBound } - 1
        while rows.count < places.count {
            let from = places.lowerBound + rows.count - starts[piece]
            let end = min(pieces[piece].count, from + places.count - rows.count)
            rows.append(contentsOf: pieces[piece][from..<end])
            piece += 1
        }
        return rows
    }

    @inline(__always)
    func forEach(_ body: (UInt32) -> Void) {
        for piece in pieces {
            piece.withUnsafeBufferPointer { rows in
                for row in rows { body(row) }
            }
        }
    }

    func firstIndex(of row: UInt32) -> Int? {
        for (number, piece) in pieces.enumerated() {
            if let place = piece.firstIndex(of: row) { return starts[number] + place }
        }
        return nil
    }

    /// The selected rows in the same order.
    func filtered(by found: ContiguousArray<RowBits>) -> RowList {
        var rows = ContiguousArray<UInt32>()
        rows.reserveCapacity(count)
        found.withUnsafeBufferPointer { found in
            forEach { row in
                let number = Int(row) / RowBits.capacity
                if found[number][Int(row) % RowBits.capacity] { rows.append(row) }
            }
        }
        return RowList(rows)
    }

    /// Removes rows from the list, which is in a given order. Returns whether each row was where
    /// the order says; if not, the list is unusable.
    mutating func remove(
        _ removed: ContiguousArray<UInt32>, _ precedes: (UInt32, UInt32) -> Bool
    ) -> Bool {
        for row in removed {
            guard !pieces.isEmpty else { return false }
            let piece = self.piece(of: row, precedes)
            let place = pieces[piece].lowerBound { precedes($0, row) }
            guard place < pieces[piece].count, pieces[piece][place] == row else { return false }
            pieces[piece].remove(at: place)
        }
        rebalance()
        return true
    }

    /// Inserts rows that are in the list's order; adjacent ones in one step.
    mutating func insert(
        _ inserted: ContiguousArray<UInt32>, _ precedes: (UInt32, UInt32) -> Bool
    ) {
        if pieces.isEmpty { pieces.append([]) }
        var first = 0
        while first < inserted.count {
            let piece = self.piece(of: inserted[first], precedes)
            let place = pieces[piece].lowerBound { precedes($0, inserted[first]) }
            let next =
                place < pieces[piece].count ? pieces[piece][place] : firstRow(after: piece)
            var end = first + 1
            if let next {
                while end < inserted.count, precedes(inserted[end], next) { end += 1 }
            } else {
                end = inserted.count
            }
            pieces[piece].insert(contentsOf: inserted[first..<end], at: place)
            first = end
        }
        rebalance()
    }

    mutating func insert(_ inserted: ContiguousArray<UInt32>, at place: Int) {
        guard place < count else {
            pieces.append(inserted)
            return rebalance()
        }
        let piece = starts.lowerBound { $0 <= place } - 1
        pieces[piece].insert(contentsOf: inserted, at: place - starts[piece])
        rebalance()
    }

    private func firstRow(after piece: Int) -> UInt32? {
        pieces[(piece + 1)...].lazy.compactMap(\.first).first
    }

    /// The piece that contains a row or would: the last one that does not begin after it.
    private func piece(of row: UInt32, _ precedes: (UInt32, UInt32) -> Bool) -> Int {
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            // For an empty piece, its neighbour decides.
            guard let first = pieces[middle].first else {
                let next = pieces[middle..<high].firstIndex { !$0.isEmpty } ?? high
                if next < high, !precedes(row, pieces[next][0]) {
                    low = next + 1
                } else {
                    high = middle
                }
                continue
            }
            if precedes(row, first) { high = middle } else { low = middle + 1 }
        }
        return max(0, low - 1)
    }

    /// Drops empty pieces, splits long ones, and renumbers them.
    private mutating func rebalance() {
        pieces.removeAll { $0.isEmpty }
        var piece = 0
        while piece < pieces.count {
            if pieces[piece].count > 2 * Self.span {
                let rows = pieces[piece]
                let middle = rows.count / 2
                pieces[piece] = ContiguousArray(rows[..<middle])
                pieces.insert(ContiguousArray(rows[middle...]), at: piece + 1)
            } else {
                piece += 1
            }
        }
        updateStarts()
    }

    private mutating func updateStarts() {
        starts.removeAll(keepingCapacity: true)
        count = 0
        for piece in pieces {
            starts.append(count)
            count += piece.count
        }
    }
}

extension ContiguousArray {
    /// The first index whose element fails the test; those that pass come first.
    func lowerBound(_ passes: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if passes(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
