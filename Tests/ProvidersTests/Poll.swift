import Providers
import Runs
import Testing

/// What one poll of a provider brought, page after page, merged as the engine does.
struct Poll {
    var records: [RunID: RunRecord] = [:]
    var observations: [RunObservation] = []
    var pipelines: [PipelineID: String] = [:]
    var rejected: [RejectedRow] = []
    var refusals: [PipelineRefusal] = []
    var gaps: [ReadGap] = []
    var pages = 0
    var position: ReadPosition?
    var budget: RateBudget?

    /// Polls until the provider says that there is no more.
    ///
    /// Positions go through JSON text between pages, as a history would keep them.
    static func run(
        _ provider: any Provider, from position: ReadPosition? = nil,
        since: Timestamp = .test - 86_400, now: Timestamp = .test, pipelines: [Pipeline] = [],
        atMost pages: Int = 300
    ) async throws -> Poll {
        var poll = Poll(position: position)
        for pipeline in pipelines { poll.pipelines[pipeline.id] = pipeline.name }
        while poll.pages < pages {
            let page = try await provider.page(
                PageRequest(
                    position: poll.position, since: since, now: now, pipelines: pipelines))
            poll.take(page, kind: provider.kind, now: now)
            let text = JSONWriter.text(of: page.position.notes)
            poll.position = ReadPosition(try json(text))
            guard page.hasMore else { return poll }
        }
        Issue.record("The provider went on after \(pages) pages")
        return poll
    }

    private mutating func take(_ page: RunPage, kind: ProviderKind, now: Timestamp) {
        pages += 1
        observations += page.observations
        rejected += page.rejected
        refusals += page.refusals
        gaps += page.gap.map { [$0] } ?? []
        budget = page.budget
        for pipeline in page.pipelines { pipelines[pipeline.id] = pipeline.name }
        for seen in page.observations {
            let record = RunRecord(
                seen, source: SourceName("test"), provider: kind, seenAt: now)
            if records[seen.id]?.merge(record) == nil { records[seen.id] = record }
        }
    }

    /// The runs that the observations make up, ordered by id.
    var runs: [Run] {
        records.values.map { record in
            record.run(pipelineName: record.pipelineID.flatMap { pipelines[$0] })
        }.sorted { $0.id < $1.id }
    }

    /// The only run there is.
    func onlyRun() throws -> Run {
        try #require(runs.count == 1)
        return runs[0]
    }
}

extension RejectedRow {
    /// The same row without what tells it from others that have no identifier.
    var withoutDigest: RejectedRow { RejectedRow(id: id, field: field) }
}
