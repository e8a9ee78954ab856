import Runs

extension PolytomicPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        guard let notes else { return }
        watermark = notes.time("watermark")
        lastRead = notes.time("last_read")
        recent = Self.times(notes["recent"])
        walk = notes["walk"].flatMap(EventWalk.init(notes:))
        executions = ExecutionWatch(notes: notes["executions"])
        inquiry = Inquiry(notes: notes["inquiry"])
    }

    /// The position as JSON.
    var notes: JSONValue {
        .object([
            .init("watermark", .time(watermark)),
            .init("last_read", .time(lastRead)),
            .init("recent", Self.notes(recent)),
            .init("walk", walk?.notes ?? .null),
            .init("executions", executions.notes),
            .init("inquiry", inquiry?.notes ?? .null),
        ])
    }

    fileprivate static func times(_ notes: JSONValue?) -> [String: Timestamp] {
        var times: [String: Timestamp] = [:]
        for member in notes?.members ?? [] { times[member.key] = notes?.time(member.key) }
        return times
    }

    fileprivate static func notes(_ times: [String: Timestamp]) -> JSONValue {
        .object(times.sorted { $0.key < $1.key }.map { .init($0.key, .time($0.value)) })
    }
}

extension EventWalk {
    fileprivate init?(notes: JSONValue) {
        guard let after = notes.time("after"), let began = notes.time("began") else { return nil }
        self.init(after: after, began: began)
        windows = (notes["windows"]?.elements ?? []).compactMap { window in
            window.time("after").map { EventWindow(after: $0, before: window.time("before")) }
        }
        guard !windows.isEmpty else { return nil }
        token = notes["token"]?.string
        ignoresTokens = notes["ignores_tokens"] == .bool(true)
        loop = LoopGuard(notes: notes["loop"])
        lastPage = Set((notes["last_page"]?.elements ?? []).compactMap(\.string))
        highest = notes.time("highest")
        recent = PolytomicPosition.times(notes["recent"])
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("after", .time(after)),
            .init("began", .time(began)),
            .init("windows", .array(windows.map(\.notes))),
            .init("token", token.map(JSONValue.string) ?? .null),
            .init("ignores_tokens", .bool(ignoresTokens)),
            .init("loop", loop.notes),
            .init("last_page", .array(lastPage.sorted().map(JSONValue.string))),
            .init("highest", .time(highest)),
            .init("recent", PolytomicPosition.notes(recent)),
        ])
    }
}

extension EventWindow {
    fileprivate var notes: JSONValue {
        .object([.init("after", .time(after)), .init("before", .time(before))])
    }
}
