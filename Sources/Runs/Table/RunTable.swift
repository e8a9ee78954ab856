/// All runs that are held, as a value: a copy is a snapshot, shared until either side changes.
///
/// Rows live in chunks, and the index of keys in shards, so that merging a batch copies what it
/// touches and not the whole. A row keeps its place for the life of the table.
package struct RunTable: Sendable {
    /// How many runs stand in each status.
    package private(set) var counts = StatusCounts()
    /// How many batches were merged so far; two equal generations of one table are equal.
    package private(set) var generation = 0

    private var rows = ChunkedArray<Row>()
    private var index = ShardedIndex<RunKey, Int>()
    private var rowsByJob = ShardedIndex<JobKey, [Int]>()
    private var names: [PipelineKey: String] = [:]
    private var countsBySource: [SourceName: Int] = [:]

    /// One run: what was observed of it, and the run that follows.
    private struct Row: Sendable {
        var record: RunRecord
        var run: Run
    }

    private struct PipelineKey: Hashable {
        let source: SourceName
        let id: PipelineID
    }

    private struct JobKey: Hashable {
        let source: SourceName
        let job: String
    }

    /// Makes an empty table.
    package init() {}

    /// How many runs are held.
    package var count: Int { rows.count }

    /// How many runs of a source are held.
    package func count(of source: SourceName) -> Int { countsBySource[source, default: 0] }

    /// The row of a run, if it is held.
    package func row(of key: RunKey) -> Int? { index[key] }

    /// The run in a row.
    ///
    /// - Parameter row: From 0 up to `count`, in the order in which runs were first held.
    package subscript(row: Int) -> Run { rows[row].run }

    /// What was observed of the run in a row, with the same rows as the subscript.
    package func record(inRow row: Int) -> RunRecord { rows[row].record }

    /// The pipelines whose names are known, by source.
    package var namedPipelines: [SourceName: [Pipeline]] {
        Dictionary(grouping: names, by: \.key.source)
            .mapValues { $0.map { Pipeline(id: $0.key.id, name: $0.value) } }
    }

    /// The run of a key, if it is held.
    package func run(for key: RunKey) -> Run? { index[key].map { rows[$0].run } }

    /// The attempts at the job of a run, itself among them, first to last; none where the
    /// provider tells no job.
    package func attempts(like run: Run) -> [Run] {
        guard let job = run.job else { return [] }
        let rows = rowsByJob[JobKey(source: run.source, job: job)] ?? []
        return rows.map { self[$0] }.filter { $0.job == job }.sorted {
            ($0.attempt ?? 0, $0.sortTime, $0.id) < ($1.attempt ?? 0, $1.sortTime, $1.id)
        }
    }

    /// Merges a batch; records may be new, changed or known already.
    ///
    /// Cost: linear in the batch, except that a pipeline's new name costs one pass over the table.
    ///
    /// - Returns: What is new and what changed.
    @discardableResult
    package mutating func merge(_ batch: RunBatch) -> MergeOutcome {
        generation += 1
        var outcome = MergeOutcome()
        let renamed = learn(batch.pipelines, of: batch.source)
        for record in batch.records { merge(record, into: &outcome) }
        if !renamed.isEmpty { rename(renamed, into: &outcome) }
        return outcome
    }

    private mutating func merge(_ record: RunRecord, into outcome: inout MergeOutcome) {
        guard let row = index[record.key] else {
            let run = finished(record)
            index[record.key] = rows.count
            rows.append(Row(record: record, run: run))
            note(run, in: rows.count - 1)
            counts[run.status] += 1
            countsBySource[run.source, default: 0] += 1
            outcome.added.append(record.key)
            return
        }
        var merged = rows[row].record
        merged.merge(record)
        guard merged != rows[row].record else { return }
        let run = finished(merged)
        let before = rows[row].run
        rows[row] = Row(record: merged, run: run)
        guard run != before else { return }
        if run.job != before.job { note(run, in: row) }
        counts[before.status] -= 1
        counts[run.status] += 1
        outcome.changed.append(record.key)
    }

    private mutating func note(_ run: Run, in row: Int) {
        guard let job = run.job else { return }
        rowsByJob[JobKey(source: run.source, job: job), default: []].append(row)
    }

    private func finished(_ record: RunRecord) -> Run {
        record.run(pipelineName: record.pipelineID.flatMap { name(of: $0, in: record.key.source) })
    }

    private func name(of pipeline: PipelineID, in source: SourceName) -> String? {
        names[PipelineKey(source: source, id: pipeline)]
    }

    /// Notes names and returns the pipelines whose name is a new one.
    private mutating func learn(_ pipelines: [Pipeline], of source: SourceName) -> Set<PipelineKey>
    {
        var renamed: Set<PipelineKey> = []
        for pipeline in pipelines {
            guard let name = pipeline.name else { continue }
            let key = PipelineKey(source: source, id: pipeline.id)
            if names.updateValue(name, forKey: key) != name { renamed.insert(key) }
        }
        return renamed
    }

    private mutating func rename(_ renamed: Set<PipelineKey>, into outcome: inout MergeOutcome) {
        for row in 0..<rows.count {
            let run = rows[row].run
            guard let pipeline = run.pipeline,
                renamed.contains(PipelineKey(source: run.source, id: pipeline.id)),
                let name = name(of: pipeline.id, in: run.source), name != pipeline.name
            else { continue }
            rows[row].run.pipeline = Pipeline(id: pipeline.id, name: name)
            outcome.renamed += 1
        }
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

    /// Whether the table reads as it did before.
    package var isEmpty: Bool { added.isEmpty && changed.isEmpty && renamed == 0 }
}
