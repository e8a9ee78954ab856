/// The ordered rows of a table at one moment.
struct OrderedRows: Sendable {
    /// The order, with the table of that moment.
    let order: RowOrder
    /// The rows by chunk.
    let found: ContiguousArray<RowBits>
    let rows: RowList

    /// Updates the rows to a later query in the same order; nil if sorting is less work. Cost:
    /// linear in the changes, plus one check per chunk.
    func following(_ order: RowOrder, _ found: ContiguousArray<RowBits>) -> RowList? {
        let renamings = (self.order.table.texts.renamings, order.table.texts.renamings)
        // A table from before a pause may be smaller than one listed meanwhile.
        guard self.order.order == order.order, self.found.count <= found.count,
            !order.order.key.goesByNames || renamings.0 == renamings.1
        else { return nil }
        let mostMoves = 1_024 + rows.count / 16
        var (removed, inserted) = (ContiguousArray<UInt32>(), ContiguousArray<RowBits>())
        inserted.reserveCapacity(found.count)
        var moves = 0
        for (number, wanted) in found.enumerated() {
            let known = number < self.found.count ? self.found[number] : .none
            let moved = known & wanted & moved(number, to: order)
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            let leaving = known & (~wanted | moved)
            leaving.forEach { removed.append(base + UInt32(truncatingIfNeeded: $0)) }
            inserted.append(wanted & (~known | moved))
            moves +=
                leaving.isEmpty && inserted[number].isEmpty
                ? 0 : leaving.count + inserted[number].count
            if moves > mostMoves { return nil }
        }
        guard moves > 0 else { return rows }
        var rows = rows
        guard rows.remove(removed, self.order.precedes) else { return nil }
        rows.insert(order.sorted(inserted), order.precedes)
        return rows
    }

    /// The rows of a chunk that may have moved in the order.
    private func moved(_ number: Int, to order: RowOrder) -> RowBits {
        let old = self.order.table.chunks
        guard number < old.count else { return .none }
        let (before, after) = (old[number], order.table.chunks[number])
        var moved = before.stamp === after.stamp ? .none : after.rows.differences(from: before.rows)
        if order.order.key == .duration {
            // The durations of running runs grow.
            moved = moved | before.running | after.running
        }
        return moved
    }
}
