import Runs

extension LogWalk {
    /// Finds the order out, which the vendor does not document: from times and attempts, from
    /// the end at which the list has grown, or from where its rows move while it is read.
    mutating func learnOrder(from page: LogPage, known: Set<String>, of list: LogList) {
        if isFirst {
            if step == .head { order = ListOrder(within: page) ?? order }
            if let far = ListOrder(from: headTimes.first, to: page.lastTime) { order = far }
            let found = drift(to: page)
            order = order ?? found
        } else if list.order == nil || hasTurned {
            order = order ?? ListOrder(from: page, known: known) ?? ListOrder(within: page)
        }
    }

    /// Notes how far the list has moved since the page before, and finds the order out from it:
    /// new rows at its beginning push the others down; old ones that go from there let them move
    /// up.
    private mutating func drift(to page: LogPage) -> ListOrder? {
        guard let previousOffset, page.hasAllIDs,
            let index = page.ids.firstIndex(where: previous.contains),
            let before = previous.firstIndex(of: page.ids[index])
        else { return nil }
        let shift = page.offset + index - previousOffset - before
        moved += shift
        if shift != 0 { return shift > 0 ? .newestFirst : .oldestFirst }
        // What came without pushing anything down came at the end.
        guard let total, let grown = page.total, grown > total else { return nil }
        return .oldestFirst
    }

    /// Keeps a page to compare the next one with.
    mutating func keep(_ page: LogPage) {
        previous = page.ids
        previousOffset = page.hasAllIDs ? page.offset : nil
    }

    /// The places of a page whose rows an earlier walk has read, though their ids are forgotten:
    /// in a list whose newest rows are last, all that stand before the last known one.
    func oldPlaces(of page: LogPage, in list: LogList) -> Range<Int> {
        guard !isFirst, order ?? list.order == .oldestFirst, !list.tail.isEmpty else {
            return 0..<0
        }
        let end = Set(list.tail)
        if let last = page.entries.lastIndex(where: { $0.id.map(end.contains) ?? false }) {
            return 0..<last
        }
        let isBeginning = page.ids.contains { list.head.contains($0) }
        return 0..<(isBeginning ? page.entries.count : 0)
    }
}
