import Logging
package import Runs
import RunTable

extension Monitor {
    /// How many records are read at a time after that.
    static var laterPage: Int { 5_000 }
    /// How many rows are read at a time after that.
    private static var laterRows: Int { 20_000 }
    /// The wait before a page is read once more that could not be, in milliseconds.
    private static var readingPause: Int64 { 5_000 }

    /// Shows what is older than the first page; a page that cannot be read is tried again.
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

    /// Shows what is listed of all runs, the last kept first; the first page is known already.
    private func loadRows() async {
        // Those that come later are read apart.
        let sources = Set(members.order)
        var cursor: HistoryCursor?
        // The next rows are read while the last ones are taken in.
        var ahead: Task<Result<HistoryRows, HistoryError>, Never>?
        defer { ahead?.cancel() }
        while !Task.isCancelled {
            let read = ahead ?? rows(of: sources, after: cursor)
            ahead = nil
            do throws(HistoryError) {
                let page = try await read.value.get()
                noteReading(nil)
                ahead = page.next.map { rows(of: sources, after: $0) }
                // What a new history holds is no part of the one that was opened.
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
                // What a new history holds is no part of the one that was opened.
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
        // A cancelled wait shows in the condition of the loop that it is part of.
        _ = try? await nap()
    }

    /// Reads what the history knows of runs beyond what is in memory.
    func stored(of keys: [RunKey]) async -> [RunKey: RunRecord] {
        do throws(HistoryError) {
            return try await history.recordsByKey(of: keys)
        } catch {
            // What comes stands for itself then; the history joins it with the rest when it is kept.
            noteHistory(error)
            return [:]
        }
    }

    /// Reads all that is known of a run; nil where it is not held.
    package func run(for key: RunKey) async -> Run? {
        guard let listed = table.run(for: key) else { return nil }
        guard listed.isSummary, let record = await stored(of: [key])[key] else { return listed }
        return record.run(pipelineName: listed.pipeline?.name)
    }

    /// Reads all that is known of some runs, for whoever searches them.
    package func records(of keys: [RunKey]) async -> [RunKey: RunRecord] { await stored(of: keys) }

    /// Keeps a delivery that holds much, and what came before it, from filling the memory.
    func bound(_ delivery: Batch) async {
        guard delivery.size > HistoryKeeper.large || table.payloadBytes > plan.heldBytes else {
            return
        }
        // It is written before the next one is asked for.
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

    /// Lets go of what the history keeps once that is much, and nothing is on its way there.
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

    /// Tells what is held, for a new history to begin with. Where the lost one was not read to its
    /// end, every source is read anew.
    func takeStock() async -> HeldRuns {
        let isWhole = progress.isRead && members.arrivals.loading.isEmpty && table.isWhole
        let held = HeldRuns(table: table, sources: Set(members.order), isWhole: isWhole)
        progress.isRead = true
        guard !held.isWhole else { return held }
        for poller in members.pollers.values { await poller.leave() }
        return held
    }

    /// Merges what was read from the history into the table.
    func merge(_ records: [RunRecord], _ pipelines: [SourceName: [Pipeline]]) {
        let bySource = Dictionary(grouping: records, by: \.key.source)
        for name in members.order {
            let named = pipelines[name] ?? []
            guard bySource[name] != nil || !named.isEmpty else { continue }
            merge(RunBatch(source: name, records: bySource[name] ?? [], pipelines: named))
            changed()
        }
    }

    /// Takes note of whether older runs can be read, of which it says nothing that others are kept.
    func noteReading(_ trouble: HistoryError?) {
        guard trouble != .busy, trouble != .replaced, trouble != historyHealth.readTrouble else {
            return
        }
        historyHealth.readTrouble = trouble
        changed()
        guard let trouble else { return }
        logger.error("older runs not read", metadata: ["error": "\(trouble)"])
    }

    /// Finds out whether the history can be written again. If so, it has lost sources read again; the
    /// trouble ends once their records are written.
    func recheckHistory() async {
        let lost = await keeper.lost.intersection(turns.polled)
        guard historyHealth.trouble != nil || !lost.isEmpty, !progress.hadTrouble else { return }
        if plan.polling == .on, let trouble = await keeper.probe() { return noteHistory(trouble) }
        // A walk under way comes to its end first, lest one that cannot be kept goes on for ever.
        for source in lost where members.healths[source]?.activity == .waiting {
            await members.pollers[source]?.leave()
        }
        let unread = await keeper.unread.subtracting(turns.followed(at: clock.now))
        if unread.isEmpty { noteHistory(nil) }
    }

    /// Takes note of how the history fares; polling goes on without it.
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
    /// How many runs are read from the history before anything else.
    static var firstPage: Int { 500 }

    enum Opening: Hashable, Sendable {
        /// All there is was read.
        case whole
        /// There is more, which begins at a place.
        case more(from: HistoryPlace)
        /// Not all of that could be read.
        case failed
    }

    /// Shows the newest runs of the history, and how the sources stood.
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

    /// Shows what an opening has left out; what cannot be read is tried again.
    func load(after opening: Opening) async {
        switch opening {
        case .whole: break
        case .more(let place): await load(from: place)
        case .failed: await openLater()
        }
    }

    /// - Returns: Where the rest begins; nil where there is none.
    private func loadNewest() async throws(HistoryError) -> HistoryPlace? {
        let page = try await history.newest(
            of: Set(members.order), after: nil, limit: Self.firstPage)
        // Where others are followed already, that goes on from where it stands.
        if progress.knownRevision == .none { progress.knownRevision = page.revision }
        progress.openedEpoch = page.revision.epoch
        progress.isRead = page.next == nil
        if page.next != nil {
            // More is to come: said before the first runs are shown, its number after that.
            let read = page.records.count
            historyHealth.loading = .init(read: read, total: read)
            changeTable { $0.beginLoading() }
        }
        historyHealth.unreadableCount = page.unreadableCount
        merge(page.records, page.pipelines)
        for (source, standing) in try await history.standings(of: Set(members.order)) {
            change(source) { $0.recall(standing) }
        }
        if page.next != nil {
            let total = try await history.count(of: Set(members.order))
            historyHealth.loading = .init(read: page.records.count, total: total)
        }
        return page.next
    }

    /// Opens the history once that is possible, while sources are polled.
    private func openLater() async {
        while true {
            await pauseReading()
            guard !Task.isCancelled else { return }
            do throws(HistoryError) {
                // What could not be joined with anything when it came stands for itself so far.
                let polled = table.rows.map(table.key(in:))
                merge(try await history.records(of: polled), [:])
                let rest = try await loadNewest()
                noteReading(nil)
                if let rest { await load(from: rest) } else { endLoading() }
                return
            } catch {
                // Where nothing can be written either, that was told.
                if historyHealth.trouble == nil { noteReading(error) }
                isStillToOpen()
            }
        }
    }

    /// Takes note that nothing is shown of the history yet: no number is told of what is to come,
    /// and what is polled is joined with what the history holds of the same runs.
    private func isStillToOpen() {
        historyHealth.loading = nil
        changeTable { $0.beginLoading() }
    }
}

extension SourceHealth {
    /// Takes over how the source stood when nobody polled it yet; what was planned or went wrong
    /// then is over.
    mutating func recall(_ standing: SourceCheckpoint) {
        guard activity == .starting || activity == .stopped else { return }
        follow(standing)
        problem = nil
        nextPoll = nil
    }

    /// Notes that nothing is polled any more.
    mutating func stops() {
        activity = .stopped
        nextPoll = nil
    }
}
