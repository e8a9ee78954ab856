import Logging
import Runs

extension Monitor {
    /// How many runs are read from the history before anything else.
    private static var firstPage: Int { 500 }
    /// How many are read at a time after that.
    private static var laterPage: Int { 5_000 }

    /// Shows the newest runs of the history, and how the sources stood.
    ///
    /// - Returns: Where the rest begins; nil where there is none.
    func loadNewest() async -> HistoryPlace? {
        do throws(HistoryError) {
            let page = try await history.newest(of: Set(order), after: nil, limit: Self.firstPage)
            knownRevision = page.revision
            openedEpoch = page.revision.epoch
            isHistoryRead = page.next == nil
            merge(page)
            for (source, standing) in try await history.standings(of: Set(order)) {
                change(source) { health in
                    health.follow(standing)
                    // Nobody polls yet; what was planned or went wrong then is over.
                    health.problem = nil
                    health.nextPoll = nil
                }
            }
            if page.next != nil {
                let total = try await history.count(of: Set(order))
                historyHealth.loading = .init(read: page.records.count, total: total)
            }
            if plan.polling == .off { for source in order { change(source) { $0.stops() } } }
            return page.next
        } catch {
            noteHistory(error)
            return nil
        }
    }

    /// Shows what is older, page by page.
    func load(from place: HistoryPlace) async {
        var place: HistoryPlace? = place
        do throws(HistoryError) {
            while let next = place, !Task.isCancelled {
                let page = try await history.newest(
                    of: Set(order), after: next, limit: Self.laterPage)
                merge(page)
                historyHealth.loading?.read += page.records.count
                place = page.next
                // What a new history holds is no part of the one that was opened.
                guard page.revision.epoch == openedEpoch else { break }
                isHistoryRead = page.next == nil
            }
        } catch {
            noteHistory(error)
        }
        historyHealth.loading = nil
        changed()
    }

    private func merge(_ page: HistoryPage) {
        historyHealth.unreadableCount += page.unreadableCount
        merge(page.records, page.pipelines)
    }

    /// Tells what is held, for a new history to begin with. Where the lost one was not read to its
    /// end, every source is read anew.
    func takeStock() async -> HeldRuns {
        let held = HeldRuns(table: table, sources: Set(order), isWhole: isHistoryRead)
        isHistoryRead = true
        guard !held.isWhole else { return held }
        for poller in pollers.values { await poller.leave() }
        return held
    }

    /// Merges what was read from the history into the table.
    func merge(_ records: [RunRecord], _ pipelines: [SourceName: [Pipeline]]) {
        let bySource = Dictionary(grouping: records, by: \.key.source)
        for name in order {
            let named = pipelines[name] ?? []
            guard bySource[name] != nil || !named.isEmpty else { continue }
            merge(RunBatch(source: name, records: bySource[name] ?? [], pipelines: named))
            changed()
        }
    }

    /// Takes note of how the history fares; polling goes on without it.
    func noteHistory(_ trouble: HistoryError?) {
        // Another process was writing for long: it will be kept a little later.
        guard trouble != .busy, trouble != .replaced, trouble != historyHealth.trouble else {
            return
        }
        historyHealth.trouble = trouble
        changed()
        if let trouble {
            logger.error("history unavailable", metadata: ["error": "\(trouble)"])
        } else {
            logger.notice("history available again")
        }
    }
}

extension SourceHealth {
    /// Notes that nothing is polled any more.
    fileprivate mutating func stops() {
        activity = .stopped
        nextPoll = nil
    }
}
