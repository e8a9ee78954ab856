/// A port to where runs are kept between polls and between sessions.
///
/// Several processes may share one history. Of each source one of them polls, under a lease; the
/// others read what it keeps.
package protocol RunHistory: Sendable {
    /// Whether other processes may use it too; one's own needs no leases.
    var isShared: Bool { get }

    /// Which of the histories that were begun in this place it is by now.
    var epoch: HistoryEpoch { get async }

    /// Keeps batches: all of them, or none. Each record is merged with what is held of the same
    /// run, so that nothing depends on the order in which processes write.
    ///
    /// - Parameters:
    ///   - batches: What is to be kept; none to find out whether something would be, for which a
    ///     little is written.
    ///   - epoch: The history that the batches go on from; nil where they go on from nothing.
    /// - Returns: The latest revision, that of this change where it changed anything.
    /// - Throws: Why nothing of it was kept; `replaced` where it is another history by now.
    @discardableResult
    func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision

    /// Reads what is held of some sources, newest first.
    ///
    /// - Parameters:
    ///   - sources: The sources asked for.
    ///   - place: Only what comes after this place, which is older; nil for the newest.
    ///   - limit: The greatest number of records to return.
    /// - Returns: The records, and the names of all pipelines of these sources.
    /// - Throws: Why it cannot be read.
    func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage

    /// Reads what changed since a revision, first changed first; everything where the revision is
    /// one of an earlier history in this place.
    ///
    /// - Parameters:
    ///   - sources: The sources asked for.
    ///   - revision: What is known already.
    ///   - limit: The greatest number of records to return.
    /// - Returns: The records, and the revision that they lead to.
    /// - Throws: Why it cannot be read.
    func changes(
        of sources: Set<SourceName>, after revision: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges

    /// Reads what is listed of the runs of some sources, those first that were kept last; many times
    /// as fast as their records.
    ///
    /// - Parameters:
    ///   - sources: The sources asked for.
    ///   - cursor: Only what comes after this place; nil for all.
    ///   - limit: The greatest number of rows to return.
    /// - Returns: The rows, and the names of all pipelines of these sources.
    /// - Throws: Why it cannot be read.
    func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows

    /// Reads all that is held of some runs, those left out of which nothing is.
    ///
    /// - Throws: Why it cannot be read.
    func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord]

    /// Counts the runs that are held of some sources.
    ///
    /// - Throws: Why it cannot be read.
    func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int

    /// Reads how sources stand, those without a standing left out.
    ///
    /// - Throws: Why it cannot be read.
    func standings(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint]

    /// Takes or renews the leases of those sources that nobody else holds at this moment.
    ///
    /// - Parameters:
    ///   - sources: The sources that shall be polled.
    ///   - owner: Who asks.
    ///   - end: Until when, unless renewed.
    ///   - now: The present moment; a lease of somebody else that ended by then is taken over.
    /// - Returns: The sources whose leases are the owner's now.
    /// - Throws: Why no lease can be written.
    func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName>

    /// Gives back whichever of the leases are the owner's.
    ///
    /// - Throws: Why they could not be given back; they end by themselves.
    func release(
        _ sources: Set<SourceName>, by owner: LeaseOwner
    ) async throws(HistoryError)

    /// Lowers what the standing of a source covers to what is held, so that removals until now count
    /// no longer: runs that are read again after this are held, unless they are removed anew.
    ///
    /// - Parameters:
    ///   - source: The source, which is about to be read from the very beginning.
    ///   - owner: Who reads it; where the lease is somebody else's, nothing changes.
    /// - Throws: Why it cannot be written; then nothing is changed.
    func settleRemovals(of source: SourceName, by owner: LeaseOwner) async throws(HistoryError)

    /// Finds out whose the lease of a source is at a moment; nil where it is nobody's.
    ///
    /// - Throws: Why it cannot be read.
    func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner?

    /// Leaves word for whoever has the lease of a source that it is wanted as of a moment or later.
    ///
    /// - Throws: Why it cannot be written.
    func wish(_ moment: Timestamp, of source: SourceName) async throws(HistoryError)

    /// Reads as of when sources were last wanted, those left out that never were.
    ///
    /// - Throws: Why it cannot be read.
    func wishes(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp]

    /// Changes what all processes know of a credential, with none of the others in between.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - body: Makes the change; nil stands for a credential of which nothing is known. It may be
    ///     called more than once, and what the last call did counts.
    /// - Returns: What the body returned.
    /// - Throws: Why it cannot be read or written.
    func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer

    /// Removes runs that are too old, the oldest first, and the oldest of those that are too many.
    ///
    /// - Parameters:
    ///   - retention: What is kept.
    ///   - now: The present moment, as far as it is certain; nil where it is not, and then no run is
    ///     too old.
    ///   - portion: How many of those that are too old are removed at most.
    /// - Returns: What was removed, and what is left.
    /// - Throws: Why not all of it could be done.
    @discardableResult
    func forget(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Forgotten
}

extension RunHistory {
    /// Keeps batches that go on from nothing: all of them, or none.
    ///
    /// - Throws: Why nothing of it was kept.
    @discardableResult
    package func keep(_ batches: [HistoryBatch]) async throws(HistoryError) -> HistoryRevision {
        try await keep(batches, in: nil)
    }

    /// Keeps one batch, or nothing of it.
    ///
    /// - Throws: Why nothing of it was kept.
    @discardableResult
    package func keep(_ batch: HistoryBatch) async throws(HistoryError) -> HistoryRevision {
        try await keep([batch], in: nil)
    }

    /// Reads the newest records of some sources.
    ///
    /// - Throws: Why it cannot be read.
    package func newest(
        of sources: Set<SourceName>, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        try await newest(of: sources, after: nil, limit: limit)
    }

    /// Reads all that is held of one run, nil where nothing is.
    ///
    /// - Throws: Why it cannot be read.
    package func record(of key: RunKey) async throws(HistoryError) -> RunRecord? {
        try await records(of: [key]).first
    }

    /// Reads all that is held of some runs, by their keys, those left out of which nothing is.
    ///
    /// - Throws: Why it cannot be read.
    package func recordsByKey(
        of keys: [RunKey]
    ) async throws(HistoryError) -> [RunKey: RunRecord] {
        guard !keys.isEmpty else { return [:] }
        let records = try await records(of: keys)
        return Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    }

    /// Reads how a source stands, nil where it was never read.
    ///
    /// - Throws: Why it cannot be read.
    package func standing(
        of source: SourceName
    ) async throws(HistoryError) -> SourceCheckpoint? {
        try await standings(of: [source])[source]
    }
}

/// Why a history cannot be read or written.
package enum HistoryError: Error, Hashable, Sendable {
    /// The file cannot be used: a full disk, a folder that cannot be written; the reason is the
    /// system's.
    case unavailable(reason: String)
    /// Another process wrote for longer than was waited; trying again helps.
    case busy
    /// The file was written by a later version of the program.
    case newerSchema(found: Int, known: Int)
    /// The file is damaged.
    case damaged(reason: String)
    /// The history was lost, and a new one begun in its place, which holds nothing of what was
    /// kept before.
    case replaced
}
