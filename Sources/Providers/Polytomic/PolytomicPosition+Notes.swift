import Runs

extension PolytomicPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        guard let notes else { return }
        watermark = notes.time("watermark")
        lastRead = notes.time("last_read")
        recent = notes["recent"]?.times ?? [:]
        walk = notes["walk"].flatMap(EventWalk.init(notes:))
        executions = ExecutionWatch(notes: notes["executions"])
        inquiry = Inquiry(notes: notes["inquiry"])
    }

    /// The position as JSON.
    var notes: JSONValue {
        .object([
            .init("watermark", .time(watermark)),
            .init("last_read", .time(lastRead)),
            .init("recent", .times(recent)),
            .init("walk", walk?.notes ?? .null),
            .init("executions", executions.notes),
            .init("inquiry", inquiry?.notes ?? .null),
        ])
    }
}

extension EventWalk {
    fileprivate init?(notes: JSONValue) {
        guard let after = notes.time("after"), let began = notes.time("began") else { return nil }
        self.init(after: after, began: began)
        windows = (notes["windows"]?.elements ?? []).compactMap { window in
            window.time("after").map {
                EventWindow(
                    after: $0, before: window.time("before"), known: window.time("known"))
            }
        }
        guard !windows.isEmpty else { return nil }
        token = notes["token"]?.string
        ignoresTokens = notes["ignores_tokens"] == .bool(true)
        refusals = Int(min(max(notes["refusals"]?.integer ?? 0, 0), 1_000))
        loop = LoopGuard(notes: notes["loop"])
        lastPage = Set((notes["last_page"]?.elements ?? []).compactMap(\.string))
        blankPages = Int(min(max(notes["blank_pages"]?.integer ?? 0, 0), 1_000))
        repeats = Int(min(max(notes["repeats"]?.integer ?? 0, 0), 1_000))
        highest = notes.time("highest")
        recent = notes["recent"]?.times ?? [:]
        scope = EventScope(notes: notes["scope"])
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("after", .time(after)),
            .init("began", .time(began)),
            .init("windows", .array(windows.map(\.notes))),
            .init("token", token.map(JSONValue.string) ?? .null),
            .init("ignores_tokens", .bool(ignoresTokens)),
            .init("refusals", .integer(refusals)),
            .init("loop", loop.notes),
            .init("last_page", .array(lastPage.sorted().map(JSONValue.string))),
            .init("blank_pages", .integer(blankPages)),
            .init("repeats", .integer(repeats)),
            .init("highest", .time(highest)),
            .init("recent", .times(recent)),
            .init("scope", scope?.notes ?? .null),
        ])
    }
}

extension EventWindow {
    fileprivate var notes: JSONValue {
        .object([
            .init("after", .time(after)), .init("before", .time(before)),
            .init("known", .time(known)),
        ])
    }
}
