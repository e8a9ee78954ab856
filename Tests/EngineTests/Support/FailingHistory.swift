import History
import Runs

/// A history on a disk that can be full, and that may have room for so many runs only.
actor FailingHistory: RunHistory {
    nonisolated var isShared: Bool { kept.isShared }
    private let kept: MemoryHistory
    private var isBroken: Bool
    /// Whether there is no room for runs, while leases can still be written.
    private var isFull: Bool
    /// How often sources' standings cannot be read from now on.
    private var standingFailures = 0
    /// Those who wait for records, while none are handed out.
    private var waiters: [CheckedContinuation<Void, Never>]?
    private let error = HistoryError.unavailable(reason: "no space left on device")
    /// Those who wait to change a credential's standing, while nobody may.
    private var changers: [CheckedContinuation<Void, Never>]?
    /// How many change it before anybody has to wait, and how many have to.
    private var held = (after: 0, count: 0)
    /// How often the rest of what is held cannot be read from now on.
    private var rowFailures = 0
    /// How many batches were refused.
    private(set) var refusals = 0

    private let room: Int

    init(isBroken: Bool, isShared: Bool = false, isFull: Bool = false, room: Int = .max) {
        self.room = room
        self.isFull = isFull
        self.isBroken = isBroken
        kept = MemoryHistory(isShared: isShared)
    }

    func set(isBroken: Bool) { self.isBroken = isBroken }

    func set(isFull: Bool) { self.isFull = isFull }

    func failRows(times: Int) { rowFailures = times }

    func failStandings(times: Int) { standingFailures = times }

    /// How many wait for records.
    var waiting: Int { waiters?.count ?? 0 }

    /// Hands out no records from now on.
    func holdRecords() { waiters = [] }

    /// Hands out records again.
    func releaseRecords() {
        for waiter in waiters ?? [] { waiter.resume() }
        waiters = nil
    }

    /// How many wait to change a credential's standing.
    var changing: Int { changers?.count ?? 0 }

    /// Has those wait who would change a credential's standing.
    ///
    /// - Parameters:
    ///   - skipped: How many go on before.
    ///   - count: How many wait; all who come later go on.
    func holdChanges(after skipped: Int = 0, count: Int = .max) {
        changers = []
        held = (skipped, count)
    }

    private func isChangeHeld() -> Bool {
        guard changers != nil else { return false }
        guard held.after == 0 else {
            held.after -= 1
            return false
        }
        guard held.count > 0 else { return false }
        held.count -= 1
        return true
    }

    /// Lets the first of them go on; once nobody waits any more, nobody has to.
    func releaseChange() {
        guard changers?.isEmpty == false else { return changers = nil }
        changers?.removeFirst().resume()
        if changers?.isEmpty == true { changers = nil }
    }

    /// Lets all of them go on, and nobody has to wait any more.
    func releaseChanges() {
        for changer in changers ?? [] { changer.resume() }
        changers = nil
    }

    private func checkRows() throws(HistoryError) {
        try check()
        guard rowFailures > 0 else { return }
        rowFailures -= 1
        throw error
    }

    private func check() throws(HistoryError) { if isBroken { throw error } }

    nonisolated var epoch: HistoryEpoch { kept.epoch }

    func keep(
        _ batches: [HistoryBatch], in epoch: HistoryEpoch?
    ) async throws(HistoryError) -> HistoryRevision {
        if isBroken || isFull { refusals += 1 }
        if isFull { throw error }
        try check()
        let revision = try await kept.keep(batches, in: epoch)
        let surplus = Retention(age: .zero, count: room)
        _ = try await kept.remove(beyond: surplus, at: nil, atMost: 0)
        return revision
    }

    func newest(
        of sources: Set<SourceName>, after place: HistoryPlace?, limit: Int
    ) async throws(HistoryError) -> HistoryPage {
        if place == nil { try check() } else { try checkRows() }
        return try await kept.newest(of: sources, after: place, limit: limit)
    }

    func changes(
        of sources: Set<SourceName>, after revision: HistoryRevision, limit: Int
    ) async throws(HistoryError) -> HistoryChanges {
        try check()
        return try await kept.changes(of: sources, after: revision, limit: limit)
    }

    func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?, limit: Int
    ) async throws(HistoryError) -> HistoryRows {
        try checkRows()
        return try await kept.rows(of: sources, after: cursor, limit: limit)
    }

    func records(of keys: [RunKey]) async throws(HistoryError) -> [RunRecord] {
        try check()
        if waiters != nil { await withCheckedContinuation { waiters?.append($0) } }
        return try await kept.records(of: keys)
    }

    func count(of sources: Set<SourceName>) async throws(HistoryError) -> Int {
        try check()
        return try await kept.count(of: sources)
    }

    func checkpoints(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: SourceCheckpoint] {
        try check()
        if standingFailures > 0 {
            standingFailures -= 1
            throw error
        }
        return try await kept.checkpoints(of: sources)
    }

    func lease(
        _ sources: Set<SourceName>, to owner: LeaseOwner, until end: Timestamp, at now: Timestamp
    ) async throws(HistoryError) -> Set<SourceName> {
        try check()
        return try await kept.lease(sources, to: owner, until: end, at: now)
    }

    func release(
        _ sources: Set<SourceName>, by owner: LeaseOwner
    ) async throws(HistoryError) {
        try check()
        try await kept.release(sources, by: owner)
    }

    func settleRemovals(
        of source: SourceName, by owner: LeaseOwner
    ) async throws(HistoryError) {
        try check()
        try await kept.settleRemovals(of: source, by: owner)
    }

    func holder(
        of source: SourceName, at now: Timestamp
    ) async throws(HistoryError) -> LeaseOwner? {
        try check()
        return try await kept.holder(of: source, at: now)
    }

    func requestPoll(_ moment: Timestamp, of source: SourceName) async throws(HistoryError) {
        try check()
        try await kept.requestPoll(moment, of: source)
    }

    func pollRequests(
        of sources: Set<SourceName>
    ) async throws(HistoryError) -> [SourceName: Timestamp] {
        try check()
        return try await kept.pollRequests(of: sources)
    }

    func change<Answer: Sendable>(
        _ credential: CredentialID,
        _ body: @escaping @Sendable (inout CallLedgerEntry?) -> Answer
    ) async throws(HistoryError) -> Answer {
        try check()
        if isChangeHeld() { await withCheckedContinuation { changers?.append($0) } }
        return try await kept.change(credential, body)
    }

    func remove(
        beyond retention: Retention, at now: Timestamp?, atMost portion: Int
    ) async throws(HistoryError) -> Removal {
        try check()
        return try await kept.remove(beyond: retention, at: now, atMost: portion)
    }
}

extension SourceCheckpoint {
    /// A source that was read through, up to a position that holds a number.
    init(position: Int) {
        self.init()
        self.position = ReadPosition(number: position)
        origin = self.position
        isBackfilled = true
    }
}
