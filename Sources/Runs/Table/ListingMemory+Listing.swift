extension ListingMemory {
    /// Lists the runs that answer a query, in order: by what changed since the last listing where
    /// that was of the same order and little did.
    ///
    /// - Returns: The listing, or nil when the task that asks was cancelled.
    mutating func listing(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp
    ) -> RunListing? {
        guard let found = rows(of: table, answering: request.query, now: now) else { return nil }
        let order = RowOrder(request.order, of: table, now: now, known: ranks)
        ranks = order.ranks
        let rows =
            last.flatMap { Self.rows(after: $0, in: order, found) }
            ?? RowList(order.sorted(found, newest: newestFirst(of: table, found)))
        guard !Task.isCancelled else { return nil }
        let listing = RunListing(
            request: request, table: table, counts: counts(of: table, found), rows: rows,
            found: found, now: now)
        last = listing
        if request.order == .newestFirst { newest = listing }
        return listing
    }

    /// The rows that were found from the newest to the oldest, where they were listed so before.
    private func newestFirst(
        of table: RunTable, _ found: ContiguousArray<RowBits>
    ) -> RowList? {
        guard let newest, newest.found == found,
            zip(newest.table.chunks, table.chunks).allSatisfy({ $0.stamp === $1.stamp })
        else { return nil }
        return newest.rows
    }

    /// Changes the rows of a listing into those of the next; nil where a sort is less work.
    private static func rows(
        after old: RunListing, in order: RowOrder, _ found: ContiguousArray<RowBits>
    ) -> RowList? {
        guard old.request.order == order.order,
            order.order.key != .pipeline || old.table.texts.renamings == order.table.texts.renamings
        else { return nil }
        let mostMoves = 1_024 + old.rows.count / 128
        var (gone, come) = (ContiguousArray<UInt32>(), ContiguousArray<RowBits>())
        come.reserveCapacity(found.count)
        var moves = 0
        for (number, wanted) in found.enumerated() {
            let known = number < old.found.count ? old.found[number] : .none
            let moved = known & wanted & moved(number, from: old.table, to: order)
            let base = UInt32(truncatingIfNeeded: number * RowBits.capacity)
            let leaving = known & (~wanted | moved)
            leaving.forEach { gone.append(base + UInt32(truncatingIfNeeded: $0)) }
            come.append(wanted & (~known | moved))
            moves +=
                leaving.isEmpty && come[number].isEmpty ? 0 : leaving.count + come[number].count
            if moves > mostMoves { return nil }
        }
        guard moves > 0 else { return old.rows }
        let before = RowOrder(order.order, of: old.table, now: old.now)
        var rows = old.rows
        rows.remove(gone, before.precedes)
        rows.insert(order.sorted(come), order.precedes)
        return rows
    }

    /// The rows of a chunk that may stand elsewhere in the order now.
    private static func moved(
        _ number: Int, from old: RunTable, to order: RowOrder
    ) -> RowBits {
        guard number < old.chunks.count else { return .none }
        let (before, after) = (old.chunks[number], order.table.chunks[number])
        var moved = before.stamp === after.stamp ? .none : after.rows.differences(from: before.rows)
        if order.order.key == .duration {
            // What runs goes on to take longer.
            moved = moved | before.running | after.running
        }
        return moved
    }
}
