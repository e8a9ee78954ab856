/// Sorts rows of a table by a typed key; equal keys fall back to the newest, then to the run's
/// key, so that an order is total and a list never shuffles.
struct RowSorter {
    let table: RunTable
    let order: SortOrder
    /// The moment that the durations of runs under way count up to.
    let now: Timestamp

    /// A value to compare. Missing values come last in either direction.
    private enum Value: Comparable {
        case number(Int64)
        case text(String)
    }

    private struct Entry {
        let row: Int
        let value: Value?
        let time: Timestamp
        let place: ListPlace?
        let key: RunKey

        /// Whether all that is known of its time is that it came before the first look.
        var isBacklog: Bool { place?.arrival == .backlog }
    }

    func sort(_ rows: [Int]) -> [Int] {
        let entries = rows.map { row in
            let run = table[row]
            return Entry(
                row: row, value: value(of: run), time: run.sortTime, place: run.listPlace,
                key: run.key)
        }
        return entries.sorted(by: precedes).map(\.row)
    }

    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.value != right.value {
            guard let mine = left.value else { return false }
            guard let theirs = right.value else { return true }
            return order.descending ? mine > theirs : mine < theirs
        }
        if left.isBacklog != right.isBacklog { return right.isBacklog }
        if left.time != right.time { return left.time > right.time }
        let (mine, theirs) = (left.place?.rank ?? 0, right.place?.rank ?? 0)
        if mine != theirs { return mine > theirs }
        return left.key < right.key
    }

    private func value(of run: Run) -> Value? {
        switch order.key {
        case .started:
            run.listPlace?.arrival == .backlog ? nil : .number(run.sortTime.milliseconds)
        case .finished: run.finishedAt.map { .number($0.milliseconds) }
        case .source: .text(run.source.text.lowercased())
        case .provider: .text(run.provider.rawValue)
        case .pipeline: run.pipeline.map { .text($0.label.lowercased()) }
        case .status: .number(Int64(run.status.rank))
        case .trigger: run.trigger.map { .text($0.lowercased()) }
        case .duration: run.elapsed(at: now).map { .number($0) }
        case .attempt: run.attempt.map { .number(Int64($0)) }
        case .http: run.httpStatus.map { .number(Int64($0)) }
        case .event: run.event.map { .text($0.lowercased()) }
        case .error: run.reason.map { .text($0.lowercased()) }
        case .id: .text(run.id.text)
        }
    }
}
