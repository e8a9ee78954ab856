package import Runs

/// A history that lasts as long as the process.
package actor MemoryHistory: RunHistory {
    private var records: [RunKey: RunRecord] = [:]
    private var names: [SourceName: [PipelineID: String]] = [:]
    private var positions: [SourceName: ReadPosition] = [:]

    /// Makes an empty history.
    package init() {}

    package func keep(_ batch: HistoryBatch) async throws(HistoryError) {
        for record in batch.records {
            records[record.key, default: record].merge(record)
        }
        for pipeline in batch.pipelines {
            guard let name = pipeline.name else { continue }
            names[batch.source, default: [:]][pipeline.id] = name
        }
        if let position = batch.position { positions[batch.source] = position }
    }

    /// Cost: a sort of all that is held of the sources.
    package func newest(
        of sources: Set<SourceName>, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        let wanted = records.values
            .filter { sources.contains($0.key.source) }
            .map { (time: $0.run(pipelineName: nil).sortTime, record: $0) }
            .sorted { left, right in
                left.time == right.time
                    ? left.record.key < right.record.key : left.time > right.time
            }
        let pipelines = names.filter { sources.contains($0.key) }.mapValues { names in
            names.map { Pipeline(id: $0.key, name: $0.value) }.sorted { $0.id < $1.id }
        }
        return HistoryPage(
            records: wanted.prefix(max(0, limit)).map(\.record), pipelines: pipelines)
    }

    package func position(of source: SourceName) async throws(HistoryError) -> ReadPosition? {
        positions[source]
    }
}
