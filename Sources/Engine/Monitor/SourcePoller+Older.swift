import Logging
package import Runs

/// A walk to older runs, which goes on with the next wish where the budget cut it short.
struct OlderWalk: Sendable {
    /// What is asked for, whenever that was.
    let topic: RunQuestion
    let window: OlderReach.Window
    var reader: SourceReader
    var found = 0
}

/// What became of the wish for older runs of one source.
package enum OlderOutcome: Hashable, Sendable {
    /// They were read back to a moment; so many were not held before.
    case read(found: Int, since: Timestamp)
    /// So many were found, and there is more to read.
    case cut(found: Int)
    /// The question asks for nothing that is older than what is held.
    case exhausted
    /// No call may be made.
    case refused(PollRefusal)
    /// The source cannot be read.
    case failed(ProviderError)
    /// Another process polls the source.
    case elsewhere
}

extension SourcePoller {
    /// How many pages one wish reads: some vendors know no upper bound, and list all that is newer
    /// first.
    private static let bounds = PageWalk.Bounds(pages: 30, names: .required)

    /// Reads runs that began before all that was read so far, as far as the budget allows without its
    /// reserve.
    func readOlder(_ question: RunQuestion, for monitor: Monitor) async -> OlderOutcome {
        if let refusal = await budgets.refusal(for: source, reserve: .keep) {
            return .refused(refusal)
        }
        guard var walk = await olderWalk(for: question, monitor) else { return .exhausted }
        walk.found = 0
        do throws(ProviderError) {
            while true {
                if walk.reader.nextCall != nil {
                    let hold = await budgets.hold(for: source, reserve: .keep)
                    guard hold == nil else {
                        walk.reader.pause()
                        return cut(walk)
                    }
                }
                guard let delivery = try await walk.reader.next() else { break }
                walk.found += await monitor.takeOlder(delivery, question)
            }
        } catch {
            if case .held = error { return cut(walk) }
            older = walk
            guard error != .cancelled else { return .failed(error) }
            _ = await budgets.failed(source, error, after: 0)
            logger.warning("older runs not read", metadata: ["error": "\(error)"])
            return .failed(error)
        }
        guard walk.reader.lastWalk.isWhole else { return cut(walk) }
        older = nil
        reach.read(walk.window, for: question, found: walk.found)
        return .read(found: walk.found, since: walk.window.since)
    }

    private func cut(_ walk: OlderWalk) -> OlderOutcome {
        older = walk
        return .cut(found: walk.found)
    }

    /// The walk that was cut short, where it was about the same, or a new one.
    private func olderWalk(
        for question: RunQuestion, _ monitor: Monitor
    ) async -> OlderWalk? {
        let covered = await monitor.keeper.coveredSince(of: source.name)
        let window = reach.window(for: question, covered: covered, at: present())
        guard let window else { return nil }
        let topic = question.withoutTimes
        if let older, older.window.until == window.until, older.topic == topic { return older }
        var asked = question
        asked.since = window.since
        asked.until = window.until
        let reader = SourceReader(
            source, from: nil, since: window.since, question: asked,
            pipelines: Array(pipelines.values), bounds: Self.bounds, clock: clock, logger: logger
        ) { [unowned self] (purpose) async throws(ProviderError) in
            // The poller keeps a walk that was cut short, and nobody else goes on with it.
            try await self.ask(for: purpose, reserve: .keep)
        }
        return OlderWalk(topic: topic, window: window, reader: reader)
    }
}
