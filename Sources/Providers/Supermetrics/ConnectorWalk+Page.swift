import Runs

extension ConnectorWalk {
    enum Outcome: Hashable, Sendable {
        case goesOn
        case isDone
    }

    /// Adds one page, newest first; `page` receives what earlier polls have not read.
    mutating func take(
        _ rows: [JSONValue], known: [String: Timestamp],
        isForeign: (String) -> Bool = { _ in false }, into page: inout RunPage
    ) -> Outcome {
        let leading = rows.prefix { SupermetricsWire.moment($0) == nil }.count
        twins.begin(leading: leading)
        let entries = PlacedEntry.list(
            rows, of: connector, from: before ?? began, twins: twins)
        report(news(among: entries, known: known), isForeign: isForeign, into: &page)
        remember(entries)
        let next = next(after: entries, isKnownGround: entries.contains { known[$0.key] != nil })
        page.gap = next.gap
        guard next.goesOn else { return .isDone }
        for entry in entries { edge[entry.key] = max(edge[entry.key] ?? entry.place, entry.place) }
        guard let bound = next.before else {
            // The larger page repeats these rows, and has more.
            isWide = true
            return .goesOn
        }
        passed += rows.count
        twins.end(entries, below: bound)
        // Whatever the server makes of `before`, it goes up no further than to the next second.
        let above = bound.advanced(byMilliseconds: 1_000)
        let imprecise = Set(entries.filter { $0.moment == nil }.map(\.key))
        edge = edge.filter { $0.value < above || imprecise.contains($0.key) }
        before = bound
        return .goesOn
    }

    /// Finds the new entries, with their places on the page. Earlier polls read one stretch of the
    /// log, so an unknown entry above a known one is new, however late. One below may only be
    /// forgotten, unless its time shows that it is new.
    private func news(
        among entries: [PlacedEntry], known: [String: Timestamp]
    ) -> [(index: Int, entry: PlacedEntry)] {
        let lowest = entries.lastIndex { known[$0.key] != nil }
        var met: Set<String> = []
        return entries.enumerated().filter { index, entry in
            guard known[entry.key] == nil, edge[entry.key] == nil, met.insert(entry.key).inserted
            else { return false }
            guard let lowest else { return entry.reaches(floor) }
            return index < lowest || (entry.moment != nil && entry.reaches(floor))
        }.map { (index: $0.offset, entry: $0.element) }
    }

    /// Reports entries. Once one has the identifier of another connector's entry, all get
    /// identifiers that name this connector.
    private mutating func report(
        _ news: [(index: Int, entry: PlacedEntry)], isForeign: (String) -> Bool,
        into page: inout RunPage
    ) {
        sharesIDs =
            sharesIDs || news.contains { $0.entry.derived == nil && isForeign($0.entry.key) }
        for (index, entry) in news {
            switch entry.content {
            case .failure(let rejected): page.rejected.append(rejected)
            case .success(var seen):
                if sharesIDs, entry.derived == nil {
                    seen.id = RunID("\(connector)/\(entry.key)")
                }
                seen.place(
                    -Int64(passed + index), isFirst ? .backlog : .later, listed: began)
                page.observations.append(seen)
            }
        }
    }

    private mutating func remember(_ entries: [PlacedEntry]) {
        highest = ([highest] + entries.map(\.moment)).compactMap(\.self).max()
        for entry in entries {
            recent[entry.key] = max(recent[entry.key] ?? entry.place, entry.place)
        }
        guard let highest else { return }
        recent = Self.kept(recent, below: min(highest, began))
    }

    /// Finds how the walk continues: below a bound, from the same place with a larger page, or not.
    ///
    /// It is undocumented whether `before` is inclusive, and how precise it is, so the next page
    /// begins a second above the last one's end. If a whole page lies within that second, smaller
    /// steps follow. What else a moment held that fills a page is unknown, unless earlier polls
    /// read it.
    private func next(
        after entries: [PlacedEntry], isKnownGround: Bool
    ) -> (goesOn: Bool, before: Timestamp?, gap: ReadGap?) {
        guard entries.count >= limit else { return (false, nil, nil) }
        let times = entries.compactMap(\.moment)
        guard let last = times.last else {
            let latest = entries.compactMap(\.latest).last
            if isKnownGround || latest.map({ $0 < floor }) ?? false { return (false, nil, nil) }
            guard limit == largest else { return (true, nil, nil) }
            return (false, nil, ReadGap(from: floor, until: before ?? began))
        }
        guard last >= floor else { return (false, nil, nil) }
        let isOneMoment = times.allSatisfy { $0 == last }
        var steps: [Int64] = isOneMoment ? [0, -1, -1_000] : [1_000, 1, 0, -1, -1_000]
        // A page below the largest size may only have been too small.
        if limit < largest { steps = [1_000] }
        let bounds = steps.map { last.advanced(byMilliseconds: $0) }
        guard let bound = bounds.first(where: { bound in before.map { bound < $0 } ?? true }) else {
            return (false, nil, isKnownGround ? nil : ReadGap(from: floor, until: last))
        }
        guard bound == last, !isKnownGround else { return (true, bound, nil) }
        return (true, bound, ReadGap(from: last, until: last.advanced(byMilliseconds: 1)))
    }
}
