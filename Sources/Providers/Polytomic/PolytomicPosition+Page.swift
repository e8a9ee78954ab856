import Runs

extension PolytomicPosition {
    static let limit = 100

    /// Adds events in any order, out of `asked` requested ones. Throws `unreadable(.circular)` if
    /// tokens continue and no event comes.
    mutating func take(
        _ rows: [JSONValue], next: String?, walk: EventWalk, asked: Int = Self.limit,
        at now: Timestamp
    ) throws(ProviderError) -> RunPage {
        var walk = walk
        var page = RunPage.nothing
        var times: [Timestamp] = []
        var ids: Set<String> = []
        var names: [PipelineID: (created: Timestamp, pipeline: Pipeline)] = [:]
        for row in rows {
            do {
                let event = try PolytomicWire.event(row)
                times.append(event.created)
                ids.insert(event.id)
                guard walk.isNew(event.id, event.created, known: recent) else { continue }
                page.observations.append(event.observation)
                executions.note(event)
                guard let pipeline = event.pipeline, pipeline.name != nil,
                    names[pipeline.id].map({ $0.created <= event.created }) ?? true
                else { continue }
                names[pipeline.id] = (event.created, pipeline)
            } catch {
                guard let id = error.id else {
                    page.rejected.append(error)
                    continue
                }
                ids.insert(id)
                if walk.isNew(id, walk.began, known: recent) { page.rejected.append(error) }
            }
        }
        walk.highest = ([walk.highest].compactMap(\.self) + times).max()
        walk.pruneRecent(at: now)
        page.pipelines = names.values.map(\.pipeline).sorted { $0.id < $1.id }
        page.gap = walk.advance(
            rowCount: rows.count, asked: asked, ids: ids, times: times, next: next)
        guard page.gap == nil || !rows.isEmpty || !walk.recent.isEmpty || walk.highest != nil else {
            throw .unreadable(.circular)
        }
        if walk.windows.isEmpty { walk.goFurther(awaiting: executions, now: now) }
        if walk.windows.isEmpty {
            if let until = walk.scope?.until { executions.remove(after: until) }
            end(walk, at: now)
            planInquiry(at: now)
        } else {
            self.walk = walk
        }
        page.position = ReadPosition(notes)
        page.hasMore = self.walk != nil || inquiry != nil
        return page
    }
}

extension EventWalk {
    /// Records an event, and returns whether it is new to this walk and the last one.
    fileprivate mutating func isNew(
        _ id: String, _ created: Timestamp, known: [String: Timestamp]
    ) -> Bool {
        guard known[id] == nil else { return false }
        return recent.updateValue(created, forKey: id) == nil
    }

    fileprivate mutating func pruneRecent(at now: Timestamp) {
        guard let covered = covered(at: now) else { return }
        let bound = covered.advanced(byMilliseconds: -PolytomicPosition.overlap)
        recent = recent.filter { $0.value >= bound }
    }

    /// Continues with the next page or window, or leaves none. Returns what the walk cannot reach.
    fileprivate mutating func advance(
        rowCount: Int, asked: Int, ids: Set<String>, times: [Timestamp], next: String?
    ) -> ReadGap? {
        // More may follow a few empty pages.
        let before = Set(pages.previous)
        pages.blankPages = ids.isEmpty ? pages.blankPages + 1 : 0
        let bringsNews =
            ids.isEmpty ? pages.blankPages < APIClient.mostEmptyPages : !ids.isSubset(of: before)
        pages.repeats = !ids.isEmpty && ids == before ? pages.repeats + 1 : 0
        if !ids.isEmpty { pages.previous = ids.sorted() }
        guard pages.repeats < Self.mostRepeats else {
            // The server ignores the parameters.
            windows = []
            return ReadGap(from: after, until: began)
        }
        if let next, !ignoresTokens, bringsNews, !loop.hasSeen(next) {
            token = next
            return nil
        }
        // If tokens loop, or are missing after a full page, times lead on.
        let (finished, wasLedByToken) = (window, token != nil)
        let omission = wasLedByToken ? nil : finished.omission(onFirstPage: times)
        if !windows.isEmpty { windows.removeLast() }
        pages.blankPages = 0
        if next != nil { ignoresTokens = true }
        token = nil
        if rowCount == 0, next != nil {
            return ReadGap(from: finished.after, until: finished.before ?? began)
        }
        // If tokens lead on, the page without one is the last, however full it is.
        let isCut = rowCount >= asked && !wasLedByToken
        guard rowCount > 0, next != nil || isCut else { return omission }
        let rest = finished.rest(afterFullPage: times, of: asked, now: began)
        windows += rest.windows
        guard let gap = rest.gap, let omission else { return rest.gap ?? omission }
        return ReadGap(
            from: min(gap.from, omission.from), until: max(gap.until, omission.until))
    }
}
