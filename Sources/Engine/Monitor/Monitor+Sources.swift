import Logging
package import Runs
import RunTable

struct Arrivals: Sendable {
    /// One signal for any number of added sources.
    let signals: AsyncStream<Void>
    let signal: AsyncStream<Void>.Continuation
    /// Added sources whose history is not being read yet.
    var awaited: Set<SourceName> = []
    var loading: Set<SourceName> = []
    var halting: Set<SourceName> = []
    var departed: Set<SourceName> = []

    init() { (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }
}

extension Monitor {
    /// Continues with other sources; the unchanged ones keep their pollers, budgets and runs. The
    /// runs of a removed source leave the table and stay in the history, and its lease is released.
    /// An added or changed source continues from its checkpoint. Changes must not overlap.
    package func change(
        to names: [SourceName], renewing renewed: [MonitoredSource], retention: Retention?
    ) async {
        let leaving = Set(members.order).subtracting(names)
        let changed = Set(renewed.map(\.name)).intersection(members.order)
        plan.retention = retention
        await halt(leaving.union(changed))
        let renewed = renewed.filter { names.contains($0.name) }
        remove(leaving)
        for source in renewed { add(source) }
        members.order = names.filter { members.pollers[$0] != nil }
        members.arrivals.halting = []
        await budgets.change(joining: renewed, leaving: leaving)
        await releaseLeases(leaving)
        self.changed()
        members.arrivals.signal.yield()
        logger.notice(
            "sources changed",
            metadata: [
                "renewed": "\(renewed.map(\.name.text).joined(separator: " "))",
                "removed": "\(leaving.map(\.text).sorted().joined(separator: " "))",
            ])
    }

    private func halt(_ sources: Set<SourceName>) async {
        guard !sources.isEmpty else { return }
        members.arrivals.halting = sources
        // Older runs may be arriving from one of them.
        older?.cancel()
        _ = await older?.value
        for source in sources {
            await members.pollers[source]?.leave()
            members.polls[source]?.cancel()
        }
        for source in sources { await members.polls[source]?.value }
        await keeper.flush()
    }

    private func remove(_ sources: Set<SourceName>) {
        for source in sources {
            members.pollers[source] = nil
            members.healths[source] = nil
            turns.remove(source)
            members.openRuns.remove(source)
            changeTable { $0.delete(of: source) }
        }
        members.arrivals.awaited.subtract(sources)
        members.arrivals.departed.formUnion(sources)
    }

    private func add(_ source: MonitoredSource) {
        let name = source.name
        if members.pollers[name] == nil { members.arrivals.awaited.insert(name) }
        members.pollers[name] = SourcePoller(source, context)
        var health = SourceHealthTracker(source).health
        if plan.polling == .off { health.stops() }
        members.healths[name] = health
        members.arrivals.departed.remove(name)
        turns.add(name)
    }

    private func releaseLeases(_ sources: Set<SourceName>) async {
        guard !sources.isEmpty else { return }
        await keeper.remove(sources)
        guard history.isShared, plan.polling == .on else { return }
        do throws(HistoryError) {
            try await history.release(sources, by: plan.owner)
        } catch {
            noteHistory(error)
        }
    }

    /// Deletes what arrived from the history after its source was removed.
    func dropDeparted() {
        for source in members.arrivals.departed { changeTable { $0.delete(of: source) } }
    }

    // MARK: The history of added sources

    /// Begins to read the history of added sources.
    func welcome(in group: inout DiscardingTaskGroup) {
        let sources = members.arrivals.awaited
        guard !sources.isEmpty else { return }
        members.arrivals.awaited = []
        members.arrivals.loading.formUnion(sources)
        group.addTask { await self.loadPast(of: sources) }
    }

    private func loadPast(of sources: Set<SourceName>) async {
        var place: HistoryPlace?
        var isBegun = false
        while !Task.isCancelled {
            let wanted = sources.intersection(members.pollers.keys)
            guard !wanted.isEmpty else { break }
            do throws(HistoryError) {
                let page = try await history.newest(
                    of: wanted, after: place, limit: isBegun ? Self.laterPage : Self.firstPage)
                noteReading(nil)
                merge(page)
                if !isBegun { try await recall(wanted) }
                isBegun = true
                place = page.next
                if place == nil { break }
            } catch {
                noteReading(error)
                await pauseReading()
            }
        }
        members.arrivals.loading.subtract(sources)
    }

    private func recall(_ sources: Set<SourceName>) async throws(HistoryError) {
        for (source, checkpoint) in try await history.checkpoints(of: sources) {
            change(source) { $0.recall(checkpoint) }
        }
    }
}
