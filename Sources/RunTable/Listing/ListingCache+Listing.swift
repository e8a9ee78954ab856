import Query
import Runs

extension ListingCache {
    /// Lists the runs that match a query, in order. Updates the last listing if the order is the
    /// same and few rows changed, else builds a new one from all runs.
    /// - Returns: The listing, or nil if the calling task was cancelled.
    mutating func listing(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp
    ) -> RunListing? {
        guard let found = rows(of: table, answering: request.query, now: now) else { return nil }
        let order = order(request.order, of: table, now: now)
        let rows = last?.following(order, found) ?? sorted(found, order, now: now)
        guard !Task.isCancelled else { return nil }
        last = OrderedRows(order: order, found: found, rows: rows)
        if request == RunListing.Request() { newest = last }
        return RunListing(
            request: request, table: table, rows: rows,
            tally: tally(of: table, found, answering: request.query), hardCount: hardCount)
    }

    /// Lists all matching runs with only the visible part in order, if sorting all of them takes
    /// longer than a frame; else returns nil.
    mutating func preview(
        of table: RunTable, _ request: RunListing.Request, now: Timestamp,
        at viewport: RunListing.Viewport
    ) -> RunListing? {
        // Identifiers are compared beyond their numeric keys.
        guard request.order != .newestFirst, request.order.key != .id,
            table.count >= manyRows,
            let found = rows(of: table, answering: request.query, now: now), unread.isEmpty,
            found.reduce(0, { $0 + $1.count }) >= manyRows
        else { return nil }
        let order = order(request.order, of: table, now: now)
        guard last?.following(order, found) == nil else { return nil }
        let anchor = viewport.run.flatMap { table.row(of: $0) }.flatMap { row in
            found[row / RowBits.capacity][row % RowBits.capacity]
                ? UInt32(truncatingIfNeeded: row) : nil
        }
        let window = RowWindow(around: anchor, among: found, in: order, span: viewport.rows)
        let all = allNewestFirst(of: table, now: now)
        var rows = request.query == .everything ? all.rows : all.rows.filtered(by: found)
        guard rows.remove(window.rows, all.order.precedes) else { return nil }
        rows.insert(window.rows, at: window.start)
        return RunListing(
            request: request, table: table, rows: rows,
            tally: tally(of: table, found, answering: request.query), hardCount: hardCount)
    }

    mutating func tally(
        of table: RunTable, _ found: ContiguousArray<RowBits>, answering query: Query
    ) -> RunTally {
        query == .everything
            ? sumOfAll.tally(of: table, found) : sumOfSome.tally(of: table, found)
    }

    /// Makes a row order; reuses the last ranks of texts while they are current.
    private mutating func order(
        _ order: RunOrder, of table: RunTable, now: Timestamp
    ) -> RowOrder {
        let order = RowOrder(order, of: table, now: now, known: ranks)
        ranks = order.ranks
        return order
    }

    private mutating func sorted(
        _ found: ContiguousArray<RowBits>, _ order: RowOrder, now: Timestamp
    ) -> RowList {
        // For few rows, filtering the list of all runs takes longer than sorting them.
        let count = found.reduce(0) { $0 + $1.count }
        guard count >= max(RowOrder.few, order.table.count / 4) else {
            return RowList(order.sorted(found))
        }
        let all = allNewestFirst(of: order.table, now: now).rows
        let newest = count == all.count ? all : all.filtered(by: found)
        return order.order == .newestFirst
            ? newest : RowList(order.sorted(found, newest: newest))
    }

    mutating func allNewestFirst(of table: RunTable, now: Timestamp) -> OrderedRows {
        let found = ContiguousArray(table.chunks.map(\.rows.live))
        let order = RowOrder(.newestFirst, of: table, now: now)
        let rows = newest?.following(order, found) ?? RowList(order.sorted(found))
        let all = OrderedRows(order: order, found: found, rows: rows)
        newest = all
        return all
    }
}
