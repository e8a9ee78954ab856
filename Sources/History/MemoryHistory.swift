package import Runs

/// A history that lasts as long as the process.
package actor MemoryHistory: RunHistory {
    package nonisolated let isShared: Bool

    private var rows: [RunKey: Row] = [:]
    private var names: [SourceName: [PipelineID: Changed<String>]] = [:]
    private var kept: [SourceName: Changed<SourceCheckpoint>] = [:]
    private var removed: [SourceName: Timestamp] = [:]
    private var leases: [SourceName: Lease] = [:]
    private var revision = HistoryRevision.none
    private var wanted: [SourceName: Timestamp] = [:]
    private var credentials: [CredentialID: CallLedgerEntry] = [:]

    private struct Row {
        var record: RunRecord
        var revision: HistoryRevision
        var place: HistoryPlace { HistoryPlace(time: record.sortTime, key: record.key) }
    }

    private struct Changed<Value> {
        let value: Value
        let revision: HistoryRevision
    }

    /// Makes an empty history.
    /// - Parameter isShared: Whether its users take leases, as processes on one file do.
    package init(isShared: Bool = false) { self.isShared = isShared }

    package nonisolated var epoch: HistoryEpoch { .first }

    package func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision {
        for batch in batches { merge(batch) }
        return revision
    }

    private func merge(_ batch: HistoryBatch) {
        for record in batch.records {
            var merged = rows[record.key]?.record ?? record
            merged.merge(record)
            guard merged != rows[record.key]?.record else { continue }
            rows[record.key] = Row(record: merged, revision: next())
        }
        for pipeline in batch.pipelines {
            guard let name = pipeline.name,
                names[batch.source]?[pipeline.id]?.value != name
            else { continue }
            names[batch.source, default: [:]][pipeline.id] = Changed(value: name, revision: next())
        }
        guard let checkpoint = batch.checkpoint, kept[batch.source]?.value != checkpoint,
            leases[batch.source]?.isElsewhere(for: batch.owner) != true
        else { return }
        kept[batch.source] = Changed(value: checkpoint, revision: next())
    }

    private func next() -> HistoryRevision {
        revision = HistoryRevision(revision.number + 1)
        return revision
    }

    /// Cost: sorts all runs of the sources.
    package func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        let wanted = rows.values
            .filter { sources.contains($0.record.key.source) }
            .map { (place: $0.place, record: $0.record) }
            .filter { row in place.map { $0.precedes(row.place) } ?? true }
            .sorted { $0.place.precedes($1.place) }
        let page = wanted.prefix(max(0, limit))
        return HistoryPage(
            records: page.map(\.record), pipelines: pipelines(of: sources, after: .none),
            next: page.count < wanted.count ? page.last?.place ?? place : nil, revision: revision)
    }

    package func changes(
        of sources: Set<SourceName>, after known: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges {
        let changed = rows.values
            .filter { $0.revision > known && sources.contains($0.record.key.source) }
            .sorted { $0.revision < $1.revision }
        let page = changed.prefix(max(0, limit))
        let hasMore = page.count < changed.count
        return HistoryChanges(
            records: page.map(\.record), pipelines: pipelines(of: sources, after: known),
            checkpoints: checkpoints(of: sources, after: known),
            revision: hasMore ? page.last?.revision ?? known : max(known, revision),
            hasMore: hasMore)
    }

    /// Cost: sorts all runs of the sources.
    package func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows {
        let places = Array(sources)
        let wanted = rows.values
            .filter { row in
                sources.contains(row.record.key.source)
                    && cursor.map { row.revision.number < $0.number } ?? true
            }
            .sorted { $0.revision > $1.revision }
        var kept = RunRows(of: places)
        for row in wanted.prefix(max(0, limit)) {
            guard let place = places.firstIndex(of: row.record.key.source) else { continue }
            Array(row.record.key.id.text.utf8).withUnsafeBytes { id in
                row.record.summary.withUnsafeBytes { summary in
                    kept.append(source: place, id: id, summary: summary)
                }
            }
        }
        let last = wanted.prefix(max(0, limit)).last
        return HistoryRows(
            rows: kept, pipelines: pipelines(of: sources, after: .none),
            next: wanted.count > limit
                ? last.map { HistoryCursor($0.revision.number) } ?? cursor : nil,
            revision: revision)
    }

    package func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord] {
        keys.compactMap { rows[$0]?.record }
    }

    package func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int {
        rows.keys.count { sources.contains($0.source) }
    }

    package func checkpoints(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint] {
        checkpoints(of: sources, after: nil)
    }

    private func checkpoints(
        of sources: Set<SourceName>, after known: HistoryRevision?
    ) -> [SourceName: SourceCheckpoint] {
        let wanted = kept.filter { source, checkpoint in
            sources.contains(source) && known.map { checkpoint.revision > $0 } ?? true
        }
        return Dictionary(
            uniqueKeysWithValues: wanted.map { ($0, $1.value.lacking(until: removed[$0])) })
    }

    package func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName> {
        let request = Lease(owner: owner, end: end)
        let granted = sources.filter { leases[$0]?.yields(to: request, at: now) ?? true }
        for source in granted { leases[source] = request }
        return granted
    }

    package func release(
        _ sources: Set<SourceName>, by owner: LeaseOwner
    ) async throws(HistoryError) {
        for source in sources where leases[source]?.owner == owner { leases[source] = nil }
    }

    package func settleRemovals(
        of source: SourceName, by owner: LeaseOwner
    ) async throws(HistoryError) {
        guard leases[source]?.owner == owner else { return }
        kept[source] = kept[source].map { known in
            Changed(value: known.value.lacking(until: removed[source]), revision: known.revision)
        }
        removed[source] = nil
    }

    package func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner? {
        leases[source].flatMap { $0.end > now ? $0.owner : nil }
    }

    package func requestPoll(_ moment: Timestamp, of source: SourceName) async throws(HistoryError)
    {
        wanted[source] = moment
    }

    package func pollRequests(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp] {
        wanted.filter { sources.contains($0.key) }
    }

    package func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer {
        body(&credentials[credential])
    }

    package func remove(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Removal {
        let places = rows.values.map(\.place).sorted { $1.precedes($0) }
        let limit = now?.advanced(by: .zero - retention.age)
        let old = limit.map { limit in places.prefix { $0.time < limit }.count } ?? 0
        let surplus = places.count - max(0, retention.count)
        let gone = min(places.count, max(0, min(old, portion), surplus))
        for place in places.prefix(gone) {
            rows[place.key] = nil
            let source = place.key.source
            removed[source] = max(removed[source] ?? place.time, place.time)
        }
        return Removal(
            count: gone, remaining: max(0, old - gone), oldest: places.dropFirst(gone).first?.time)
    }

    private func pipelines(
        of sources: Set<SourceName>, after known: HistoryRevision
    ) -> [SourceName: [Pipeline]] {
        names.filter { sources.contains($0.key) }
            .mapValues { names in
                names.filter { $0.value.revision > known }
                    .map { Pipeline(id: $0.key, name: $0.value.value) }.sorted { $0.id < $1.id }
            }
            .filter { !$0.value.isEmpty }
    }
}

extension HistoryPlace {
    /// Whether a run at this position precedes one at another.
    fileprivate func precedes(_ other: HistoryPlace) -> Bool {
        time == other.time ? key < other.key : time > other.time
    }
}
