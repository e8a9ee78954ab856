package import Runs

extension RunTable {
    /// Prepares to take in rows of a history, beside what is merged meanwhile.
    package mutating func beginLoading() {
        var early: Set<UInt64> = []
        for row in rows { early.insert(hash(of: row)) }
        loading = TableLoading(early: early)
    }

    /// Ends what `beginLoading` began.
    package mutating func endLoading() { loading = nil }

    /// Takes in rows of a history without their payload; runs that are held already stay as they
    /// are, since they know more.
    ///
    /// Cost: under a microsecond a row.
    ///
    /// - Parameters:
    ///   - kept: The rows.
    ///   - pipelines: Pipelines whose names the history knows.
    /// - Returns: The open runs among those that are new, and how many rows could not be read.
    package mutating func load(
        _ kept: RunRows, _ pipelines: [SourceName: [Pipeline]] = [:]
    ) -> (open: [Run], unreadable: Int) {
        generation += 1
        for (source, named) in pipelines { _ = texts.learn(named, of: source) }
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

/// What one page of a source brings to the table.
package struct RunBatch: Sendable {
    /// The source that it comes from.
    package let source: SourceName
    /// What was observed.
    package let records: [RunRecord]
    /// Pipelines whose names came along.
    package let pipelines: [Pipeline]

    /// Joins a source and what it brings.
    package init(source: SourceName, records: [RunRecord], pipelines: [Pipeline] = []) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
    }
}

/// What merging a batch did.
package struct MergeOutcome: Hashable, Sendable {
    /// Runs that were not held before.
    package internal(set) var added: [RunKey] = []
    /// Runs that read differently now.
    package internal(set) var changed: [RunKey] = []
    /// How many runs took on their pipeline's new name.
    package internal(set) var renamed = 0

    /// Changes nothing.
    package init() {}

    /// Whether the table reads as it did before.
    package var isEmpty: Bool { added.isEmpty && changed.isEmpty && renamed == 0 }
}
