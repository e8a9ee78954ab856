import Runs

extension LeadLexPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        guard let notes else { return }
        for member in notes["workflows"]?.members ?? [] {
            guard let read = member.value.time("read") else { continue }
            marks[member.key] = Mark(
                triggered: member.value["triggered"]?.string,
                watermark: member.value.time("watermark"), read: read,
                recent: LeadLexReading.times(member.value["recent"]),
                isMissing: member.value["missing"] == .bool(true))
        }
        walk = notes["walk"].flatMap(LeadLexWalk.init(notes:))
    }

    /// The position as JSON.
    var notes: JSONValue {
        .object([
            .init(
                "workflows",
                .object(
                    marks.sorted { $0.key < $1.key }.map { id, mark in .init(id, mark.notes) })),
            .init("walk", walk?.notes ?? .null),
        ])
    }
}

extension LeadLexPosition.Mark {
    fileprivate var notes: JSONValue {
        .object([
            .init("triggered", .text(triggered)),
            .init("watermark", .time(watermark)),
            .init("read", .time(read)),
            .init("recent", LeadLexReading.notes(recent)),
            .init("missing", .bool(isMissing)),
        ])
    }
}

extension LeadLexWalk {
    fileprivate init?(notes: JSONValue) {
        guard let began = notes.time("began"), let since = notes.time("since") else { return nil }
        self.init(began: began, since: since)
        listPage = notes["list_page"]?.integer.flatMap { Int(exactly: $0) }
        listed = LeadLexWorkflow.list(notes["listed"])
        queue = LeadLexWorkflow.list(notes["queue"])
        reading = notes["reading"].flatMap(LeadLexReading.init(notes:))
        hasAnswer = notes["answered"] == .bool(true)
        guard listPage.map({ $0 >= 1 }) ?? (reading != nil) else { return nil }
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("began", .time(began)),
            .init("since", .time(since)),
            .init("list_page", listPage.map { .integer($0) } ?? .null),
            .init("listed", .array(listed.map(\.notes))),
            .init("queue", .array(queue.map(\.notes))),
            .init("reading", reading?.notes ?? .null),
            .init("answered", .bool(hasAnswer)),
        ])
    }
}

extension LeadLexReading {
    fileprivate init?(notes: JSONValue) {
        guard let workflow = notes["workflow"].flatMap(LeadLexWorkflow.init(notes:)),
            let floor = notes.time("floor"), let page = notes["page"]?.integer, page >= 1
        else { return nil }
        self.init(workflow, floor: floor)
        self.page = Int(clamping: page)
        round = Int(clamping: notes["round"]?.integer ?? 1)
        pageSize = notes["page_size"]?.integer
        total = notes["total"]?.integer
        top = Self.ids(notes["top"])
        lastPage = Self.ids(notes["last_page"])
        highest = notes.time("highest")
        lowest = notes.time("lowest")
        recent = Self.times(notes["recent"])
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("workflow", workflow.notes),
            .init("floor", .time(floor)),
            .init("page", .integer(page)),
            .init("round", .integer(round)),
            .init("page_size", pageSize.map { .integer($0) } ?? .null),
            .init("total", total.map { .integer($0) } ?? .null),
            .init("top", .array(top.sorted().map(JSONValue.string))),
            .init("last_page", .array(lastPage.sorted().map(JSONValue.string))),
            .init("highest", .time(highest)),
            .init("lowest", .time(lowest)),
            .init("recent", Self.notes(recent)),
        ])
    }

    private static func ids(_ notes: JSONValue?) -> Set<String> {
        Set((notes?.elements ?? []).compactMap(\.string))
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

extension LeadLexWorkflow {
    fileprivate init?(notes: JSONValue) {
        guard let id = notes["id"]?.string else { return nil }
        self.init(
            id: id, name: notes["name"]?.string, triggered: notes["triggered"]?.string,
            isListed: notes["listed"] != .bool(false))
    }

    fileprivate static func list(_ notes: JSONValue?) -> [LeadLexWorkflow] {
        (notes?.elements ?? []).compactMap(LeadLexWorkflow.init(notes:))
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("id", .string(id)),
            .init("name", .text(name)),
            .init("triggered", .text(triggered)),
            .init("listed", .bool(isListed)),
        ])
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map(string) ?? .null }
}
