import Runs

/// Which sources this process may poll, and which it polls; a value without I/O. One process polls
/// each source under a lease that it renews, and the others follow. If the history cannot store a
/// lease, every process polls.
struct LeaseRotation: Sendable {
    static let length: Int64 = 30_000
    private static let renewal: Int64 = 20_000

    private var ends: [SourceName: Timestamp] = [:]
    private(set) var polled: Set<SourceName> = []
    private var sources: Set<SourceName>

    init(_ sources: [SourceName]) { self.sources = Set(sources) }

    mutating func add(_ source: SourceName) { sources.insert(source) }

    mutating func remove(_ source: SourceName) {
        sources.remove(source)
        ends[source] = nil
        polled.remove(source)
    }

    /// The sources that other processes poll, or might poll.
    func followed(at now: Timestamp) -> Set<SourceName> {
        sources.filter { !isHeld($0, at: now) }
    }

    /// The sources that this process should poll and does not poll yet.
    func idle(at now: Timestamp) -> Set<SourceName> {
        sources.filter { isHeld($0, at: now) && !polled.contains($0) }
    }

    func isHeld(_ source: SourceName, at now: Timestamp) -> Bool {
        ends[source].map { $0 > now } ?? false
    }

    func due(at now: Timestamp) -> Set<SourceName> {
        sources.filter { source in
            guard let end = ends[source] else { return true }
            let left = end.milliseconds(since: now)
            // More than a lease lasts: the clock was set back.
            return left <= Self.renewal || left > Self.length
        }
    }

    mutating func granted(
        _ granted: Set<SourceName>, of asked: Set<SourceName>, until end: Timestamp
    ) -> Set<SourceName> {
        let lost = asked.subtracting(granted).filter { ends[$0] != nil }
        for source in lost { ends[source] = nil }
        for source in granted { ends[source] = end }
        return lost
    }

    /// All leases are due after a clock step, as others compare their ends with the new clock.
    mutating func carry(by step: Int64, to now: Timestamp) {
        let due = now.advanced(byMilliseconds: Self.renewal)
        ends = ends.mapValues { min($0.advanced(byMilliseconds: step), due) }
    }

    mutating func lapse() { ends = [:] }

    mutating func begins(_ source: SourceName) { polled.insert(source) }

    mutating func ends(_ source: SourceName) { polled.remove(source) }
}

struct OpenRunIndex: Sendable {
    /// How long an open run quickens the polls. A longer one is not urgent, and one that never ends
    /// must not keep a source busy for ever.
    private static let freshness: Int64 = 3_600_000

    private var begun: [SourceName: [RunID: Timestamp]] = [:]

    mutating func note(_ run: Run) {
        switch run.status {
        case .queued, .running: begun[run.source, default: [:]][run.id] = run.sortTime
        case .succeeded, .warning, .failed, .skipped, .cancelled, .info, .unknown:
            begun[run.source]?[run.id] = nil
        }
    }

    mutating func remove(_ source: SourceName) { begun[source] = nil }

    mutating func remove(before moment: Timestamp) {
        begun = begun.mapValues { $0.filter { $0.value >= moment } }
    }

    func pace(of source: SourceName, at now: Timestamp) -> Pace {
        let isRunning = begun[source]?.values.contains {
            now.milliseconds(since: $0) < Self.freshness
        }
        return isRunning == true ? .quick : .usual
    }
}
