/// A port to the store of runs between polls and sessions.
///
/// Several processes may share one history. One process polls each source under a lease; the others
/// read what it stores.
package protocol RunHistory: Sendable {
    /// Whether other processes may use it too; a private one needs no leases.
    var isShared: Bool { get }

    /// Which of the successive histories in this location it is now.
    var epoch: HistoryEpoch { get async }

    /// Stores all batches or none, and returns the latest revision. Merges each record with the
    /// stored one, so that the order in which processes write does not matter. Without batches, a
    /// small write tests whether storing works. `epoch` is the history that the batches build on,
    /// nil if they build on nothing.
    /// - Throws: Why nothing was stored; `replaced` if another history has taken its place.
    @discardableResult
    func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision

    /// Reads at most `limit` records of some sources, newest first, with the names of all pipelines
    /// of these sources. `place` excludes what comes before it and itself; nil starts with the
    /// newest.
    /// - Throws: Why it cannot be read.
    func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage

    /// Reads at most `limit` records that changed since a revision, first changed first, and the
    /// revision that they lead to; everything if the revision belongs to an earlier history in this
    /// location.
    /// - Throws: Why it cannot be read.
    func changes(
        of sources: Set<SourceName>, after revision: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges

    /// Reads the listed fields of at most `limit` runs of some sources after a cursor, last stored
    /// first, with the names of all pipelines of these sources; many times faster than their
    /// records.
    /// - Throws: Why it cannot be read.
    func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows

    /// Reads the records of some runs; skips those that are not stored.
    /// - Throws: Why it cannot be read.
    func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord]

    /// Counts the stored runs of some sources.
    /// - Throws: Why it cannot be read.
    func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int

    /// Reads the checkpoints of sources; skips those without one.
    /// - Throws: Why it cannot be read.
    func checkpoints(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint]

    /// Acquires or renews leases until `end`, and returns the sources whose leases the owner holds
    /// now. Leases of others that expired by `now` are taken over.
    /// - Throws: Why no lease can be written.
    func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName>

    /// Releases those of the leases that the owner holds.
    /// - Throws: Why they could not be released; they expire by themselves.
    func release(
        _ sources: Set<SourceName>, by owner: LeaseOwner
    ) async throws(HistoryError)

    /// Limits the coverage in a source's checkpoint to what is stored, before the source is read
    /// from the very beginning: earlier removals no longer count, and runs that are read again
    /// stay, unless they are removed anew. Changes nothing if another process holds the lease.
    /// - Throws: Why it cannot be written; then nothing has changed.
    func settleRemovals(of source: SourceName, by owner: LeaseOwner) async throws(HistoryError)

    /// Returns the owner of a source's lease at a moment; nil if there is none.
    /// - Throws: Why it cannot be read.
    func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner?

    /// Requests runs as of a moment or later from the process that holds a source's lease.
    /// - Throws: Why it cannot be written.
    func requestPoll(_ moment: Timestamp, of source: SourceName) async throws(HistoryError)

    /// Reads the latest requested moments of sources; skips sources without a request.
    /// - Throws: Why it cannot be read.
    func pollRequests(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp]

    /// Changes the stored state of a credential, in one transaction. Nil means an unknown
    /// credential. The body may run more than once; the last run counts.
    /// - Throws: Why it cannot be read or written.
    func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer

    /// Removes runs that are too old, oldest first and at most `portion`, and the oldest of those
    /// that are too many. If the present moment is uncertain (nil), no run is too old.
    /// - Throws: Why not everything could be done.
    @discardableResult
    func remove(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Removal
}

extension RunHistory {
    /// Stores batches that build on nothing: all of them, or none.
    /// - Throws: Why nothing was stored.
    @discardableResult
    package func keep(_ batches: [HistoryBatch]) async throws(HistoryError) -> HistoryRevision {
        try await keep(batches, in: nil)
    }

    /// Stores one batch, or nothing of it.
    /// - Throws: Why nothing was stored.
    @discardableResult
    package func keep(_ batch: HistoryBatch) async throws(HistoryError) -> HistoryRevision {
        try await keep([batch], in: nil)
    }

    /// Reads the newest records of some sources.
    /// - Throws: Why it cannot be read.
    package func newest(
        of sources: Set<SourceName>, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        try await newest(of: sources, after: nil, limit: limit)
    }

    /// Reads the record of one run; nil if it is not stored.
    /// - Throws: Why it cannot be read.
    package func record(of key: RunKey) async throws(HistoryError) -> RunRecord? {
        try await records(of: [key]).first
    }

    /// Reads the records of some runs by their keys; skips those that are not stored.
    /// - Throws: Why it cannot be read.
    package func recordsByKey(
        of keys: [RunKey]
    ) async throws(HistoryError) -> [RunKey: RunRecord] {
        guard !keys.isEmpty else { return [:] }
        let records = try await records(of: keys)
        return Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    }

    /// Reads the checkpoint of a source; nil if it was never read.
    /// - Throws: Why it cannot be read.
    package func checkpoint(
        of source: SourceName
    ) async throws(HistoryError) -> SourceCheckpoint? {
        try await checkpoints(of: [source])[source]
    }
}

/// Why a history cannot be read or written.
package enum HistoryError: Error, Hashable, Sendable {
    /// The file cannot be used, for the system's reason, such as a full disk.
    case unavailable(reason: String)
    /// Another process wrote longer than the timeout; a retry helps.
    case busy
    /// A later version of the program wrote the file.
    case newerSchema(found: Int, known: Int)
    case damaged(reason: String)
    /// The history was lost, and a new one without its contents has begun in its place.
    case replaced
}
