import Runs

/// Knows which sources this process may poll, and which it does poll.
///
/// A value without I/O. Of each source one process polls, under a lease that it renews; the others
/// follow. A lease that could not be written for want of a history binds nobody.
struct LeaseRotation: Sendable {
    /// How long a lease lasts, in milliseconds: 30 seconds.
    static let length: Int64 = 30_000
    /// How much of it is left when it is renewed, in milliseconds: 20 seconds.
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

    /// The sources that others poll, or might.
    func followed(at now: Timestamp) -> Set<SourceName> {
        sources.filter { !isHeld($0, at: now) }
    }

    /// The sources that are this process's to poll and are not polled yet.
    func idle(at now: Timestamp) -> Set<SourceName> {
        sources.filter { isHeld($0, at: now) && !polled.contains($0) }
    }

    func isHeld(_ source: SourceName, at now: Timestamp) -> Bool {
        ends[source].map { $0 > now } ?? false
    }

    /// The sources whose leases are missing, or about to end.
    func due(at now: Timestamp) -> Set<SourceName> {
        sources.filter { source in
            guard let end = ends[source] else { return true }
            let left = end.milliseconds(since: now)
            // More than a lease lasts means a clock that was set back.
            return left <= Self.renewal || left > Self.length
        }
    }

    /// Takes in which of the leases that were asked for were granted.
    ///
    /// - Returns: The sources that were this process's and are not any more.
    mutating func granted(
        _ granted: Set<SourceName>, of asked: Set<SourceName>, until end: Timestamp
    ) -> Set<SourceName> {
        let lost = asked.subtracting(granted).filter { ends[$0] != nil }
        for source in lost { ends[source] = nil }
        for source in granted { ends[source] = end }
        return lost
    }

    /// Goes on with a clock that made a step, in milliseconds. The leases are due at once, as others
    /// read their ends by the clock as it is now.
    mutating func carry(by step: Int64, to now: Timestamp) {
        let due = now.advanced(byMilliseconds: Self.renewal)
        ends = ends.mapValues { min($0.advanced(byMilliseconds: step), due) }
    }

    mutating func lapse() { ends = [:] }

    mutating func begins(_ source: SourceName) { polled.insert(source) }

    mutating func ends(_ source: SourceName) { polled.remove(source) }
}

/// Knows which sources have something running that is worth a closer look.
struct OpenRunIndex: Sendable {
    /// How long after its beginning a run quickens the polls, in milliseconds: an hour. Longer
    /// ones are in no hurry, and one whose end never comes must not keep a source busy for ever.
    private static let freshness: Int64 = 3_600_000

    private var begun: [SourceName: [RunID: Timestamp]] = [:]

    mutating func note(_ run: Run) {
        switch run.status {
        case .queued, .running: begun[run.source, default: [:]][run.id] = run.sortTime
        case .succeeded, .warning, .failed, .skipped, .cancelled, .info, .unknown:
            begun[run.source]?[run.id] = nil
        }
    }

    mutating func forget(_ source: SourceName) { begun[source] = nil }

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
