import Runs

/// Knows which sources have something running that is worth a closer look.
struct OpenRuns: Sendable {
    /// How long after its beginning a run quickens the polls, in milliseconds: an hour. Longer
    /// ones are in no hurry, and one whose end never comes must not keep a source busy for ever.
    private static let freshness: Int64 = 3_600_000

    private var begun: [SourceName: [RunID: Timestamp]] = [:]

    /// Takes in how a run stands now.
    mutating func note(_ run: Run) {
        switch run.status {
        case .queued, .running: begun[run.source, default: [:]][run.id] = run.sortTime
        case .succeeded, .warning, .failed, .skipped, .cancelled, .info, .unknown:
            begun[run.source]?[run.id] = nil
        }
    }

    /// Forgets the runs of a source.
    mutating func forget(_ source: SourceName) { begun[source] = nil }

    /// Forgets the runs that began before a moment.
    mutating func forget(before moment: Timestamp) {
        begun = begun.mapValues { $0.filter { $0.value >= moment } }
    }

    /// Tells how soon a source is worth another poll: quickly, if a run is open that began lately.
    ///
    /// Cost: linear in the source's open runs.
    func pace(of source: SourceName, at now: Timestamp) -> Pace {
        let isRunning = begun[source]?.values.contains {
            now.milliseconds(since: $0) < Self.freshness
        }
        return isRunning == true ? .quick : .usual
    }
}
