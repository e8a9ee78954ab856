/// Rows of a table in an order, as they were at a moment.
struct OrderedRows: Sendable {
    /// The order, of the table as it was then.
    let order: RowOrder
    /// The rows by chunk.
    let found: ContiguousArray<RowBits>
    /// The same rows, first to last.
    let rows: RowList

    /// Changes the rows into those of a later question in the same order.
    ///
    /// Cost: linear in what changed, and a look at each chunk.
    ///
    /// - Parameters:
    ///   - order: The order, of the table as it is now.
    ///   - found: The rows that are wanted now, by chunk.
    /// - Returns: The rows in order; nil where to sort them is less work.
    func following(_ order: RowOrder, _ found: ContiguousArray<RowBits>) -> RowList? {
        let renamings = (self.order.table.texts.renamings, order.table.texts.renamings)
        // A table of before a pause may hold less than one that was listed meanwhile.
        guard self.order.order == order.order, self.found.count <= found.count,
            !order.order.key.goesByNames || renamings.0 == renamings.1
        else { return nil }
        let mostMoves = 1_024 + rows.count / 16
        var (gone, come) = (ContiguousArray<UInt32>(), ContiguousArray<RowBits>())
        come.reserveCapacity(found.count)
        var moves = 0
        for (number, wanted) in found.enumerated() {
            let known = number < self.found.count ? self.found[number] : .none
            let moved = known & wanted & moved(number, to: order)
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            let leaving = known & (~wanted | moved)
            leaving.forEach { gone.append(base + UInt32(truncatingIfNeeded: $0)) }
            come.append(wanted & (~known | moved))
            moves +=
                leaving.isEmpty && come[number].isEmpty ? 0 : leaving.count + come[number].count
            if moves > mostMoves { return nil }
        }
        guard moves > 0 else { return rows }
        var rows = rows
        guard rows.remove(gone, self.order.precedes) else { return nil }
        rows.insert(order.sorted(come), order.precedes)
        return rows
    }

    /// The rows of a chunk that may stand elsewhere in the order now.
    private func moved(_ number: Int, to order: RowOrder) -> RowBits {
        let old = self.order.table.chunks
        guard number < old.count else { return .none }
        let (before, after) = (old[number], order.table.chunks[number])
        var moved = before.stamp === after.stamp ? .none : after.rows.differences(from: before.rows)
        if order.order.key == .duration {
            // What runs goes on to take longer.
            moved = moved | before.running | after.running
        }
        return moved
    }
}
