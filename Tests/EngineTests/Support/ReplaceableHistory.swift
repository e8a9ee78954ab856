import History
import Runs

/// A history that can be lost while it is in use, as a file that is damaged.
actor ReplaceableHistory: RunHistory {
    nonisolated let isShared: Bool
    private(set) var epoch = HistoryEpoch.first
    private var kept: MemoryHistory
    private var loss: Loss?

    /// When it is lost.
    enum Loss: Hashable, Sendable {
        /// Before something is kept.
        case beforeKeeping
        /// Before runs are read beyond the first page.
        case beforeLaterPage
    }

    init(isShared: Bool = true) {
        self.isShared = isShared
        kept = MemoryHistory(isShared: isShared)
    }

    func lose() {
        epoch = epoch.next
        kept = MemoryHistory(isShared: isShared)
    }

    /// Has it lost at some later time, once.
    func lose(_ loss: Loss) { self.loss = loss }

    private func happens(_ wanted: Loss) {
        guard loss == wanted else { return }
        loss = nil
        lose()
    }

    private func now(_ revision: HistoryRevision) -> HistoryRevision {
        HistoryRevision(revision.number, in: epoch)
    }

    func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision {
        happens(.beforeKeeping)
        guard epoch == nil || epoch == self.epoch else { throw .replaced }
        return now(try await kept.keep(batches))
    }

    func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        if place != nil { happens(.beforeLaterPage) }
        let page = try await kept.newest(of: sources, after: place, limit: limit)
        return HistoryPage(
            records: page.records, pipelines: page.pipelines, next: page.next,
            revision: now(page.revision))
    }

    func changes(
        of sources: Set<SourceName>, after revision: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges {
        let known = revision.epoch == epoch ? HistoryRevision(revision.number) : .none
        let changes = try await kept.changes(of: sources, after: known, limit: limit)
        return HistoryChanges(
            records: changes.records, pipelines: changes.pipelines,
            checkpoints: changes.checkpoints,
            revision: now(changes.revision), hasMore: changes.hasMore)
    }

    func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows {
        happens(.beforeLaterPage)
        let page = try await kept.rows(of: sources, after: cursor, limit: limit)
        return HistoryRows(
            rows: page.rows, pipelines: page.pipelines, next: page.next,
            revision: now(page.revision))
    }

    func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord] {
        try await kept.records(of: keys)
    }

    func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int {
        try await kept.count(of: sources)
    }

    func checkpoints(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint] {
        try await kept.checkpoints(of: sources)
    }

    func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName> {
        try await kept.lease(sources, to: owner, until: end, at: now)
    }

    func release(_ sources: Set<SourceName>, by owner: LeaseOwner) async throws(HistoryError) {
        try await kept.release(sources, by: owner)
    }

    func settleRemovals(
        of source: SourceName, by owner: LeaseOwner
    ) async throws(HistoryError) {
        try await kept.settleRemovals(of: source, by: owner)
    }

    func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner? {
        try await kept.holder(of: source, at: now)
    }

    func requestPoll(_ moment: Timestamp, of source: SourceName) async throws(HistoryError) {
        try await kept.requestPoll(moment, of: source)
    }

    func pollRequests(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp] {
        try await kept.pollRequests(of: sources)
    }

    func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer {
        try await kept.change(credential, body)
    }

    func remove(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Removal {
        try await kept.remove(beyond: retention, at: now, atMost: portion)
    }
}
