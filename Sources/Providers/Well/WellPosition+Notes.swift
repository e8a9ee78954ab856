import Runs

extension WellPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        guard let notes else { return }
        watermark = notes.time("watermark")
        open = Self.openRuns(notes["open"])
        walk = notes["walk"].flatMap(WellWalk.init(notes:))
    }

    /// The position as JSON.
    var notes: JSONValue {
        .object([
            .init("watermark", .time(watermark)),
            .init("open", Self.notes(open)),
            .init("walk", walk?.notes ?? .null),
        ])
    }

    fileprivate static func openRuns(_ notes: JSONValue?) -> [String: OpenRun] {
        var runs: [String: OpenRun] = [:]
        for member in notes?.members ?? [] {
            guard let created = member.value.time("created") else { continue }
            let seen = member.value.time("seen") ?? created
            runs[member.key] = OpenRun(created: created, seen: seen)
        }
        return runs
    }

    fileprivate static func notes(_ runs: [String: OpenRun]) -> JSONValue {
        .object(
            runs.sorted { $0.key < $1.key }.map { id, run in
                .init(
                    id,
                    .object([
                        .init("created", .time(run.created)), .init("seen", .time(run.seen)),
                    ]))
            })
    }
}

extension WellWalk {
    fileprivate init?(notes: JSONValue) {
        guard let news = notes.time("news"), let floor = notes.time("floor") else { return nil }
        self.init(news: news, floor: floor, isFirst: notes["first"] == .bool(true))
        cursor = notes["cursor"]?.string
        highest = notes.time("highest")
        lowest = notes.time("lowest")
        open = WellPosition.openRuns(notes["open"])
        loop = LoopGuard(notes: notes["loop"])
        blankPages = Int(min(max(notes["blank_pages"]?.integer ?? 0, 0), 1_000))
        hasRestarted = notes["restarted"] == .bool(true)
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("news", .time(news)),
            .init("floor", .time(floor)),
            .init("first", .bool(isFirst)),
            .init("cursor", cursor.map(JSONValue.string) ?? .null),
            .init("highest", .time(highest)),
            .init("lowest", .time(lowest)),
            .init("open", WellPosition.notes(open)),
            .init("loop", loop.notes),
            .init("blank_pages", .integer(blankPages)),
            .init("restarted", .bool(hasRestarted)),
        ])
    }
}
