import Runs

extension ConnectorWalk {
    /// Whether a page leaves anything to read.
    enum Outcome: Hashable, Sendable {
        /// There may be more further down.
        case goesOn
        /// The log was read down to the floor, or to its end.
        case isDone
    }

    /// Takes in one page, newest first.
    ///
    /// Every entry has a place in time: its own, or where it has none, or a day only, that of
    /// the entry above it, as the log is in order.
    ///
    /// - Parameters:
    ///   - rows: The page's rows.
    ///   - known: The entries that an earlier poll has read.
    ///   - page: What to add the news to.
    /// - Returns: Whether there is more to read.
    mutating func take(
        _ rows: [JSONValue], known: [String: Timestamp], into page: inout RunPage
    ) -> Outcome {
        var place = before ?? began
        var times: [Timestamp] = []
        var met: [String: Timestamp] = [:]
        var imprecise: Set<String> = []
        var twins: [String: Int] = [:]
        for row in rows {
            let id: String
            do {
                let entry = try SupermetricsWire.entry(row, of: connector, twins: &twins)
                id = entry.observation.id.text
                if let moment = entry.moment {
                    place = moment
                    times.append(moment)
                } else {
                    imprecise.insert(id)
                }
                let reaches = place >= floor && entry.latest.map { $0 >= floor } ?? true
                if reaches, known[id] == nil, edge[id] == nil, met[id] == nil {
                    page.observations.append(entry.observation)
                }
            } catch {
                id = "row-" + SupermetricsWire.digest([JSONWriter.text(of: row)])
                imprecise.insert(id)
                if place >= floor, known[id] == nil, edge[id] == nil { page.rejected.append(error) }
            }
            met[id] = place
        }
        remember(met, times)
        let next = next(rowCount: rows.count, times: times)
        page.gap = next.gap
        guard let bound = next.before else { return .isDone }
        edge.merge(met) { max($0, $1) }
        // Whatever the server makes of `before`, it goes no further up than to the next second.
        let above = bound.advanced(byMilliseconds: 1_000)
        edge = edge.filter { $0.value < above || imprecise.contains($0.key) }
        before = bound
        return .goesOn
    }

    /// Notes what is new enough to be met again by the next poll.
    private mutating func remember(_ met: [String: Timestamp], _ times: [Timestamp]) {
        highest = ([highest].compactMap(\.self) + times).max()
        recent.merge(met) { max($0, $1) }
        guard let highest else { return }
        let bound = min(highest, began).advanced(byMilliseconds: -SupermetricsPosition.overlap)
        recent = recent.filter { $0.value >= bound }
    }

    /// Finds the bound of the next page; none where the walk is over.
    ///
    /// It is undocumented whether `before` is inclusive, and to which fraction of a second, so
    /// the next page begins a second above the last one's end. Where that leads nowhere, as a
    /// whole page lies within that second, smaller steps follow; past a full page of one moment
    /// there is no knowing what else that moment held.
    private func next(
        rowCount: Int, times: [Timestamp]
    ) -> (before: Timestamp?, gap: ReadGap?) {
        guard rowCount >= limit else { return (nil, nil) }
        guard let last = times.last else {
            return (nil, ReadGap(from: floor, until: before ?? began))
        }
        guard last >= floor else { return (nil, nil) }
        let isOneMoment = times.allSatisfy { $0 == last }
        var steps: [Int64] = isOneMoment ? [0, -1, -1_000] : [1_000, 1, 0, -1, -1_000]
        // A page that was not the largest may only have been too small.
        if limit < Self.largestLimit { steps = [1_000] }
        let bounds = steps.map { last.advanced(byMilliseconds: $0) }
        guard let bound = bounds.first(where: { bound in before.map { bound < $0 } ?? true }) else {
            return (nil, ReadGap(from: floor, until: last))
        }
        guard bound == last else { return (bound, nil) }
        return (bound, ReadGap(from: last, until: last.advanced(byMilliseconds: 1)))
    }
}
