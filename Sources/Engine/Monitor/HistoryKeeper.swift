import Runs

/// Keeps what pollers bring in the history, behind their backs.
///
/// What cannot be kept is held and tried again with whatever comes next, together with the position
/// that belongs to it: a position is never stored before the records that lead to it.
actor HistoryKeeper {
    private let history: any RunHistory
    private let owner: LeaseOwner?
    private let clock: any WallClock
    private var report: @Sendable (HistoryError?) async -> Void = { _ in }

    private var standings: [SourceName: SourceStanding] = [:]
    private var unsaved: [SourceName: UnsavedWork] = [:]
    /// The one writer, while there is work; with two, a later standing could overtake records.
    private var writing: Task<HistoryError?, Never>?

    /// - Parameters:
    ///   - history: Where things are kept.
    ///   - owner: Whose leases allow to say how sources stand; nil where there are none.
    ///   - clock: The time of day.
    init(_ history: any RunHistory, owner: LeaseOwner?, clock: any WallClock) {
        self.history = history
        self.owner = owner
        self.clock = clock
    }

    /// Tells from now on what keeps things from being kept, and nil when they were.
    func begin(report: @escaping @Sendable (HistoryError?) async -> Void) { self.report = report }

    /// Begins to keep a source from a standing.
    func resume(_ source: SourceName, from standing: SourceStanding?) {
        standings[source] = standing
    }

    /// Takes in what one call brought.
    func keep(_ delivery: Delivery, _ health: SourceHealth) {
        var standing = standings[delivery.source] ?? SourceStanding()
        standing.took(delivery)
        standing.note(health, at: clock.now)
        var work = unsaved[delivery.source] ?? UnsavedWork()
        work.add(delivery.records, delivery.pipelines)
        if standing != standings[delivery.source] { work.standing = standing }
        standings[delivery.source] = standing
        keep(work, of: delivery.source)
    }

    /// Takes in what was read beside the polls, which says nothing of where those stand.
    func keep(_ delivery: Delivery) {
        var work = unsaved[delivery.source] ?? UnsavedWork()
        work.add(delivery.records, delivery.pipelines)
        keep(work, of: delivery.source)
    }

    /// Takes in how a source fares after a poll.
    func keep(_ health: SourceHealth) {
        var standing = standings[health.name] ?? SourceStanding()
        standing.note(health, at: clock.now)
        guard standing != standings[health.name] else { return }
        standings[health.name] = standing
        var work = unsaved[health.name] ?? UnsavedWork()
        work.standing = standing
        keep(work, of: health.name)
    }

    /// Writes what is not kept yet, once more.
    ///
    /// - Returns: Why something is not kept, or nil where all of it is.
    @discardableResult
    func flush() async -> HistoryError? {
        // A writer that is at it may have failed before what is wanted now.
        _ = await writing?.value
        return await write().value
    }

    /// The moment back to which every run of a source was read; nil before a first walk was whole.
    func coveredSince(of source: SourceName) -> Timestamp? {
        guard let standing = standings[source], standing.isBackfilled else { return nil }
        return standing.coveredSince
    }

    private func keep(_ work: UnsavedWork, of source: SourceName) {
        guard !work.isEmpty else { return }
        unsaved[source] = work
        _ = write()
    }

    /// Begins to write, unless that is under way.
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
        while !unsaved.isEmpty {
            let work = unsaved
            unsaved = [:]
            do throws(HistoryError) {
                try await history.keep(work.map { $1.batch(of: $0, by: owner) })
                await report(nil)
            } catch {
                for (source, older) in work {
                    unsaved[source] = older.followed(by: unsaved[source])
                }
                await report(error)
                return error
            }
        }
        return nil
    }
}

/// What is to be kept of one source.
struct UnsavedWork: Sendable {
    private var records: [RunKey: RunRecord] = [:]
    private var pipelines: [PipelineID: Pipeline] = [:]
    var standing: SourceStanding?

    var isEmpty: Bool { records.isEmpty && pipelines.isEmpty && standing == nil }

    mutating func add(_ records: [RunRecord], _ pipelines: [Pipeline]) {
        for record in records { self.records[record.key, default: record].merge(record) }
        for pipeline in pipelines where pipeline.name != nil {
            self.pipelines[pipeline.id] = pipeline
        }
    }

    func batch(of source: SourceName, by owner: LeaseOwner?) -> HistoryBatch {
        HistoryBatch(
            source: source, records: Array(records.values), pipelines: Array(pipelines.values),
            standing: standing, owner: owner)
    }

    /// Joins it with what came later.
    func followed(by later: UnsavedWork?) -> UnsavedWork {
        guard let later else { return self }
        var joined = self
        joined.add(Array(later.records.values), Array(later.pipelines.values))
        joined.standing = later.standing ?? standing
        return joined
    }
}
