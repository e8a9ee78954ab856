import Logging
package import Runs
import RunTable

extension Monitor {
    static var laterPage: Int { 5_000 }
    private static var laterRows: Int { 20_000 }
    private static var readingPause: Int64 { 5_000 }

    func load(from place: HistoryPlace) async {
        switch plan.loading {
        case .summaries: await loadRows()
        case .records: await loadRecords(from: place)
        }
        endLoading()
    }

    func endLoading() {
        changeTable { $0.endLoading() }
        guard historyHealth.loading != nil else { return }
        historyHealth.loading = nil
        changed()
    }

    /// Shows the listed fields of all runs, last stored first; the first page is shown already.
    private func loadRows() async {
        // Sources that are added later are read separately.
        let sources = Set(members.order)
        var cursor: HistoryCursor?
        // Reads the next rows while the last ones are merged.
        var ahead: Task<Result<HistoryRows, HistoryError>, Never>?
        defer { ahead?.cancel() }
        while !Task.isCancelled {
            let read = ahead ?? rows(of: sources, after: cursor)
            ahead = nil
            do throws(HistoryError) {
                let page = try await read.value.get()
                noteReading(nil)
                ahead = page.next.map { rows(of: sources, after: $0) }
                // The contents of a new history are no part of the opened one.
                guard page.revision.epoch == progress.openedEpoch else { return }
                let outcome = changeTable { $0.load(page.rows, page.pipelines) }
                for run in outcome.open { members.openRuns.note(run) }
                dropDeparted()
                historyHealth.unreadableCount += outcome.unreadable
                historyHealth.loading?.advance(by: page.rows.count)
                changed()
                cursor = page.next
                progress.isRead = cursor == nil
                if progress.isRead { return }
            } catch {
                noteReading(error)
                await pauseReading()
            }
        }
    }

    private func rows(
        of sources: Set<SourceName>, after cursor: HistoryCursor?
    ) -> Task<Result<HistoryRows, HistoryError>, Never> {
        Task { [history] in
            do throws(HistoryError) {
                return .success(
                    try await history.rows(
                        of: sources, after: cursor, limit: Self.laterRows))
            } catch {
                return .failure(error)
            }
        }
    }

    private func loadRecords(from place: HistoryPlace) async {
        var place: HistoryPlace? = place
        while let next = place, !Task.isCancelled {
            do throws(HistoryError) {
                let page = try await history.newest(
                    of: Set(members.order), after: next, limit: Self.laterPage)
                noteReading(nil)
                merge(page)
                historyHealth.loading?.advance(by: page.records.count)
                place = page.next
                // The contents of a new history are no part of the opened one.
                guard page.revision.epoch == progress.openedEpoch else { break }
                progress.isRead = page.next == nil
            } catch {
                noteReading(error)
                await pauseReading()
            }
        }
    }

    func pauseReading() async {
        let reading = clock.reading
        let again = reading.now.advanced(byMilliseconds: Self.readingPause)
        let nap = clock.nap(until: again, by: reading.shift)
        // The condition of the caller's loop checks for cancellation.
        _ = try? await nap()
    }

    func stored(of keys: [RunKey]) async -> [RunKey: RunRecord] {
        do throws(HistoryError) {
            return try await history.recordsByKey(of: keys)
        } catch {
            // The batch then stands alone; the history merges it with the rest when it is stored.
            noteHistory(error)
            return [:]
        }
    }

    /// Reads a run in full; nil if it is not held.
    package func run(for key: RunKey) async -> Run? {
        guard let listed = table.run(for: key) else { return nil }
        guard listed.isSummary, let record = await stored(of: [key])[key] else { return listed }
        return record.run(pipelineName: listed.pipeline?.name)
    }

    /// Reads some runs in full, for a search.
    package func records(of keys: [RunKey]) async -> [RunKey: RunRecord] { await stored(of: keys) }

    /// Keeps a large batch, and what came before it, from filling the memory.
    func bound(_ delivery: Batch) async {
        guard delivery.size > HistoryKeeper.large || table.payloadBytes > plan.heldBytes else {
            return
        }
        // Stores it before the next one is requested.
        let trouble = await keeper.flush()
        let held = table.payloadBytes
        guard held > plan.heldBytes else { return }
        if trouble != nil {
            guard held > plan.heldBytes / 2 * 5 else { return }
            logger.error("records given up", metadata: ["bytes": "\(held)"])
            await keeper.giveUp()
        }
        changeTable { $0.releasePayloads() }
    }

    /// Releases records that the history keeps, once they are many and none is on its way there.
    func releasePayloads() async {
        guard table.payloadCount > plan.heldRecords || table.payloadBytes > plan.heldBytes,
            progress.deliveriesUnderWay == 0
        else { return }
        let generation = table.generation
        guard await keeper.flush() == nil, table.generation == generation,
            progress.deliveriesUnderWay == 0
        else { return }
        changeTable { $0.releasePayloads() }
    }

    func merge(_ page: HistoryPage) {
        historyHealth.unreadableCount += page.unreadableCount
        merge(page.records, page.pipelines)
    }

    /// Returns the runs in memory, which a new history starts with. Reads every source again if the
    /// lost history was not read to its end.
    func takeStock() async -> HeldRuns {
        let isWhole = progress.isRead && members.arrivals.loading.isEmpty && table.isWhole
        let held = HeldRuns(table: table, sources: Set(members.order), isWhole: isWhole)
        progress.isRead = true
        guard !held.isWhole else { return held }
        for poller in members.pollers.values { await poller.leave() }
        return held
    }

    func merge(_ records: [RunRecord], _ pipelines: [SourceName: [Pipeline]]) {
        let bySource = Dictionary(grouping: records, by: \.key.source)
        for name in members.order {
            let named = pipelines[name] ?? []
            guard bySource[name] != nil || !named.isEmpty else { continue }
            merge(RunBatch(source: name, records: bySource[name] ?? [], pipelines: named))
            changed()
        }
    }

    /// Records whether older runs can be read, which successful writes do not show.
    func noteReading(_ trouble: HistoryError?) {
        guard trouble != .busy, trouble != .replaced, trouble != historyHealth.readTrouble else {
            return
        }
        historyHealth.readTrouble = trouble
        changed()
        guard let trouble else { return }
        logger.error("older runs not read", metadata: ["error": "\(trouble)"])
    }

    /// Checks whether the history is writable again. If so, reads the sources that it lost; the
    /// trouble ends once their records are stored.
    func recheckHistory() async {
        let lost = await keeper.lost.intersection(turns.polled)
        guard historyHealth.trouble != nil || !lost.isEmpty, !progress.hadTrouble else { return }
        if plan.polling == .on, let trouble = await keeper.probe() { return noteHistory(trouble) }
        // Lets a walk under way end first; otherwise one that cannot be stored would never end.
        for source in lost where members.healths[source]?.activity == .waiting {
            await members.pollers[source]?.leave()
        }
        let unread = await keeper.unread.subtracting(turns.followed(at: clock.now))
        if unread.isEmpty { noteHistory(nil) }
    }

    /// Records the history's state; polling continues without it.
    func noteHistory(_ trouble: HistoryError?) {
        if trouble != nil { progress.hadTrouble = true }
        guard trouble != .replaced, trouble != historyHealth.trouble else { return }
        historyHealth.trouble = trouble
        changed()
        if let trouble {
            logger.error("history unavailable", metadata: ["error": "\(trouble)"])
        } else {
            logger.notice("history available again")
        }
    }
}

extension Monitor {
    static var firstPage: Int { 500 }

    enum Opening: Hashable, Sendable {
        case whole
        case more(from: HistoryPlace)
        case failed
    }

    func open() async -> Opening {
        var opening = Opening.whole
        do throws(HistoryError) {
            if let rest = try await loadNewest() { opening = .more(from: rest) }
        } catch {
            noteHistory(error)
            isStillToOpen()
            opening = .failed
        }
        if plan.polling == .off { for source in members.order { change(source) { $0.stops() } } }
        return opening
    }

    func load(after opening: Opening) async {
        switch opening {
        case .whole: break
        case .more(let place): await load(from: place)
        case .failed: await openLater()
        }
    }

    private func loadNewest() async throws(HistoryError) -> HistoryPlace? {
        let page = try await history.newest(
            of: Set(members.order), after: nil, limit: Self.firstPage)
        // If others are followed already, that continues from its own revision.
        if progress.knownRevision == .none { progress.knownRevision = page.revision }
        progress.openedEpoch = page.revision.epoch
        progress.isRead = page.next == nil
        if page.next != nil {
            // Announces more before the first runs are shown, and its number after that.
            let read = page.records.count
            historyHealth.loading = .init(read: read, total: read)
            changeTable { $0.beginLoading() }
        }
        historyHealth.unreadableCount = page.unreadableCount
        merge(page.records, page.pipelines)
        for (source, checkpoint) in try await history.checkpoints(of: Set(members.order)) {
            change(source) { $0.recall(checkpoint) }
        }
        if page.next != nil {
            let total = try await history.count(of: Set(members.order))
            historyHealth.loading = .init(read: page.records.count, total: total)
        }
        return page.next
    }

    private func openLater() async {
        while true {
            await pauseReading()
            guard !Task.isCancelled else { return }
            do throws(HistoryError) {
                // Runs that were polled meanwhile are not merged with stored records yet.
                let polled = table.rows.map(table.key(in:))
                merge(try await history.records(of: polled), [:])
                let rest = try await loadNewest()
                noteReading(nil)
                if let rest { await load(from: rest) } else { endLoading() }
                return
            } catch {
                // If nothing can be written either, that was reported.
                if historyHealth.trouble == nil { noteReading(error) }
                isStillToOpen()
            }
        }
    }

    /// Records that nothing of the history is shown yet: no number of runs is announced, and polled
    /// runs are merged with stored ones later.
    private func isStillToOpen() {
        historyHealth.loading = nil
        changeTable { $0.beginLoading() }
    }
}

extension SourceHealth {
    /// Applies a checkpoint before the first poll; its plan and its problem are past.
    mutating func recall(_ checkpoint: SourceCheckpoint) {
        guard activity == .starting || activity == .stopped else { return }
        follow(checkpoint)
        problem = nil
        nextPoll = nil
    }

    mutating func stops() {
        activity = .stopped
        nextPoll = nil
    }
}
