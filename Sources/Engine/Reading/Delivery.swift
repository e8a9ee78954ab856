import Runs

/// What one call of a provider brought.
struct Delivery: Sendable {
    let source: SourceName
    var records: [RunRecord] = []
    var pipelines: [Pipeline] = []
    var rejected: [RejectedRow] = []
    var position: ReadPosition?
    var budget: RateBudget?
    var gap: ReadGap?
    var eventTypes: [String]?

    init(source: SourceName, pipelines: [Pipeline]) {
        self.source = source
        self.pipelines = pipelines
    }

    init(source: SourceName, eventTypes: [String]) {
        self.source = source
        self.eventTypes = eventTypes
    }

    init(_ page: RunPage, source: SourceName, provider: ProviderKind, seenAt: Timestamp) {
        self.source = source
        records = page.observations.map {
            RunRecord($0, source: source, provider: provider, seenAt: seenAt)
        }
        pipelines = page.pipelines
        rejected = page.rejected
        position = page.position
        budget = page.budget
        gap = page.gap
    }

    /// What of it belongs into the table.
    var tableBatch: RunBatch { RunBatch(source: source, records: records, pipelines: pipelines) }

    /// What of it belongs into the history.
    var historyBatch: HistoryBatch {
        HistoryBatch(source: source, records: records, pipelines: pipelines, position: position)
    }
}
