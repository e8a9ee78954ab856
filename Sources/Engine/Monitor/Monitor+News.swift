package import Runs
package import RunTable

/// A run that is new or changed.
package struct RunChange: Hashable, Sendable {
    /// The run before; nil if it was not held.
    package let before: Run?
    /// The run now.
    package let after: Run

    /// Creates a change.
    package init(before: Run?, after: Run) {
        self.before = before
        self.after = after
    }
}

extension Monitor {
    /// Reports every new or changed run from now on. No change is lost: unread ones wait in
    /// memory, merged into one per run. A renamed pipeline changes no run. Returns the present table
    /// and a stream of later changes for one reader. Another call or `stop()` ends the stream.
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

    func held(of batch: RunBatch) -> [RunKey: Run] {
        var held: [RunKey: Run] = [:]
        for record in batch.records { held[record.key] = table.run(for: record.key) }
        return held
    }

    func report(_ outcome: MergeOutcome, _ before: [RunKey: Run]) {
        guard news != nil else { return }
        var reported: Set<RunKey> = []
        let changes = (outcome.added + outcome.changed).compactMap { key -> RunChange? in
            guard reported.insert(key).inserted else { return nil }
            return table.run(for: key).map { RunChange(before: before[key], after: $0) }
        }
        self.news?.add(changes)
    }
}

/// When to publish a change: at once after a quiet moment, else together with those that follow.
struct SnapshotPacer: Hashable, Sendable {
    static let shortestPause: Int64 = 30

    enum Decision: Hashable, Sendable {
        case publish
        /// Publish at this moment, with all that arrives until then.
        case wait(until: Timestamp)
        /// A planned publication includes it.
        case joinPlanned
    }

    private var last: Timestamp?
    private var isPlanned = false

    mutating func changed(at now: Timestamp) -> Decision {
        guard !isPlanned else { return .joinPlanned }
        guard let last else { return .publish }
        let age = now.milliseconds(since: last)
        // After the clock was set back, the wait would be long: publish instead.
        guard (0..<Self.shortestPause).contains(age) else { return .publish }
        isPlanned = true
        return .wait(until: last.advanced(byMilliseconds: Self.shortestPause))
    }

    mutating func published(at now: Timestamp) {
        last = now
        isPlanned = false
    }
}

/// The unread changes, at most one per run: an idle reader costs no more than the runs.
struct RunNews: Sendable {
    let number: Int
    /// One signal for any number of changes; it ends after the last.
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
