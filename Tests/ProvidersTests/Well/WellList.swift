import Providers
import Runs

/// Well's list of sync logs as a server would hold it: newest first, paged by cursor.
struct WellList: Sendable {
    struct Entry: Sendable {
        let id: RunID
        let created: Timestamp
        var status: String
        var updated: Timestamp
        var pipeline = "p"
        var error: String?
        var finished: Timestamp?
    }

    /// The rows, newest first.
    var rows: [Entry] = []

    init() {}

    /// Makes finished runs at equal distances.
    init(spacing: Int64, count: Int, newest: Timestamp) {
        rows = (0..<count).map { index in
            let created = newest - Int64(index) * spacing
            return Entry(
                id: RunID("run-\(index)"), created: created, status: "success", updated: created)
        }
    }

    mutating func add(id: String, created: Timestamp, status: String) {
        rows.insert(
            Entry(id: RunID(id), created: created, status: status, updated: created), at: 0)
    }

    func answer(_ call: ScriptedCall) throws(ProviderError) -> HTTPReply {
        try answer(call, cursor: call.query["cursor"])
    }

    /// Answers as if another cursor had been sent.
    func answer(_ call: ScriptedCall, cursor: String?) throws(ProviderError) -> HTTPReply {
        let limit = call.query["limit"].flatMap { Int($0) } ?? 20
        guard (1...500).contains(limit) else { return .json("{}", status: 400) }
        var start = 0
        if let cursor {
            // A cursor holds characters that a careless client would not encode.
            let id = RunID(String(cursor.dropFirst("+/=".count)))
            guard let index = rows.firstIndex(where: { $0.id == id }) else {
                return .json("{}", status: 400)
            }
            start = index + 1
        }
        let page = rows[start...].prefix(limit)
        let isLast = start + limit >= rows.count
        let next = isLast ? nil : page.last.map { "+/=" + $0.id.text }
        return .json(
            .object([
                .init("data", .array(page.map(\.json))),
                .init("links", .object([.init("next", next.map(JSONValue.string) ?? .null)])),
            ]))
    }
}

extension WellList.Entry {
    fileprivate var json: JSONValue {
        .object([
            .init("type", .string("workspace_connector_sync_log")),
            .init("id", .string(id.text)),
            .init(
                "attributes",
                .object([
                    .init("status", .string(status)),
                    .init("started_at", .string(created.rfc3339)),
                    .init("completed_at", finished.map { .string($0.rfc3339) } ?? .null),
                    .init("error", error.map(JSONValue.string) ?? .null),
                    .init("created_at", .string(created.rfc3339)),
                    .init("updated_at", .string(updated.rfc3339)),
                ])),
            .init(
                "relationships",
                .object([
                    .init(
                        "workspaceConnector",
                        .object([.init("data", .object([.init("id", .string(pipeline))]))]))
                ])),
        ])
    }
}
