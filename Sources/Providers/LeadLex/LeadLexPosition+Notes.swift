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
                recent: member.value["recent"]?.times ?? [:],
                refusal: member.value["refusal"].flatMap(APIProblem.init(notes:)),
                longest: member.value["longest"]?.integer ?? 0, deep: member.value.time("deep"))
        }
        since = notes.time("since")
        walk = notes["walk"].flatMap(LeadLexWalk.init(notes:))
    }

    /// The position as JSON.
    var notes: JSONValue {
        .object([
            .init(
                "workflows",
                .object(
                    marks.sorted { $0.key < $1.key }.map { id, mark in .init(id, mark.notes) })),
            .init("since", .time(since)),
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
            .init("recent", .times(recent)),
            .init("refusal", refusal?.notes ?? .null),
            .init("longest", .integer(longest)),
            .init("deep", .time(deep)),
        ])
    }
}

extension APIProblem {
    /// Reads what `notes` wrote; nil for anything else.
    fileprivate init?(notes: JSONValue) {
        guard let status = notes["status"]?.integer else { return nil }
        self.init(status: Int(clamping: status))
        code = notes["code"]?.string
        message = notes["message"]?.string
        supportIDs = SupportID.Kind.allCases.compactMap { kind in
            notes[kind.rawValue]?.string.map { SupportID(kind, $0) }
        }
    }

    /// What is told of it as long as it stands.
    fileprivate var notes: JSONValue {
        let ids = supportIDs.map { JSONValue.Member($0.kind.rawValue, .string($0.text)) }
        return .object(
            [
                .init("status", .integer(status)), .init("code", .text(code)),
                .init("message", .text(message)),
            ] + ids)
    }
}

extension LeadLexWalk {
    fileprivate init?(notes: JSONValue) {
        guard let began = notes.time("began"), let since = notes.time("since") else { return nil }
        self.init(began: began, since: since)
        listPage = notes["list_page"]?.integer.map { LeadLexReading.page($0) }
        listSize = LeadLexReading.size(notes["list_size"])
        listed = LeadLexWorkflow.list(notes["listed"])
        met = LeadLexReading.ids(notes["met"])
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
            .init("list_size", .integer(listSize)),
            .init("listed", .array(listed.map(\.notes))),
            .init("met", .array(met.sorted().map(JSONValue.string))),
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
        self.page = Self.page(page)
        size = Self.size(notes["size"])
        round = Int(clamping: notes["round"]?.integer ?? 1)
        pageSize = notes["page_size"]?.integer.map { min(max($0, 0), LeadLexPaging.mostRows) }
        tellsPageSize = notes["tells_page_size"] == .bool(true)
        total = Self.total(notes["total"])
        lastTotal = Self.total(notes["last_total"])
        repeats = Int(min(max(notes["repeats"]?.integer ?? 0, 0), 1_000))
        blankPages = Int(min(max(notes["blank_pages"]?.integer ?? 0, 0), 1_000))
        hasShortPage = notes["short_page"] == .bool(true)
        patience = min(notes["patience"]?.integer ?? 0, patience)
        top = Self.ids(notes["top"])
        lastPage = Self.ids(notes["last_page"])
        highest = notes.time("highest")
        lowest = notes.time("lowest")
        recent = notes["recent"]?.times ?? [:]
        longest = notes["longest"]?.integer ?? 0
        isDeep = notes["deep"] != .bool(false)
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("workflow", workflow.notes),
            .init("floor", .time(floor)),
            .init("page", .integer(page)),
            .init("size", .integer(size)),
            .init("round", .integer(round)),
            .init("page_size", pageSize.map { .integer($0) } ?? .null),
            .init("tells_page_size", .bool(tellsPageSize)),
            .init("total", total.map { .integer($0) } ?? .null),
            .init("last_total", lastTotal.map { .integer($0) } ?? .null),
            .init("repeats", .integer(repeats)),
            .init("blank_pages", .integer(blankPages)),
            .init("short_page", .bool(hasShortPage)),
            .init("patience", .integer(patience)),
            .init("top", .array(top.sorted().map(JSONValue.string))),
            .init("last_page", .array(lastPage.sorted().map(JSONValue.string))),
            .init("highest", .time(highest)),
            .init("lowest", .time(lowest)),
            .init("recent", .times(recent)),
            .init("longest", .integer(longest)),
            .init("deep", .bool(isDeep)),
        ])
    }

    fileprivate static func size(_ notes: JSONValue?) -> Int64 {
        min(max(notes?.integer ?? limit, 1), limit)
    }

    /// A page's number, within what can be reckoned with.
    fileprivate static func page(_ noted: Int64) -> Int {
        Int(min(max(noted, 0), 1_000_000_000))
    }

    private static func total(_ notes: JSONValue?) -> Int64? {
        notes?.integer.map { min(max($0, 0), LeadLexPaging.mostTotal) }
    }

    fileprivate static func ids(_ notes: JSONValue?) -> Set<String> {
        Set((notes?.elements ?? []).compactMap(\.string))
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
