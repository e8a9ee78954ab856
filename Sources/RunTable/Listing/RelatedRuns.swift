package import Runs

/// The runs of a table that are related to one of them.
package struct RelatedRuns: Hashable, Sendable {
    package let key: RunKey
    /// The attempts at its job, including itself, in order; empty without a job.
    package let attempts: [Run]
    /// At most `longestHistory` runs of its pipeline around its time, with itself, newest first.
    package let history: [Run]
    /// The statuses of all runs of its pipeline.
    package let counts: StatusCounts
    /// The median duration of successful runs, in milliseconds; nil if there are none.
    package let usualDuration: Int64?
    /// The failures whose errors differ from its own only in numbers, identifiers, times and
    /// addresses, including itself; nil if it has not failed or gives no reason.
    package let sameError: SameError?

    /// The most runs of a pipeline in `history`.
    package static var longestHistory: Int { 200 }

    package struct SameError: Hashable, Sendable {
        package let count: Int
        /// The number of their pipelines, not counting none.
        package let pipelines: Int
        /// Their sources by name.
        package let sources: [SourceName]
        /// The earliest time.
        package let first: Timestamp
        /// The latest time.
        package let last: Timestamp
    }
}

extension RunTable {
    /// Finds the runs related to one run. Cost: reads four numbers of each row, sorts the
    /// pipeline's runs by time, and reads each distinct error, which `ListingWorker` does once.
    /// - Returns: The related runs, or nil if the run is missing or the task was cancelled.
    package func relatedRuns(of key: RunKey) -> RelatedRuns? {
        var grouper = ErrorGrouper()
        return relatedRuns(of: key, errors: grouper.groups(in: self))
    }

    /// Finds the same, given the group of each reason.
    fileprivate func relatedRuns(of key: RunKey, errors groups: [Int]) -> RelatedRuns? {
        guard let row = row(of: key) else { return nil }
        let run = run(in: row)
        var search = RelatedRunSearch(
            pipeline: read(row) { $0.pipelines[$1] }, reason: read(row) { $0.reasons[$1] },
            countsErrors: run.status == .failed && run.reason != nil, groups: groups)
        for (number, chunk) in chunks.enumerated() {
            if number.isMultiple(of: 16), Task.isCancelled { return nil }
            search.scan(chunk.rows, from: number * RowBits.capacity)
        }
        return RelatedRuns(
            key: key, attempts: attempts(like: run),
            history: search.rows(around: row).map(self.run(in:)), counts: search.counts,
            usualDuration: search.usualDuration,
            sameError: search.sameError { texts.source($0) })
    }
}

private struct RelatedRunSearch {
    let pipeline: UInt32
    let reason: UInt32
    let countsErrors: Bool
    /// The group of each reason code.
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

    mutating func scan(_ chunk: RunChunk, from base: Int) {
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

    /// The rows of the pipeline around one of them, newest first: a quarter of them later ones.
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
    /// Finds the runs of a table related to one of them.
    /// - Returns: The related runs, or nil if the run is missing or the task was cancelled.
    package func relatedRuns(of key: RunKey, in table: RunTable) -> RelatedRuns? {
        cache.resetIfRenumbered(table)
        return table.relatedRuns(of: key, errors: cache.errorGrouper.groups(in: table))
    }
}
