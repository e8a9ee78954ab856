/// One run of a seeded world, with its whole life known.
struct ScheduledRun: Sendable {
    var index: Int
    var pipeline: Int
    var created: Moment
    var started: Moment
    var finished: Moment
    var outcome: Outcome
    /// Draws for what the vendor adds: identifiers, triggers, counts.
    var details: SplitMix64

    enum Outcome: Sendable, Equatable {
        case succeeded, warning, cancelled
        case failed(String)
    }

    enum Phase: Sendable, Equatable {
        case queued, running
        case finished(Outcome)
    }

    func phase(at now: Moment) -> Phase {
        if now < started { return .queued }
        return now < finished ? .running : .finished(outcome)
    }
}

/// The runs that a vendor reports at a moment: those of one pipeline, or of all.
struct ReportedRuns {
    let schedule: RunSchedule
    let pipeline: Int?
    /// Their numbers among the pipeline's runs, or among all.
    let ordinals: Range<Int>

    /// The ordinals of a page, newest first: `limit` of those below a bound, after `skipped` ones.
    func newest(_ limit: Int, skipping skipped: Int = 0, below bound: Int? = nil) -> [Int] {
        let last = min(ordinals.upperBound - skipped, bound ?? ordinals.upperBound)
        let end = max(ordinals.lowerBound, last)
        return (max(ordinals.lowerBound, end - limit)..<end).reversed()
    }

    func run(_ ordinal: Int) -> ScheduledRun { schedule.run(index(of: ordinal)) }

    func index(of ordinal: Int) -> Int {
        pipeline.map { schedule.cycle.index(of: ordinal, in: $0) } ?? ordinal
    }
}

extension RunSchedule {
    /// Returns the runs that began by a moment, without those that the vendor no longer serves.
    func reported(of pipeline: Int? = nil, at now: Moment) -> ReportedRuns {
        func own(_ count: Int) -> Int {
            pipeline.map { cycle.runs(of: $0, among: count) } ?? count
        }
        let begun = own(count(at: now))
        return ReportedRuns(
            schedule: self, pipeline: pipeline,
            ordinals: min(own(settings.forgotten), begun)..<begun)
    }
}

/// Bisects to the first number from which something holds, or to the range's end.
func firstIndex(in range: Range<Int>, from isPast: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
        let middle = (low + high) / 2
        if isPast(middle) { high = middle } else { low = middle + 1 }
    }
    return low
}
