package import Runs

extension RunTable {
    /// Deletes runs; those that are not held are left out of account.
    package mutating func delete(_ keys: some Sequence<RunKey>) {
        delete(rows: Set(keys.compactMap(row(of:))))
    }

    /// Deletes the runs of a source.
    ///
    /// Cost: a look at each row, and a copy of each chunk that one of them stands in.
    package mutating func delete(of source: SourceName) {
        guard count(of: source) > 0, let code = texts.code(of: source) else { return }
        delete(rows: rows.filter { row in read(row) { $0.sources[$1] == code } })
    }

    /// Deletes the runs that are not kept any longer: those that began before a moment, and of too
    /// many the oldest.
    ///
    /// Cost: a look at each row; of too many runs, also a sort of their times.
    ///
    /// - Parameters:
    ///   - moment: The beginning of what is kept; nil where age does not count.
    ///   - most: The greatest number of runs that stay.
    /// - Returns: How many were deleted.
    package mutating func delete(before moment: Timestamp?, keeping most: Int) -> Int {
        let oldest = moment?.milliseconds ?? .min
        var old = rows.filter { time(of: $0) < oldest }
        let surplus = count - old.count - max(0, most)
        if surplus > 0 {
            let others = rows.map { (time: time(of: $0), row: $0) }.filter { $0.time >= oldest }
            // Of those of one moment the last that came, as a history does.
            old += others.sorted { ($0.time, $1.row) < ($1.time, $0.row) }.prefix(surplus)
                .map(\.row)
        }
        if !old.isEmpty { delete(rows: old) }
        return old.count
    }

    private func time(of row: Int) -> Int64 { read(row) { $0.times[$1] } }

    // MARK: Room

    /// Whether the rows of deleted runs take more room than those of the others.
    var mostRowsAreDead: Bool { loading == nil && rowCount - count > count + spareRows }

    /// The same runs in the same order, numbered anew, without the texts that only deleted ones had.
    ///
    /// Cost: under two microseconds a run.
    var compacted: RunTable {
        var table = RunTable()
        table.spareRows = spareRows
        table.generation = generation
        table.texts = texts.ofPipelines
        for chunk in chunks {
            chunk.rows.live.forEach { place in
                let values = table.texts.take(chunk.rows.values(at: place), from: texts)
                let payload = chunk.rows.payload(at: place)
                var id = chunk.rows.ids[place]
                id.withUTF8 {
                    table.append(
                        $0, values, payload: payload, hash: Self.hash($0, values.source))
                }
            }
            table.seal()
        }
        return table
    }
}
