package import Runs

extension RunTable {
    /// Prepares for rows of a history, while other batches are merged too.
    package mutating func beginLoading() {
        var early: Set<UInt64> = []
        for row in rows { early.insert(hash(of: row)) }
        loading = TableLoading(early: early)
    }

    package mutating func endLoading() { loading = nil }

    /// Appends rows of a history without their payload; existing runs stay unchanged, since they
    /// have more. Returns the open runs among the new ones, and the number of unreadable rows.
    /// Cost: under a microsecond a row.
    package mutating func load(
        _ kept: RunRows, _ pipelines: [SourceName: [Pipeline]] = [:]
    ) -> (open: [Run], unreadable: Int) {
        generation += 1
        for (source, named) in pipelines { _ = texts.setNames(named, of: source) }
        let isBegun = loading != nil
        var loading = loading.take() ?? TableLoading(early: [])
        let sources = kept.sources.map { texts.intern($0) }
        var open: [Int] = []
        var unreadable = 0
        kept.forEach { place, id, summary in
            let source = sources[place]
            let id = id.assumingMemoryBound(to: UInt8.self)
            let hash = Self.hash(id, source)
            if loading.early.contains(hash), row(of: id, source) != nil { return }
            guard let values = try? loading.values(of: summary, source: source, in: &texts) else {
                unreadable += 1
                return
            }
            if !values.status.isTerminal { open.append(rowCount) }
            append(id, values, payload: nil, hash: hash)
        }
        seal()
        if isBegun { self.loading = loading }
        return (open.map(run(in:)), unreadable)
    }
}

/// What one page of a source adds to the table.
package struct RunBatch: Sendable {
    package let source: SourceName
    package let records: [RunRecord]
    /// Pipelines whose names came with it.
    package let pipelines: [Pipeline]

    package init(source: SourceName, records: [RunRecord], pipelines: [Pipeline] = []) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
    }
}

/// The result of merging a batch.
package struct MergeOutcome: Hashable, Sendable {
    /// New runs.
    package internal(set) var added: [RunKey] = []
    /// Runs with new content.
    package internal(set) var changed: [RunKey] = []
    /// The number of runs whose pipeline has a new name.
    package internal(set) var renamed = 0

    package init() {}

    /// Whether the table is unchanged.
    package var isEmpty: Bool { added.isEmpty && changed.isEmpty && renamed == 0 }
}
