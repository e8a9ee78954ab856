import Runs

extension LogWalk {
    enum WalkStep: Hashable, Sendable {
        case goesOn
        case isOver
        /// The newest rows are beyond the greatest offset.
        case isOutOfReach
        /// The walk is over, without having read a period.
        case isCut(ReadGap)
    }

    /// Returns the new rows with their places in the page. `list` is as known before this walk.
    mutating func take(
        _ page: LogPage, of list: LogList
    ) -> (news: [(index: Int, entry: LogEntry)], step: WalkStep) {
        let known = Set(list.head + list.tail)
        learnOrder(from: page, known: known, of: list)
        noteRepetition(page)
        total = page.total ?? total
        if !page.entries.isEmpty { reach = max(reach, page.offset + page.entries.count) }
        // The rows of a step back are reported when they are read again, in their right place.
        if let back = stepBack(from: page) { return ([], back) }
        let news = news(on: page, known: known, of: list)
        newsCount += news.count
        // A row dated ahead of time stays above those that come after it.
        let latest = began.advanced(byMilliseconds: LogList.clockTolerance)
        let isMeeting = page.entries.contains { entry in
            entry.id.map(known.contains) ?? false && entry.time.map { $0 <= latest } ?? true
        }
        hasMet = hasMet || isMeeting
        lastTime = page.lastTime ?? lastTime
        let step =
            passBlank(page)
            ?? (isFirst ? passFirst(page) : passLater(page, isMeeting: isMeeting, of: list))
        return (news, step)
    }

    /// Continues after a page without recognizable rows if the list claims to, but not for ever.
    private mutating func passBlank(_ page: LogPage) -> WalkStep? {
        pages.blankPages = page.ids.isEmpty ? pages.blankPages + 1 : 0
        guard pages.blankPages > 0, !page.isLast, page.offset < LogList.ceiling else { return nil }
        switch place.step {
        case .tail, .up: return nil
        case .head, .down, .forward:
            guard pages.blankPages < APIClient.mostEmptyPages else { return cut() }
            // The first page with recognizable rows counts as the list's first.
            go(place.step, to: page.offset + stride(of: page))
            return .goesOn
        }
    }

    private func cut() -> WalkStep {
        let reached = order == .oldestFirst ? began : lastTime ?? began
        return ReadGap(unread: since, until: reached).map(WalkStep.isCut) ?? .isOver
    }

    private func news(
        on page: LogPage, known: Set<String>, of list: LogList
    ) -> [(index: Int, entry: LogEntry)] {
        var met = known.union(ends.head).union(ends.tail).union(pages.previous)
        let old = oldPlaces(of: page, in: list)
        return page.entries.enumerated().filter { index, entry in
            // A row without an id is never recognized, so it is reported once.
            if let id = entry.id { return met.insert(id).inserted && !old.contains(index) }
            return isFirst && (index >= LogList.overlap || page.offset == 0)
        }.map { (index: $0.offset, entry: $0.element) }
    }

    /// Counts the pages that repeat the one before. New rows may also push a page's rows to the
    /// next one, which only totals show.
    private mutating func noteRepetition(_ page: LogPage) {
        let hasGrown = page.total.map { $0 > total ?? $0 } ?? false
        let isSame = !pages.previous.isEmpty && page.ids == pages.previous
        pages.repeats = isSame && !hasGrown ? pages.repeats + 1 : 0
    }

    /// Whether the last pages show that the server ignores the offset.
    private var isRepeating: Bool { pages.repeats > LogList.mostRepeats }

    // MARK: - The first walk

    private mutating func passFirst(_ page: LogPage) -> WalkStep {
        let ids = page.ids
        switch place.step {
        case .head:
            ends.head = ids
            ends.headTimes = [page.firstTime, page.lastTime].compactMap(\.self)
            if page.isLast { ends.tail = ids }
            guard !page.isLast, !isDone(after: page) else { return .isOver }
            let last = min((page.total ?? 0) - page.entries.count, LogList.ceiling)
            keep(page)
            let next = page.offset + stride(of: page)
            // After the last page, places count from the beginning again.
            if page.offset == 0, last > next {
                go(.tail, to: last)
            } else {
                go(.down, to: next)
            }
            return .goesOn
        case .tail:
            return passTail(page)
        case .down, .forward:
            return passDown(page)
        case .up:
            keep(page)
            // If the last page has few recognizable rows, those above join them.
            if ends.tail.count < LogList.lookBack {
                ends.tail = ids.filter { !ends.tail.contains($0) } + ends.tail
            }
            if let end = place.end, !ids.isEmpty, page.offset + page.entries.count < end {
                // The server returns fewer rows than requested.
                go(.up, to: end - page.entries.count)
                return .goesOn
            }
            if page.offset == 0 || ids.contains(where: ends.head.contains) { return .isOver }
            if let first = page.firstTime, first < since { return .isOver }
            goUp(from: page)
            return .goesOn
        }
    }

    /// Goes up to the page whose last rows are this one's first.
    private mutating func goUp(from page: LogPage) {
        let (count, stride) = (page.entries.count, stride(of: page))
        go(.up, to: page.offset - stride)
        // If the server returns as many rows as requested, that page may be a longer one.
        if count == page.asked { place.end = max(1, page.offset + count - stride) }
    }

    /// Compares the last page with the first one, and continues from the newest rows.
    private mutating func passTail(_ page: LogPage) -> WalkStep {
        ends.tail = page.ids
        ends.hasTail = !ends.tail.isEmpty
        // The server ignores the offset.
        if !ends.head.isEmpty, page.ids == ends.head { return cut() }
        if page.ids.contains(where: ends.head.contains) { return .isOver }
        if order == nil { order = ListOrder(within: page) }
        let next = max(1, ends.head.count - joint.overlap)
        if order == .oldestFirst {
            guard page.isLast || page.offset < LogList.ceiling else { return .isOutOfReach }
            if let first = page.firstTime, first < since { return .isOver }
            keep(page)
            goUp(from: page)
            return .goesOn
        }
        if order == .newestFirst, let last = ends.headTimes.last, last < since { return .isOver }
        // `previous` is still the first page, which the next one joins.
        go(.down, to: next)
        return .goesOn
    }

    private mutating func passDown(_ page: LogPage) -> WalkStep {
        let ids = page.ids
        if ids.isEmpty { return .isOver }
        if isRepeating { return cut() }
        // Rows added since the last page was read may have moved others behind it.
        let hasJoined =
            ends.hasTail && ids.contains(where: ends.tail.contains) && (total ?? reach) <= reach
        keep(page)
        if page.isLast || !ends.hasTail {
            ends.tail = Array((ends.tail + ids).suffix(LogList.kept))
        }
        if page.isLast || hasJoined || isDone(after: page) { return .isOver }
        return goDown(from: page)
    }

    private mutating func goDown(from page: LogPage) -> WalkStep {
        if page.offset >= LogList.ceiling {
            if order == .oldestFirst { return .isOutOfReach }
            guard isFirst, let last = page.lastTime else { return .isOver }
            return ReadGap(unread: since, until: last).map(WalkStep.isCut) ?? .isOver
        }
        go(.down, to: min(page.offset + stride(of: page), LogList.ceiling))
        return .goesOn
    }

    private func isDone(after page: LogPage) -> Bool {
        guard order == .newestFirst, let last = page.lastTime else { return false }
        return last < since
    }

    /// Steps back if a page does not join the one before: rows moved up by more than pages share.
    private mutating func stepBack(from page: LogPage) -> WalkStep? {
        // Pages of a single row share none with their neighbours.
        guard isGoingDown, joint.patience > 0, page.offset > 0, pages.previous.count > 1,
            !page.ids.isEmpty,
            !page.ids.contains(where: pages.previous.contains)
        else { return nil }
        joint.patience -= 1
        joint.overlap = min(joint.overlap * 3, LogList.limit / 2)
        go(place.step, to: page.offset - joint.overlap)
        return .goesOn
    }

    private var isGoingDown: Bool {
        switch place.step {
        case .down, .forward: true
        case .tail, .up: !isFirst
        case .head: false
        }
    }

    private func stride(of page: LogPage) -> Int { page.stride(sharing: joint.overlap) }

    // MARK: - Later walks

    private mutating func passLater(
        _ page: LogPage, isMeeting: Bool, of list: LogList
    ) -> WalkStep {
        let ids = page.ids
        switch place.step {
        case .head:
            ends.head = ids
            pages.previous = ids
            if page.isLast { ends.tail = ids }
            if isMeeting, !page.isLast, !hasTurned, order == .oldestFirst,
                list.count <= page.offset + page.entries.count
            {
                // If the list was short, it shows only now that the newest rows are last.
                ends.tail = ids
                go(.forward, to: page.offset + stride(of: page))
                return .goesOn
            }
            if isMeeting || page.isLast { return endOrTurn(list) }
            go(.down, to: page.offset + stride(of: page))
            return .goesOn
        case .down, .tail, .up:
            if ids.isEmpty || isRepeating { return endOrTurn(list) }
            pages.previous = ids
            // If the last rows are the newest, the next walk begins at them.
            if page.isLast || order == .oldestFirst {
                ends.tail = Array((ends.tail + ids).suffix(LogList.kept))
            }
            if isMeeting || page.isLast { return endOrTurn(list) }
            return goDown(from: page)
        case .forward:
            return passForward(page, of: list)
        }
    }

    private mutating func passForward(_ page: LogPage, of list: LogList) -> WalkStep {
        // Nothing is above the beginning: all known rows are gone.
        hasMet = hasMet || page.offset == 0
        if !hasMet, page.offset > 0, joint.patience > 0 {
            // The oldest rows are gone, so that the known ones have moved up.
            joint.patience -= 1
            if ends.tail.count < LogList.kept { ends.tail = page.ids + ends.tail }
            let end = total.map { $0 - LogList.lookBack } ?? page.offset
            go(.forward, to: min(end, page.offset - LogList.limit + LogList.overlap))
            return .goesOn
        }
        if page.ids.isEmpty || isRepeating { return endOrTurn(list) }
        pages.previous = page.ids
        ends.tail = Array((ends.tail + page.ids).suffix(LogList.kept))
        if page.isLast { return endOrTurn(list) }
        guard page.offset < LogList.ceiling else { return .isOutOfReach }
        go(.forward, to: min(page.offset + stride(of: page), LogList.ceiling))
        return .goesOn
    }

    /// Looks at the other end of a list that has grown without new rows at this one.
    private mutating func endOrTurn(_ list: LogList) -> WalkStep {
        let hasGrown = total.map { $0 > list.count }
        let isBlind = hasGrown == nil && list.order == nil && list.count > LogList.limit
        // If the first rows are gone without new ones, the list begins with the oldest.
        let hasMovedUp =
            place.step == .head && list.order == nil && ends.head.first != list.head.first
        guard newsCount == 0, !hasTurned, hasGrown == true || isBlind || hasMovedUp else {
            return .isOver
        }
        hasTurned = true
        pages.previous = []
        pages.blankPages = 0
        hasMet = false
        let isAtEnd = place.step == .forward
        if !isAtEnd, list.endOffset > LogList.ceiling { return .isOutOfReach }
        go(isAtEnd ? .head : .forward, to: isAtEnd ? 0 : list.endOffset)
        return .goesOn
    }
}
