import Logging
package import Runs
import RunTable

/// How the sources of a running monitor come and go.
struct Arrivals: Sendable {
    /// Signals that sources came, one for however many.
    let signals: AsyncStream<Void>
    let signal: AsyncStream<Void>.Continuation
    /// Sources that came and whose past is not being read yet.
    var awaited: Set<SourceName> = []
    /// Sources whose past is being read.
    var loading: Set<SourceName> = []
    /// Sources whose polling is being ended.
    var halting: Set<SourceName> = []
    /// Sources that went.
    var departed: Set<SourceName> = []

    init() { (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }
}

extension Monitor {
    /// Goes on with other sources, while all others keep their pollers, budgets and runs.
    ///
    /// The runs of a source that goes leave the table and stay in the history, and its lease is given
    /// back. One that comes, or is read in another way, goes on from where the history says it
    /// stood. One change is made at a time.
    ///
    /// - Parameters:
    ///   - names: All sources from now on, in their order.
    ///   - renewed: Those of them that are new or are to be read in another way.
    ///   - retention: How much of the past is kept; nil for all of it.
    package func change(
        to names: [SourceName], renewing renewed: [MonitoredSource], retention: Retention?
    ) async {
        let leaving = Set(order).subtracting(names)
        let changed = Set(renewed.map(\.name)).intersection(order)
        plan.retention = retention
        await halt(leaving.union(changed))
        let renewed = renewed.filter { names.contains($0.name) }
        remove(leaving)
        for source in renewed { add(source) }
        order = names.filter { pollers[$0] != nil }
        arrivals.halting = []
        await budgets.change(joining: renewed, leaving: leaving)
        await giveBack(leaving)
        self.changed()
        arrivals.signal.yield()
        logger.notice(
            "sources changed",
            metadata: [
                "renewed": "\(renewed.map(\.name.text).joined(separator: " "))",
                "removed": "\(leaving.map(\.text).sorted().joined(separator: " "))",
            ])
    }

    /// Ends the polling of sources, and keeps what it brought.
    private func halt(_ sources: Set<SourceName>) async {
        guard !sources.isEmpty else { return }
        arrivals.halting = sources
        // Older runs may be on their way from one of them.
        older?.cancel()
        _ = await older?.value
        for source in sources {
            await pollers[source]?.leave()
            polls[source]?.cancel()
        }
        for source in sources { await polls[source]?.value }
        await keeper.flush()
    }

    private func remove(_ sources: Set<SourceName>) {
        for source in sources {
            pollers[source] = nil
            kinds[source] = nil
            healths[source] = nil
            turns.remove(source)
            forgetOpenRuns(of: source)
            changeTable { $0.delete(of: source) }
        }
        arrivals.awaited.subtract(sources)
        arrivals.departed.formUnion(sources)
    }

    private func add(_ source: MonitoredSource) {
        let name = source.name
        if pollers[name] == nil { arrivals.awaited.insert(name) }
        pollers[name] = SourcePoller(
            source, budgets: budgets, delay: 0, clock: clock, random: random, logger: logger)
        kinds[name] = source.provider.kind
        var health = SourceHealthTracker(source).health
        if plan.polling == .off { health.stops() }
        healths[name] = health
        arrivals.departed.remove(name)
        turns.add(name)
    }

    private func giveBack(_ sources: Set<SourceName>) async {
        guard !sources.isEmpty else { return }
        await keeper.forget(sources)
        guard history.isShared, plan.polling == .on else { return }
        do throws(HistoryError) {
            try await history.release(sources, by: plan.owner)
        } catch {
            noteHistory(error)
        }
    }

    /// Takes away what was on its way from the history of sources that went meanwhile.
    func dropDeparted() {
        for source in arrivals.departed { changeTable { $0.delete(of: source) } }
    }

    // MARK: The past of those that come

    /// Begins to read what the history holds of sources that came.
    func welcome(in group: inout DiscardingTaskGroup) {
        let sources = arrivals.awaited
        guard !sources.isEmpty else { return }
        arrivals.awaited = []
        arrivals.loading.formUnion(sources)
        group.addTask { await self.loadPast(of: sources) }
    }

    /// Shows what the history holds of sources; a page that cannot be read is tried again.
    private func loadPast(of sources: Set<SourceName>) async {
        var place: HistoryPlace?
        var isBegun = false
        while !Task.isCancelled {
            let wanted = sources.intersection(pollers.keys)
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
        arrivals.loading.subtract(sources)
    }

    private func recall(_ sources: Set<SourceName>) async throws(HistoryError) {
        for (source, standing) in try await history.standings(of: sources) {
            change(source) { $0.recall(standing) }
        }
    }
}
