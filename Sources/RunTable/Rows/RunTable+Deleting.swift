package import Runs

extension RunTable {
    /// Deletes runs; ignores missing ones.
    package mutating func delete(_ keys: some Sequence<RunKey>) {
        delete(rows: Set(keys.compactMap(row(of:))))
    }

    /// Deletes the runs of a source. Cost: reads each row, and copies each affected chunk.
    package mutating func delete(of source: SourceName) {
        guard count(of: source) > 0, let code = texts.code(of: source) else { return }
        delete(rows: rows.filter { row in read(row) { $0.sources[$1] == code } })
    }

    /// Deletes the runs that began before a moment, and the oldest of too many; returns their
    /// number. Cost: reads each row; for too many runs, also sorts their times.
    package mutating func delete(before moment: Timestamp?, keeping most: Int) -> Int {
        let oldest = moment?.milliseconds ?? .min
        var old = rows.filter { time(of: $0) < oldest }
        let surplus = count - old.count - max(0, most)
        if surplus > 0 {
            let others = rows.map { (time: time(of: $0), row: $0) }.filter { $0.time >= oldest }
            // Among those of one moment, the last ones, as a history does.
            old += others.sorted { ($0.time, $1.row) < ($1.time, $0.row) }.prefix(surplus)
                .map(\.row)
        }
        if !old.isEmpty { delete(rows: old) }
        return old.count
    }

    private func time(of row: Int) -> Int64 { read(row) { $0.times[$1] } }

    // MARK: Room

    /// Whether deleted rows take more room than the others.
    var isMostlyDeleted: Bool { loading == nil && rowCount - count > count + spareRows }

    /// The same runs, renumbered, without texts of deleted ones. Cost: under two microseconds a
    /// run.
    var compacted: RunTable {
        var table = RunTable()
        table.spareRows = spareRows
        table.generation = generation
        table.texts = texts.ofPipelines
        for chunk in chunks {
            chunk.rows.live.forEach { place in
                let values = table.texts.recode(chunk.rows.values(at: place), from: texts)
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
