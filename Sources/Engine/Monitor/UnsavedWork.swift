import Runs
import RunTable

struct UnsavedWork: Sendable {
    private var records: [RunKey: RunRecord] = [:]
    private var pipelines: [PipelineID: Pipeline] = [:]
    var checkpoint: SourceCheckpoint?

    var isEmpty: Bool { records.isEmpty && pipelines.isEmpty && checkpoint == nil }

    mutating func add(_ records: [RunRecord], _ pipelines: [Pipeline]) {
        for record in records {
            if self.records[record.key]?.merge(record) == nil { self.records[record.key] = record }
        }
        for pipeline in pipelines where pipeline.name != nil {
            self.pipelines[pipeline.id] = pipeline
        }
    }

    func batch(of source: SourceName, by owner: LeaseOwner?) -> HistoryBatch {
        HistoryBatch(
            source: source, records: Array(records.values), pipelines: Array(pipelines.values),
            checkpoint: checkpoint, owner: owner)
    }

    func followed(by later: UnsavedWork?) -> UnsavedWork {
        guard let later else { return self }
        var joined = self
        joined.add(Array(later.records.values), Array(later.pipelines.values))
        joined.checkpoint = later.checkpoint ?? checkpoint
        return joined
    }
}

/// What a monitor holds, for a new history to begin with.
struct HeldRuns: Sendable {
    var table = RunTable()
    var sources: Set<SourceName> = []
    /// Whether every run is included that the checkpoints cover.
    var isWhole = true
}
