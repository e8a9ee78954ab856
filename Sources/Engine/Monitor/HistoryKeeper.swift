import Runs
import RunTable

/// Stores what pollers bring, in the background.
///
/// A failed write stays in memory and is retried with the next one. A position is stored together
/// with its records, never before them. If a new history replaces a lost one, all runs in memory
/// are written to it first.
actor HistoryKeeper {
    /// A batch of so many bytes is written before the next one is requested.
    static let large = 1 << 20

    private static let portion = 5_000

    private let history: any RunHistory
    private let owner: LeaseOwner?
    private let clock: any WallClock
    private var report: @Sendable (HistoryError?) async -> Void = { _ in }
    private var takeStock: (@Sendable () async -> HeldRuns)?

    private var epoch: HistoryEpoch
    /// Whether everything held must still be written to a new history.
    private var owesAll = false
    private var checkpoints: [SourceName: SourceCheckpoint] = [:]
    /// Walks from the very beginning, of sources whose checkpoint stays until the walk is whole.
    private var walks: [SourceName: SourceCheckpoint] = [:]
    /// Sources whose records were lost with the history or could not be written. They are read
    /// again; until that begins, their checkpoints are not written.
    private(set) var lost: Set<SourceName> = []
    /// Lost sources that are being read again, without a batch so far.
    private var returning: Set<SourceName> = []
    var unread: Set<SourceName> { lost.union(returning) }
    private var unsaved: [SourceName: UnsavedWork] = [:]
    /// The only writer; with two, a later checkpoint could overtake records.
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

    /// Continues from a history that was read. `takeStock` returns what is held, for a new history
    /// to begin with; `report` receives what prevents storing, and nil once everything is stored.
    func begin(
        in epoch: HistoryEpoch, takeStock: @escaping @Sendable () async -> HeldRuns,
        report: @escaping @Sendable (HistoryError?) async -> Void
    ) {
        self.epoch = epoch
        self.takeStock = takeStock
        self.report = report
    }

    func resume(_ source: SourceName, from checkpoint: SourceCheckpoint?) {
        checkpoints[source] = checkpoint
        walks[source] = nil
        if lost.remove(source) != nil { returning.insert(source) }
    }

    /// Stores a source that is read from the very beginning, further back than before. Its
    /// checkpoint stays until all of that is read.
    func deepen(_ source: SourceName, from checkpoint: SourceCheckpoint?) {
        resume(source, from: checkpoint)
        if checkpoint != nil { walks[source] = SourceCheckpoint() }
    }

    /// Drops the checkpoints of removed sources; their unsaved work is still written.
    func remove(_ sources: Set<SourceName>) {
        for source in sources {
            checkpoints[source] = nil
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
        var checkpoint = checkpoints[source] ?? SourceCheckpoint()
        if walks[source] == nil {
            checkpoint.took(delivery)
            checkpoint.note(health, at: clock.now)
        } else {
            walks[source]?.took(delivery)
            checkpoint.noteCalls(health, at: clock.now)
        }
        note(checkpoint, of: source, in: &work)
        keep(work, of: source)
    }

    /// Stores what was read beside the polls; their positions stay.
    func keep(_ delivery: Batch) {
        var work = unsaved[delivery.source] ?? UnsavedWork()
        work.add(delivery.records, delivery.pipelines)
        keep(work, of: delivery.source)
    }

    func keep(_ health: SourceHealth) {
        let source = health.name
        // The lost records cannot be read now, which the source's own problem shows.
        if health.problem != nil { returning.remove(source) }
        var checkpoint = checkpoints[source] ?? SourceCheckpoint()
        if walks[source] != nil, !health.isBackfilled {
            checkpoint.noteCalls(health, at: clock.now)
        } else {
            if let walk = walks.removeValue(forKey: source) { checkpoint.adopt(walk) }
            checkpoint.note(health, at: clock.now)
        }
        var work = unsaved[source] ?? UnsavedWork()
        note(checkpoint, of: source, in: &work)
        keep(work, of: source)
    }

    @discardableResult
    func flush() async -> HistoryError? {
        // The writer under way may fail before the newest work.
        _ = await writing?.value
        return await write().value
    }

    /// Stores what is unsaved, then tests whether more could be stored. Returns why not; nil if so.
    func probe() async -> HistoryError? {
        if let failure = await flush() { return failure }
        do throws(HistoryError) {
            try await history.keep([])
            return nil
        } catch {
            return error
        }
    }

    /// Drops what cannot be stored. The checkpoints of its sources are not stored either, until
    /// these are read anew from the stored ones.
    func giveUp() {
        for source in unsaved.keys {
            checkpoints[source] = nil
            walks[source] = nil
            lost.insert(source)
        }
        unsaved = [:]
    }

    /// Checks for a new history, and writes everything to it; returns whether there is one.
    func review() async -> Bool {
        let current = await history.epoch
        guard current != epoch else { return false }
        epoch = current
        owesAll = true
        _ = write()
        return true
    }

    /// The moment back to which every run was read; nil before a first walk was whole.
    func coveredSince(of source: SourceName) -> Timestamp? {
        guard let checkpoint = checkpoints[source], checkpoint.isBackfilled else { return nil }
        return checkpoint.coveredSince
    }

    private func note(
        _ checkpoint: SourceCheckpoint, of source: SourceName, in work: inout UnsavedWork
    ) {
        guard checkpoint != checkpoints[source], !lost.contains(source) else { return }
        checkpoints[source] = checkpoint
        work.checkpoint = checkpoint
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

    private func writeAll() async -> HistoryError? {
        // A disk that damages everything written to it must not be written to for ever.
        var mayBeginAnew = takeStock != nil
        while owesAll || !unsaved.isEmpty {
            do throws(HistoryError) {
                if owesAll { try await writeStock() }
                try await writeUnsaved()
                // The trouble lasts until the lost records are read again.
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

    /// Writes everything held to a new history; checkpoints come last, with the next work.
    private func writeStock() async throws(HistoryError) {
        guard let takeStock else { return owesAll = false }
        let new = epoch
        let held = await takeStock()
        if !held.isWhole { dropCheckpoints(held.sources) }
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
        // Yet another history may have begun meanwhile.
        guard new == epoch else { return }
        owesAll = false
        for (source, checkpoint) in checkpoints {
            unsaved[source, default: UnsavedWork()].checkpoint = checkpoint
        }
    }

    private func dropCheckpoints(_ sources: Set<SourceName>) {
        lost = sources
        checkpoints = [:]
        for source in unsaved.keys { unsaved[source]?.checkpoint = nil }
        unsaved = unsaved.filter { !$1.isEmpty }
    }
}
