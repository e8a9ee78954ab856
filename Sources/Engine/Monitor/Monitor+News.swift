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

    /// Hands out what has changed since the last time, first changed first.
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

    /// What is to be done about a change.
    enum Decision: Hashable, Sendable {
        /// Publish it now.
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
