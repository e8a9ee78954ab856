import Runs

extension ElasticPathPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        guard let notes else { return }
        since = notes.time("since")
        storeFailed = notes.time("store_failed")
        hasPolled = notes["polled"] == .bool(true)
        for member in notes["lists"]?.members ?? [] {
            lists[LogListID(notes: member.key)] = LogList(notes: member.value)
        }
        queue = notes.texts("queue").map(LogListID.init(notes:))
        walk = notes["walk"].flatMap(LogWalk.init(notes:))
        hasAnswer = notes["answered"] == .bool(true)
        skipped = notes.time("skipped")
    }

    /// The position as JSON.
    var notes: JSONValue {
        let lists = lists.sorted { $0.key.notes < $1.key.notes }
        return .object([
            .init("since", .time(since)),
            .init("store_failed", .time(storeFailed)),
            .init("polled", .bool(hasPolled)),
            .init("lists", .object(lists.map { .init($0.key.notes, $0.value.notes) })),
            .init("queue", .texts(queue.map(\.notes))),
            .init("walk", walk?.notes ?? .null),
            .init("answered", .bool(hasAnswer)),
            .init("skipped", .time(skipped)),
        ])
    }
}

extension LogList {
    fileprivate init(notes: JSONValue) {
        order = notes["order"]?.string.flatMap(ListOrder.init(rawValue:))
        head = notes.texts("head")
        tail = notes.texts("tail")
        count = notes.count("count")
        isRead = notes["read"] == .bool(true)
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("order", order.map { .string($0.rawValue) } ?? .null),
            .init("head", .texts(head)),
            .init("tail", .texts(tail)),
            .init("count", .integer(count)),
            .init("read", .bool(isRead)),
        ])
    }
}

extension LogWalk {
    fileprivate init?(notes: JSONValue) {
        guard let since = notes.time("since"), let began = notes.time("began"),
            let step = notes["step"]?.string.flatMap(Step.init(rawValue:))
        else { return nil }
        self.init(since: since, began: began, isFirst: notes["first"] == .bool(true))
        go(step, to: notes.count("offset"))
        if step == .up { end = notes.place("end").map { max(1, $0) } }
        previous = notes.texts("previous")
        repeats = notes.count("repeats")
        previousOffset = notes.place("previous_offset")
        let furthest: Int64 = 1 << 40
        moved = Int(max(-furthest, min(notes["moved"]?.integer ?? 0, furthest)))
        head = notes.texts("head")
        tail = notes.texts("tail")
        headTimes = notes.texts("head_times").compactMap { Timestamp.parse($0)?.timestamp }
        order = notes["order"]?.string.flatMap(ListOrder.init(rawValue:))
        total = notes.place("total")
        blankPages = notes.count("blank_pages")
        lastTime = notes.time("last_time")
        reach = notes.count("reach")
        newsCount = notes.count("news")
        hasTurned = notes["turned"] == .bool(true)
        hasMet = notes["met"] == .bool(true)
        hasTail = notes["has_tail"] == .bool(true)
        overlap = max(notes.count("overlap"), overlap)
        patience = min(notes.count("patience"), patience)
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("since", .time(since)),
            .init("began", .time(began)),
            .init("first", .bool(isFirst)),
            .init("step", .string(step.rawValue)),
            .init("offset", .integer(offset)),
            .init("end", end.map { .integer($0) } ?? .null),
            .init("previous", .texts(previous)),
            .init("repeats", .integer(repeats)),
            .init("previous_offset", previousOffset.map { .integer($0) } ?? .null),
            .init("moved", .integer(moved)),
            .init("head", .texts(head)),
            .init("tail", .texts(tail)),
            .init("head_times", .texts(headTimes.map(\.rfc3339))),
            .init("order", order.map { .string($0.rawValue) } ?? .null),
            .init("total", total.map { .integer($0) } ?? .null),
            .init("blank_pages", .integer(blankPages)),
            .init("last_time", .time(lastTime)),
            .init("reach", .integer(reach)),
            .init("news", .integer(newsCount)),
            .init("turned", .bool(hasTurned)),
            .init("met", .bool(hasMet)),
            .init("has_tail", .bool(hasTail)),
            .init("overlap", .integer(overlap)),
            .init("patience", .integer(patience)),
        ])
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(string)) }

    fileprivate func texts(_ key: String) -> [String] {
        self[key]?.elements?.compactMap(\.string) ?? []
    }

    fileprivate func count(_ key: String) -> Int { place(key) ?? 0 }

    fileprivate func place(_ key: String) -> Int? {
        self[key]?.integer.map { Int(min(max($0, 0), 1 << 40)) }
    }
}
