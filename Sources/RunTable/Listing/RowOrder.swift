import Runs

/// The order of rows in a listing, prepared for one table at one moment.
///
/// Rows sort by a typed key, those without a value last in either direction; then timed runs before
/// a backlog without times, newest first; then by rank in the provider's list; at last by source
/// and identifier. So the order is total, and a list never shuffles.
struct RowOrder: Sendable {
    let order: RunOrder
    let table: RunTable
    private let now: Int64
    let ranks: TextRanks

    /// Prepares an order; reuses ranks that are still current.
    init(_ order: RunOrder, of table: RunTable, now: Timestamp, known: TextRanks? = nil) {
        self.order = order
        self.table = table
        self.now = now.milliseconds
        let isCurrent = known?.isCurrent(for: order.key, in: table.texts) ?? false
        ranks = known.flatMap { isCurrent ? $0 : nil } ?? TextRanks(of: order.key, in: table.texts)
    }

    /// Appends the keys of the selected rows of a chunk.
    func appendKeys(
        of found: RowBits, in chunk: SealedChunk, to keys: inout ContiguousArray<UInt64>
    ) {
        guard order.key == .duration else {
            found.forEach { keys.append(key(in: chunk, at: $0)) }
            return
        }
        chunk.rows.forEachElapsed(of: found, now: now) { keys.append($0.map(directed) ?? .max) }
    }

    /// The key of a row: a number that rises in the sort direction, `UInt64.max` for a row without
    /// a value. For an identifier, its beginning.
    @inline(__always)
    private func key(in chunk: SealedChunk, at place: Int) -> UInt64 {
        switch order.key {
        case .started:
            chunk.rows.marks[place] & RowMarks.backlog.rawValue != 0
                ? .max : directed(chunk.rows.times[place])
        case .finished: chunk.rows.end(at: place).map(directed) ?? .max
        case .duration: chunk.rows.elapsed(at: place, now: now).map(directed) ?? .max
        case .attempt: chunk.rows.attempt(at: place).map { directed(Int64($0)) } ?? .max
        case .http: chunk.rows.httpStatus(at: place).map { directed(Int64($0)) } ?? .max
        case .status: directed(Int64(chunk.rows.status(at: place).rank))
        case .source, .provider: rank(UInt32(chunk.rows.sources[place]))
        case .pipeline: rank(chunk.rows.pipelines[place])
        case .trigger, .event: rank(chunk.rows.origins[place])
        case .error: rank(chunk.rows.reasons[place])
        case .id:
            min(
                order.descending
                    ? ~chunk.rows.ids.prefix(at: place) : chunk.rows.ids.prefix(at: place),
                .max - 1)
        }
    }

    /// Appends the ages of the selected rows of a chunk: numbers that rise from the newest to the
    /// oldest, then through the backlog without times.
    func appendAges(
        of found: RowBits, in chunk: SealedChunk, to keys: inout ContiguousArray<UInt64>
    ) {
        let (times, marks) = (chunk.rows.times, chunk.rows.marks)
        found.forEach {
            let isBacklog = marks[$0] & RowMarks.backlog.rawValue != 0
            keys.append(Self.age(times[$0], isBacklog: isBacklog))
        }
    }

    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        let (mine, theirs) = (key(of: left), key(of: right))
        if mine != theirs { return mine < theirs }
        if order.key == .id {
            if idPrecedes(left, right) { return !order.descending }
            if idPrecedes(right, left) { return order.descending }
        }
        let (age, other) = (age(of: left), age(of: right))
        if age != other { return age < other }
        return precedesAtOnce(left, right)
    }

    /// Whether one row precedes another of the same key and age.
    func precedesAtOnce(_ left: UInt32, _ right: UInt32) -> Bool {
        let (one, other) = (table.chunk(left), table.chunk(right))
        let (mine, theirs) = (RunTable.place(left), RunTable.place(right))
        let rank = one.rows.places[mine]?.rank ?? 0
        let otherRank = other.rows.places[theirs]?.rank ?? 0
        if rank != otherRank { return rank > otherRank }
        let (source, otherSource) = (one.rows.sources[mine], other.rows.sources[theirs])
        if source != otherSource {
            return table.texts.source(source) < table.texts.source(otherSource)
        }
        return idPrecedes(left, right)
    }

    private func idPrecedes(_ left: UInt32, _ right: UInt32) -> Bool {
        table.chunk(left).rows.ids.precedes(
            RunTable.place(left), table.chunk(right).rows.ids, RunTable.place(right))
    }

    func key(of row: UInt32) -> UInt64 {
        key(in: table.chunk(row), at: RunTable.place(row))
    }

    /// A number that rises from the newest row to the oldest.
    func age(of row: UInt32) -> UInt64 {
        let chunk = table.chunk(row)
        let place = RunTable.place(row)
        return Self.age(
            chunk.rows.times[place],
            isBacklog: chunk.rows.marks[place] & RowMarks.backlog.rawValue != 0)
    }

    private static func age(_ time: Int64, isBacklog: Bool) -> UInt64 {
        let age = ~rising(time) >> 1
        return isBacklog ? age | 1 << 63 : age
    }

    /// An unsigned number with the order of a signed one.
    private static func rising(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value) ^ (1 << 63)
    }

    private func directed(_ value: Int64) -> UInt64 {
        let rising = Self.rising(value)
        // `UInt64.max` means no value.
        return min(order.descending ? ~rising : rising, .max - 1)
    }

    private func rank(_ code: UInt32) -> UInt64 {
        let rank = ranks.ranks[Int(code)]
        guard rank > 0 else { return .max }
        return order.descending ? UInt64(UInt32.max - rank) : UInt64(rank)
    }
}
