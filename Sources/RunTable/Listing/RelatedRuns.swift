package import Runs

/// What the other runs of a table have to do with one of them.
package struct RelatedRuns: Hashable, Sendable {
    /// The run.
    package let key: RunKey
    /// The attempts at its job, itself among them, first to last; none where no job is told.
    package let attempts: [Run]
    /// Runs of its pipeline around its own time, itself among them, newest first; at most
    /// `longestHistory`.
    package let history: [Run]
    /// How all runs of its pipeline stand.
    package let counts: StatusCounts
    /// The median duration in milliseconds of those that succeeded; nil where none did.
    package let usualDuration: Int64?
    /// The failures with errors that differ from its own in numbers, identifiers, times and addresses
    /// at most, itself among them; nil where it has not failed, or nobody says why.
    package let sameError: SameError?

    /// How many runs of a pipeline are handed over at most.
    package static var longestHistory: Int { 200 }

    /// The failures with such errors.
    package struct SameError: Hashable, Sendable {
        /// How many there are.
        package let count: Int
        /// How many pipelines they are of; a run of none has none.
        package let pipelines: Int
        /// The sources they are of, by name.
        package let sources: [SourceName]
        /// The time of the earliest one.
        package let first: Timestamp
        /// The time of the latest one.
        package let last: Timestamp
    }
}

extension RunTable {
    /// Finds what the other runs have to do with one of them.
    ///
    /// Cost: a look at four numbers of each row, a sort of the pipeline's runs by time, and a
    /// reading of each distinct error, which `ListingWorker` does once.
    ///
    /// - Returns: What was found, or nil where the run is not held or the task was cancelled.
    package func kin(of key: RunKey) -> RelatedRuns? {
        var reading = ErrorReading()
        return kin(of: key, errors: reading.groups(in: self))
    }

    /// Finds the same, given the group of each reason.
    fileprivate func kin(of key: RunKey, errors groups: [Int]) -> RelatedRuns? {
        guard let row = row(of: key) else { return nil }
        let run = run(in: row)
        var search = RelatedRunSearch(
            pipeline: read(row) { $0.pipelines[$1] }, reason: read(row) { $0.reasons[$1] },
            countsErrors: run.status == .failed && run.reason != nil, groups: groups)
        for (number, chunk) in chunks.enumerated() {
            if number.isMultiple(of: 16), Task.isCancelled { return nil }
            search.look(through: chunk.rows, from: number * RowBits.capacity)
        }
        return RelatedRuns(
            key: key, attempts: attempts(like: run),
            history: search.rows(around: row).map(self.run(in:)), counts: search.counts,
            usualDuration: search.usualDuration,
            sameError: search.sameError { texts.source($0) })
    }
}

/// The kin of a run as it is found, chunk by chunk.
private struct RelatedRunSearch {
    let pipeline: UInt32
    let reason: UInt32
    let countsErrors: Bool
    /// The group of each reason, by its number.
    let groups: [Int]

    private(set) var counts = StatusCounts()
    private var history: [(time: Int64, row: Int)] = []
    private var durations: [Int64] = []
    private var errors = 0
    private var pipelines: Set<UInt32> = []
    private var sources: Set<UInt16> = []
    private var span: ClosedRange<Int64>?

    init(pipeline: UInt32, reason: UInt32, countsErrors: Bool, groups: [Int]) {
        self.pipeline = pipeline
        self.reason = reason
        self.countsErrors = countsErrors
        self.groups = groups
    }

    mutating func look(through chunk: RunChunk, from base: Int) {
        if pipeline != 0 {
            let own = chunk.pipelines
            let rows = RowBits.rows(below: chunk.count) { own[$0] == pipeline } & chunk.live
            rows.forEach { place in
                let status = chunk.status(at: place)
                counts[status] += 1
                history.append((chunk.times[place], base + place))
                if status == .succeeded, let duration = chunk.duration(at: place) {
                    durations.append(duration)
                }
            }
        }
        guard countsErrors, reason != 0 else { return }
        let reasons = chunk.reasons
        let group = groups[Int(reason)]
        let rows = RowBits.rows(below: chunk.count) { groups[Int(reasons[$0])] == group }
        let failed = RowBits.rows(of: chunk.statuses, equalTo: RunStatus.failed.code)
        (rows & failed & chunk.live).forEach { place in
            errors += 1
            pipelines.insert(chunk.pipelines[place])
            sources.insert(chunk.sources[place])
            let time = chunk.times[place]
            span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
        }
    }

    var usualDuration: Int64? { durations.median }

    /// The rows of the pipeline around one of them, newest first; a few of those that came after
    /// it, and the more of those before.
    func rows(around row: Int) -> [Int] {
        let sorted = history.sorted { ($0.time, $0.row) > ($1.time, $1.row) }
        guard let place = sorted.firstIndex(where: { $0.row == row }) else { return [] }
        let first = max(0, place - RelatedRuns.longestHistory / 4)
        return sorted[first...].prefix(RelatedRuns.longestHistory).map(\.row)
    }

    func sameError(_ source: (UInt16) -> SourceName) -> RelatedRuns.SameError? {
        guard let span else { return nil }
        return RelatedRuns.SameError(
            count: errors, pipelines: pipelines.subtracting([0]).count,
            sources: sources.map(source).sorted(),
            first: Timestamp(milliseconds: span.lowerBound),
            last: Timestamp(milliseconds: span.upperBound))
    }
}

extension ListingWorker {
    /// Finds what the other runs of a table have to do with one of them.
    ///
    /// - Returns: What was found, or nil where the run is not held or the task was cancelled.
    package func kin(of key: RunKey, in table: RunTable) -> RelatedRuns? {
        memory.follow(table)
        return table.kin(of: key, errors: memory.errorReading.groups(in: table))
    }
}
