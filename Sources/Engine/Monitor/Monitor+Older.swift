package import Runs
import RunTable

/// What became of the wish for older runs.
package enum OlderAnswer: Hashable, Sendable {
    /// Others are being read.
    case underWay
    /// What came of each source that may have any.
    case asked([SourceName: OlderOutcome])
    /// Nothing is polled at all.
    case offline
}

extension Monitor {
    /// Reads runs that began before all that was read so far, of every source that may have any, back
    /// over a stretch of time that is as long as the source's depth.
    ///
    /// One wish is carried out at a time, within the budgets and without their reserve. A source
    /// that another process polls is left to it, as that one knows what may be called.
    ///
    /// - Parameter question: What is asked for.
    /// - Returns: What became of it, once all is read.
    package func readOlder(_ question: RunQuestion) async -> OlderAnswer {
        guard plan.polling == .on else { return .offline }
        guard older == nil else { return .underWay }
        let asked = pollers.filter { name, _ in
            guard let provider = kinds[name] else { return false }
            return question.admits(source: name, provider)
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

    /// Takes in what one call brought of older runs.
    ///
    /// - Returns: How many runs that may be wanted were not held before.
    func takeOlder(_ delivery: Batch, _ question: RunQuestion) async -> Int {
        deliveriesUnderWay += 1
        defer { deliveriesUnderWay -= 1 }
        let stored = await stored(of: table.incomplete(in: delivery.tableBatch))
        let outcome = merge(delivery.tableBatch, stored: stored)
        changed()
        await keeper.keep(delivery)
        return outcome.added.count { key in
            table.run(for: key).map(question.admits) ?? false
        }
    }
}
