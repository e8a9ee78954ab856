import Runs
import RunTable

/// Keeps what pollers bring in the history, behind their backs.
///
/// What cannot be kept is held and tried again with whatever comes next, together with the position
/// that belongs to it: a position is never stored before the records that lead to it. Where the
/// history was lost and a new one begun, all that is held is written to that one first.
actor HistoryKeeper {
    /// The size from which on a delivery is written before the next one is asked for, in bytes.
    static let large = 1 << 20

    /// How many records are written at a time to a new history.
    private static let portion = 5_000

    private let history: any RunHistory
    private let owner: LeaseOwner?
    private let clock: any WallClock
    private var report: @Sendable (HistoryError?) async -> Void = { _ in }
    private var takeStock: (@Sendable () async -> HeldRuns)?

    /// The history that was written to so far.
    private var epoch: HistoryEpoch
    /// Whether all that is held is still to be written to a new history.
    private var owesAll = false
    private var standings: [SourceName: SourceCheckpoint] = [:]
    /// Walks from the very beginning that are under way, of sources with a standing that stays
    /// until they are whole.
    private var walks: [SourceName: SourceCheckpoint] = [:]
    /// Sources whose records were lost with the history, or could not be written. They are read
    /// again; until that begins, their standing is not written.
    private(set) var lost: Set<SourceName> = []
    /// Lost sources that are being read again, and brought nothing yet.
    private var returning: Set<SourceName> = []
    /// Sources whose lost records are not in the history again.
    var unread: Set<SourceName> { lost.union(returning) }
    private var unsaved: [SourceName: UnsavedWork] = [:]
    /// The one writer, while there is work; with two, a later standing could overtake records.
    private var writing: Task<HistoryError?, Never>?

    init(
        _ history: any RunHistory, owner: LeaseOwner?, clock: any WallClock,
        epoch: HistoryEpoch = .first
    ) {
        self.history = history
        self.owner = owner
        self.clock = clock
        self.epoch = epoch
    }

    /// Goes on from what was read of a history.
    ///
    /// - Parameters:
    ///   - epoch: The history that was read.
    ///   - takeStock: Tells what is held, for a new history to begin with.
    ///   - report: Is told what keeps things from being kept, and nil when they were.
    func begin(
        in epoch: HistoryEpoch, takeStock: @escaping @Sendable () async -> HeldRuns,
        report: @escaping @Sendable (HistoryError?) async -> Void
    ) {
        self.epoch = epoch
        self.takeStock = takeStock
        self.report = report
    }

    /// Begins to keep a source from a standing.
    func resume(_ source: SourceName, from standing: SourceCheckpoint?) {
        standings[source] = standing
        walks[source] = nil
        if lost.remove(source) != nil { returning.insert(source) }
    }

    /// Begins to keep a source that is read from the very beginning, further back than it was. What
    /// is known of how it stands stays until all of that is read.
    func deepen(_ source: SourceName, from standing: SourceCheckpoint?) {
        resume(source, from: standing)
        if standing != nil { walks[source] = SourceCheckpoint() }
    }

    /// Forgets how sources stand that are not kept any more; what is still to be written of them is.
    func forget(_ sources: Set<SourceName>) {
        for source in sources {
            standings[source] = nil
            walks[source] = nil
            lost.remove(source)
            returning.remove(source)
        }
    }

    func keep(_ delivery: Batch, _ health: SourceHealth) {
        let source = delivery.source
        returning.remove(source)
        var work = unsaved[source] ?? UnsavedWork()
        work.add(delivery.records, delivery.pipelines)
        var standing = standings[source] ?? SourceCheckpoint()
        if walks[source] == nil {
            standing.took(delivery)
            standing.note(health, at: clock.now)
        } else {
            walks[source]?.took(delivery)
            standing.noteCalls(health, at: clock.now)
        }
        note(standing, of: source, in: &work)
        keep(work, of: source)
    }

    /// Takes in what was read beside the polls, which says nothing of where those stand.
    func keep(_ delivery: Batch) {
        var work = unsaved[delivery.source] ?? UnsavedWork()
        work.add(delivery.records, delivery.pipelines)
        keep(work, of: delivery.source)
    }

    /// Takes in how a source fares after a poll.
    func keep(_ health: SourceHealth) {
        let source = health.name
        // What it lost cannot be read now, which its own trouble says.
        if health.problem != nil { returning.remove(source) }
        var standing = standings[source] ?? SourceCheckpoint()
        if walks[source] != nil, !health.isBackfilled {
            standing.noteCalls(health, at: clock.now)
        } else {
            if let walk = walks.removeValue(forKey: source) { standing.adopt(walk) }
            standing.note(health, at: clock.now)
        }
        var work = unsaved[source] ?? UnsavedWork()
        note(standing, of: source, in: &work)
        keep(work, of: source)
    }

    /// - Returns: Why something is not kept, or nil where all of it is.
    @discardableResult
    func flush() async -> HistoryError? {
        // A writer that is at it may have failed before what is wanted now.
        _ = await writing?.value
        return await write().value
    }

    /// Finds out whether something can be kept, where nothing is left that could not be.
    ///
    /// - Returns: Why it cannot be, or nil where all is kept and more would be.
    func probe() async -> HistoryError? {
        if let failure = await flush() { return failure }
        do throws(HistoryError) {
            try await history.keep([])
            return nil
        } catch {
            return error
        }
    }

    /// Lets go of what cannot be kept; how its sources stand is not kept either until they are read
    /// anew, from where the history says.
    func giveUp() {
        for source in unsaved.keys {
            standings[source] = nil
            walks[source] = nil
            lost.insert(source)
        }
        unsaved = [:]
    }

    /// Looks whether a new history was begun since, and has everything written to it.
    ///
    /// - Returns: Whether there is a new one.
    func review() async -> Bool {
        let current = await history.epoch
        guard current != epoch else { return false }
        epoch = current
        owesAll = true
        _ = write()
        return true
    }

    /// The moment back to which every run of a source was read; nil before a first walk was whole.
    func coveredSince(of source: SourceName) -> Timestamp? {
        guard let standing = standings[source], standing.isBackfilled else { return nil }
        return standing.coveredSince
    }

    private func note(
        _ standing: SourceCheckpoint, of source: SourceName, in work: inout UnsavedWork
    ) {
        guard standing != standings[source], !lost.contains(source) else { return }
        standings[source] = standing
        work.standing = standing
    }

    private func keep(_ work: UnsavedWork, of source: SourceName) {
        guard !work.isEmpty else { return }
        unsaved[source] = work
        _ = write()
    }

    // MARK: Writing

    private func write() -> Task<HistoryError?, Never> {
        if let writing { return writing }
        let task = Task {
            let failure = await writeAll()
            writing = nil
            return failure
        }
        writing = task
        return task
    }

    /// Writes until nothing is left, or it fails; what comes meanwhile goes along.
    private func writeAll() async -> HistoryError? {
        // A disk that damages whatever is written to it is not written to for ever.
        var mayBeginAnew = takeStock != nil
        while owesAll || !unsaved.isEmpty {
            do throws(HistoryError) {
                if owesAll { try await writeStock() }
                try await writeUnsaved()
                // Of what was lost it is not over before that is read again.
                if unread.isEmpty { await report(nil) }
            } catch {
                guard error == .replaced, mayBeginAnew else {
                    await report(error)
                    return error
                }
                mayBeginAnew = false
                epoch = await history.epoch
                owesAll = true
            }
        }
        return nil
    }

    private func writeUnsaved() async throws(HistoryError) {
        guard !owesAll else { return }
        let work = unsaved
        unsaved = [:]
        do throws(HistoryError) {
            try await history.keep(work.map { $1.batch(of: $0, by: owner) }, in: epoch)
        } catch {
            for (source, older) in work {
                unsaved[source] = older.followed(by: unsaved[source])
            }
            throw error
        }
    }

    /// Writes all that is held to a new history; standings come last, with the next work.
    private func writeStock() async throws(HistoryError) {
        guard let takeStock else { return owesAll = false }
        let new = epoch
        let held = await takeStock()
        if !held.isWhole { forgetStandings(held.sources) }
        let rows = Array(held.table.rows)
        for first in stride(from: 0, to: rows.count, by: Self.portion) {
            let portion = rows[first..<min(first + Self.portion, rows.count)]
            let records = portion.compactMap(held.table.record(in:))
            let batches = Dictionary(grouping: records, by: \.key.source)
                .map { HistoryBatch(source: $0, records: $1) }
            try await history.keep(batches, in: new)
        }
        let names = held.table.namedPipelines.map { HistoryBatch(source: $0, pipelines: $1) }
        try await history.keep(names, in: new)
        // Yet another one may have been begun meanwhile.
        guard new == epoch else { return }
        owesAll = false
        for (source, standing) in standings {
            unsaved[source, default: UnsavedWork()].standing = standing
        }
    }

    private func forgetStandings(_ sources: Set<SourceName>) {
        lost = sources
        standings = [:]
        for source in unsaved.keys { unsaved[source]?.standing = nil }
        unsaved = unsaved.filter { !$1.isEmpty }
    }
}
