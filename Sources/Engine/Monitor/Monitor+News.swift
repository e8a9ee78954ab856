package import Runs
package import RunTable

/// A run that is new, or reads differently now.
package struct RunChange: Hashable, Sendable {
    /// The run as it was, or nil where it was not held.
    package let before: Run?
    /// The run as it is.
    package let after: Run

    /// Joins a run as it was and as it is.
    package init(before: Run?, after: Run) {
        self.before = before
        self.after = after
    }
}

extension Monitor {
    /// Tells from now on of every run that is new or changed.
    ///
    /// Nothing lies between what is held now and the first change, and no run is left out: what is
    /// not read yet waits in memory, the changes of one run as a single one. A pipeline that gets
    /// another name changes no run.
    ///
    /// - Returns: What is held now, and what changes after it. For one reader: another call ends
    ///   the changes that were handed out before. They end when the monitor was stopped.
    package func changes() -> (held: MonitorSnapshot, later: AsyncStream<[RunChange]>) {
        news?.finish()
        let news = RunNews(number: (self.news?.number ?? 0) + 1)
        self.news = news
        let later = AsyncStream<[RunChange]>(unfolding: { [weak self] in
            for await _ in news.signals {
                let changes = await self?.takeNews(for: news.number) ?? []
                if !changes.isEmpty { return changes }
            }
            return nil
        })
        return (snapshot, later)
    }

    private func takeNews(for reader: Int) -> [RunChange] {
        guard news?.number == reader else { return [] }
        return news?.take() ?? []
    }

    /// Finds the runs of a batch that are held already.
    func held(of batch: RunBatch) -> [RunKey: Run] {
        var held: [RunKey: Run] = [:]
        for record in batch.records { held[record.key] = table.run(for: record.key) }
        return held
    }

    /// Tells of what a merge did.
    func tell(_ outcome: MergeOutcome, _ before: [RunKey: Run]) {
        guard news != nil else { return }
        var told: Set<RunKey> = []
        let changes = (outcome.added + outcome.changed).compactMap { key -> RunChange? in
            guard told.insert(key).inserted else { return nil }
            return table.run(for: key).map { RunChange(before: before[key], after: $0) }
        }
        self.news?.add(changes)
    }
}

/// Decides when a change is published: at once after a quiet moment, else together with those
/// that follow closely.
struct SnapshotPacer: Hashable, Sendable {
    /// The shortest time between two snapshots, in milliseconds.
    static let shortestPause: Int64 = 30

    enum Decision: Hashable, Sendable {
        case publish
        /// Publish it at this moment, with all that comes until then.
        case wait(until: Timestamp)
        /// It goes along with a publication that is already planned.
        case joinPlanned
    }

    private var last: Timestamp?
    private var isPlanned = false

    mutating func changed(at now: Timestamp) -> Decision {
        guard !isPlanned else { return .joinPlanned }
        guard let last else { return .publish }
        let age = now.milliseconds(since: last)
        // A clock that was set back would make the wait long: publish instead.
        guard (0..<Self.shortestPause).contains(age) else { return .publish }
        isPlanned = true
        return .wait(until: last.advanced(byMilliseconds: Self.shortestPause))
    }

    mutating func published(at now: Timestamp) {
        last = now
        isPlanned = false
    }
}

/// What changed and was not told of yet: at most one change for each run, so that a reader who does
/// not read costs no more than the runs themselves.
struct RunNews: Sendable {
    let number: Int
    /// Signals that something changed, one for however many changes; it ends after the last.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private var changes: [RunChange] = []
    private var places: [RunKey: Int] = [:]

    init(number: Int) {
        self.number = number
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    mutating func add(_ later: [RunChange]) {
        guard !later.isEmpty else { return }
        for change in later {
            if let place = places[change.after.key] {
                changes[place] = RunChange(
                    before: changes[place].before, after: change.after)
            } else {
                places[change.after.key] = changes.count
                changes.append(change)
            }
        }
        signal.yield()
    }

    mutating func take() -> [RunChange] {
        defer {
            changes = []
            places = [:]
        }
        return changes
    }

    func finish() { signal.finish() }
}
