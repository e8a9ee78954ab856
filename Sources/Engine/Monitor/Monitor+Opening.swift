import Logging
import Runs
import RunTable

extension Monitor {
    /// How many runs are read from the history before anything else.
    static var firstPage: Int { 500 }

    /// How the history could be opened.
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
        if plan.polling == .off { for source in order { change(source) { $0.stops() } } }
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
        let page = try await history.newest(of: Set(order), after: nil, limit: Self.firstPage)
        // Where others are followed already, that goes on from where it stands.
        if knownRevision == .none { knownRevision = page.revision }
        openedEpoch = page.revision.epoch
        isHistoryRead = page.next == nil
        if page.next != nil {
            // More is to come: said before the first runs are shown, its number after that.
            let read = page.records.count
            historyHealth.loading = .init(read: read, total: read)
            changeTable { $0.beginLoading() }
        }
        historyHealth.unreadableCount = page.unreadableCount
        merge(page.records, page.pipelines)
        for (source, standing) in try await history.standings(of: Set(order)) {
            change(source) { $0.recall(standing) }
        }
        if page.next != nil {
            let total = try await history.count(of: Set(order))
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
