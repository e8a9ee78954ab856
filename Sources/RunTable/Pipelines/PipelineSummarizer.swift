import Runs

/// Collects a pipeline's data from its runs, newest first.
struct PipelineSummarizer {
    private let counts: StatusCounts
    private var seen = 0
    private var recent: [RunStatus] = []
    private var durations: [Int64?] = []
    private var usual: [Int64] = []
    private var starts: [Int64] = []
    private var failures = 0
    private var failingSince: Timestamp?
    private var isStreakOver = false
    private var lastSuccess: Timestamp?

    /// The most durations, and the most starts, to read.
    private static var sampleCount: Int { 64 }
    /// The fewest intervals for a cadence.
    private static var fewestIntervals: Int { 4 }
    /// The most intervals for a cadence, so that a changed schedule shows soon.
    private static var cadenceCount: Int { 24 }

    init(_ counts: StatusCounts) { self.counts = counts }

    /// Whether older runs add nothing.
    var isDone: Bool {
        seen >= counts.total
            || lastSuccess != nil && recent.count >= PipelineDigest.recentCount
                && starts.count >= Self.sampleCount && usual.count >= Self.sampleCount
    }

    /// Adds the next older run.
    mutating func add(_ rows: borrowing RunChunk, at place: Int) {
        seen += 1
        let status = rows.status(at: place)
        let duration = rows.duration(at: place)
        let isTimed = rows.marks(at: place).isDisjoint(with: .untimed)
        let time = rows.times[place]
        if recent.count < PipelineDigest.recentCount {
            recent.append(status)
            durations.append(duration)
        }
        // Another attempt at a job is not another run of its schedule.
        if isTimed, starts.count < Self.sampleCount, rows.attempt(at: place) ?? 1 <= 1 {
            starts.append(time)
        }
        switch status {
        case .succeeded, .warning:
            if status == .succeeded, lastSuccess == nil {
                lastSuccess = Timestamp(milliseconds: rows.end(at: place) ?? time)
            }
            isStreakOver = true
        case .failed where !isStreakOver:
            failures += 1
            failingSince = isTimed ? Timestamp(milliseconds: time) : nil
        case .failed, .queued, .running, .skipped, .cancelled, .info, .unknown: break
        }
        if status == .succeeded, let duration, usual.count < Self.sampleCount {
            usual.append(duration)
        }
    }

    /// Makes the summary with the number of matching runs; nil if no run was added.
    func digest(of pipeline: UInt32, in table: RunTable, matching: Int) -> PipelineDigest? {
        guard seen > 0, let entry = table.texts.pipelines[pipeline],
            let known = table.texts.pipeline(pipeline)
        else { return nil }
        return PipelineDigest(
            source: table.texts.source(entry.source),
            provider: table.texts.provider(of: entry.source), pipeline: known, counts: counts,
            matching: matching, recent: recent, durations: durations,
            usualDuration: usual.median,
            streak: failures == 0
                ? nil : PipelineDigest.FailureStreak(count: failures, since: failingSince),
            lastSuccess: lastSuccess,
            lastStarted: starts.first.map(Timestamp.init(milliseconds:)), cadence: cadence)
    }

    /// The usual recent interval between starts; nil if fewer than half of the intervals, or none
    /// of the newest, come near it, because nothing can be expected then.
    private var cadence: Int64? {
        let intervals = zip(starts, starts.dropFirst()).map { $0 - $1 }.filter { $0 > 0 }
            .prefix(Self.cadenceCount)
        guard intervals.count >= Self.fewestIntervals, let usual = intervals.median
        else { return nil }
        let isNear = intervals.map { abs($0 - usual) <= usual / 4 }
        return isNear.count(where: \.self) * 2 >= isNear.count && isNear.prefix(3).contains(true)
            ? usual : nil
    }
}

extension Collection where Element: Comparable {
    /// The middle element in ascending order, the greater of two; nil if empty. O(n log n).
    package var median: Element? { isEmpty ? nil : sorted()[count / 2] }
}
