import Logging
package import Runs
import RunTable

/// The answer to a request for older runs.
package enum OlderAnswer: Hashable, Sendable {
    case underWay
    case asked([SourceName: OlderOutcome])
    /// Polling is off.
    case offline
}

struct OlderProgress: Sendable {
    var reach: OlderReach
    /// A walk that the budget cut short; the next request continues it.
    var walk: Walk?

    init(depth: Duration) { reach = OlderReach(depth: depth) }

    struct Walk: Sendable {
        /// The question without its times.
        let topic: RunQuestion
        let window: OlderReach.Window
        var reader: SourceReader
        var found = 0
    }
}

/// The answer of one source to a request for older runs.
package enum OlderOutcome: Hashable, Sendable {
    /// Read back to a moment; so many runs were not held before.
    case read(found: Int, since: Timestamp)
    /// So many runs were found, and there is more to read.
    case cut(found: Int)
    /// The question asks for nothing older than what is held.
    case exhausted
    case refused(PollRefusal)
    case failed(ProviderError)
    /// Another process polls the source.
    case elsewhere
}

extension Monitor {
    /// Reads runs that began before everything read so far, over a period as long as the source's
    /// depth, of every source that may have any. Returns once all is read. Carries out one request
    /// at a time, within the budgets and without their reserve. A source that another process polls
    /// is left to it, as that process decides which calls may be made.
    package func readOlder(_ question: RunQuestion) async -> OlderAnswer {
        guard plan.polling == .on else { return .offline }
        guard older == nil else { return .underWay }
        let asked = members.pollers.filter { name, poller in
            question.admits(source: name, poller.source.provider.kind)
        }
        let own = asked.filter { name, _ in !history.isShared || turns.polled.contains(name) }
        let task = Task { await ask(own, question) }
        older = task
        let outcomes = await task.value
        older = nil
        let others = asked.keys.filter { own[$0] == nil }.map { ($0, OlderOutcome.elsewhere) }
        return .asked(outcomes.merging(others) { mine, _ in mine })
    }

    private func ask(
        _ asked: [SourceName: SourcePoller], _ question: RunQuestion
    ) async -> [SourceName: OlderOutcome] {
        await withTaskGroup(of: (SourceName, OlderOutcome).self) { group in
            for (name, poller) in asked {
                group.addTask { (name, await poller.readOlder(question, for: self)) }
            }
            var outcomes: [SourceName: OlderOutcome] = [:]
            for await (name, outcome) in group { outcomes[name] = outcome }
            return outcomes
        }
    }

    func takeOlder(_ delivery: Batch, _ question: RunQuestion) async -> Int {
        progress.deliveriesUnderWay += 1
        defer { progress.deliveriesUnderWay -= 1 }
        let stored = await stored(of: table.incomplete(in: delivery.tableBatch))
        let outcome = merge(delivery.tableBatch, stored: stored)
        changed()
        await keeper.keep(delivery)
        return outcome.added.count { key in
            table.run(for: key).map(question.admits) ?? false
        }
    }
}

extension SourcePoller {
    /// Some vendors take no upper bound, and list all newer runs first.
    private static let bounds = PageWalk.Bounds(pages: 30, names: .required)

    /// Reads runs older than everything read so far, within the budget and without its reserve.
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
            older.walk = walk
            guard error != .cancelled else { return .failed(error) }
            _ = await budgets.failed(source, error, after: 0)
            logger.warning("older runs not read", metadata: ["error": "\(error)"])
            return .failed(error)
        }
        guard walk.reader.lastWalk.isWhole else { return cut(walk) }
        older.walk = nil
        older.reach.read(walk.window, for: question, found: walk.found)
        return .read(found: walk.found, since: walk.window.since)
    }

    private func cut(_ walk: OlderProgress.Walk) -> OlderOutcome {
        older.walk = walk
        return .cut(found: walk.found)
    }

    private func olderWalk(
        for question: RunQuestion, _ monitor: Monitor
    ) async -> OlderProgress.Walk? {
        let covered = await monitor.keeper.coveredSince(of: source.name)
        let window = older.reach.window(for: question, covered: covered, at: present())
        guard let window else { return nil }
        let topic = question.withoutTimes
        if let walk = older.walk, walk.window.until == window.until, walk.topic == topic {
            return walk
        }
        var asked = question
        asked.since = window.since
        asked.until = window.until
        let reader = reader(
            of: .init(
                since: window.since, question: asked, pipelines: Array(pipelines.values),
                bounds: Self.bounds), .short(nil))
        return OlderProgress.Walk(topic: topic, window: window, reader: reader)
    }
}
