import Runs
import RunTable

/// What one call of a provider returned.
struct Batch: Sendable {
    let source: SourceName
    var records: [RunRecord] = []
    var pipelines: [Pipeline] = []
    var rejected: [RejectedRow] = []
    var unreadableTimes: [UnreadableTime] = []
    var refusals: [PipelineRefusal] = []
    var position: ReadPosition?
    /// Where its walk began.
    var origin: ReadPosition?
    /// How far back the walk reaches, if this is the first page of a first contact.
    var coveredSince: Timestamp?
    var budget: RateBudget?
    var gap: ReadGap?
    var eventTypes: [String]?
    /// How far back its walk goes, if this is a page of runs.
    var wanted: Timestamp?
    var oldest: Timestamp?

    init(source: SourceName, pipelines: [Pipeline]) {
        self.source = source
        self.pipelines = pipelines
    }

    init(source: SourceName, eventTypes: [String]) {
        self.source = source
        self.eventTypes = eventTypes
    }

    init(_ page: RunPage, of source: MonitoredSource, since: Timestamp, seenAt: Timestamp) {
        self.source = source.name
        records = page.observations.map {
            RunRecord(
                $0, source: source.name, provider: source.provider.kind, seenAt: seenAt)
        }
        wanted = since
        oldest =
            page.observations.compactMap { seen -> Timestamp? in
                guard case .value(let start) = seen.startedAt else { return nil }
                return start
            }.min()
        pipelines = page.pipelines
        rejected = page.rejected
        unreadableTimes = page.unreadableTimes
        refusals = page.refusals
        position = page.position
        budget = page.budget
        gap = page.gap
    }

    var size: Int { records.reduce(0) { $0 + $1.size } }

    var tableBatch: RunBatch { RunBatch(source: source, records: records, pipelines: pipelines) }
}
