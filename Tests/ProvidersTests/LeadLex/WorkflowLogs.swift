import Providers
import Runs

/// LeadLex's workflows and their logs as a server would hold them.
struct WorkflowLogs: Sendable {
    /// What a page says of its place.
    enum Meta: Sendable {
        /// What the vendor's example shows.
        case whole
        /// How many rows there are, and not how many a page has.
        case totalAlone
        /// Nothing at all.
        case none
    }

    struct Entry: Sendable {
        let id: String
        let workflow: String
        let triggered: Timestamp
        var status = "success"
        var error: String?
        var duration: Int64 = 3_000
        /// Whether the workflow's last trigger is this one, were it the newest.
        var counts = true
        /// Whether its log has no time.
        var isUndated = false
    }

    /// All entries, newest first.
    private(set) var rows: [Entry] = []
    private let meta: Meta
    /// The workflows that are listed.
    private(set) var workflows: Set<String> = []
    /// The most rows that a page has, whatever was asked for.
    var cap: Int64 = 100

    /// Whether all runs are listed, whatever was asked for.
    var ignoresAfter = false

    init(meta: Meta = .whole) { self.meta = meta }

    /// Makes entries of one workflow at equal distances.
    init(
        _ workflow: String = "wf_1", spacing: Int64, count: Int, newest: Timestamp,
        meta: Meta = .whole
    ) {
        self.init(meta: meta)
        for index in 0..<count {
            add(
                Entry(
                    id: "run-\(index)", workflow: workflow,
                    triggered: newest - Int64(index) * spacing))
        }
    }

    mutating func add(_ entry: Entry) {
        workflows.insert(entry.workflow)
        let place = rows.firstIndex { $0.triggered <= entry.triggered } ?? rows.endIndex
        rows.insert(entry, at: place)
    }

    /// Adds an entry where the order by triggers does not have it.
    mutating func insert(_ entry: Entry, above id: String) {
        rows.insert(entry, at: rows.firstIndex { $0.id == id } ?? rows.endIndex)
    }

    mutating func remove(_ id: String) { rows.removeAll { $0.id == id } }

    mutating func list(_ workflow: String) { workflows.insert(workflow) }

    mutating func unlist(_ workflow: String) { workflows.remove(workflow) }

    func answer(_ call: ScriptedCall) throws(ProviderError) -> HTTPReply {
        guard let page = call.query["page"].flatMap({ Int64($0) }), page >= 1,
            let size = call.query["per_page"].flatMap({ Int64($0) }), (1...100).contains(size)
        else { return .json("{}", status: 400) }
        let path = call.path.split(separator: "/").map(String.init)
        if path == ["v1", "workflows"] {
            let all = workflows.sorted().map(json(of:))
            return reply("workflows", all, page, size)
        }
        guard path.count == 4, path[3] == "logs", workflows.contains(path[2]) else {
            return .json(#"{"code":"not_found","message":"Workflow not found"}"#, status: 404)
        }
        let after = call.query["after"].flatMap { Timestamp.parse($0)?.timestamp }
        let found = rows.filter { row in
            row.workflow == path[2]
                && (ignoresAfter || after.map { $0 < row.triggered } ?? true)
        }
        return reply("logs", found.map(\.json), page, size)
    }

    private func reply(
        _ key: String, _ rows: [JSONValue], _ page: Int64, _ wanted: Int64
    ) -> HTTPReply {
        let size = min(wanted, cap)
        let shown = rows.dropFirst(Int((page - 1) * size)).prefix(Int(size))
        var members = [
            JSONValue.Member("data", .object([.init(key, .array(Array(shown)))]))
        ]
        switch meta {
        case .none: break
        case .totalAlone:
            members.append(.init("meta", .object([.init("total", .integer(rows.count))])))
        case .whole:
            members.append(
                .init(
                    "meta",
                    .object([
                        .init("page", .integer(page)), .init("per_page", .integer(size)),
                        .init("total", .integer(rows.count)),
                    ])))
        }
        return .json(.object(members))
    }

    private func json(of workflow: String) -> JSONValue {
        let last = rows.first { $0.workflow == workflow && $0.counts }?.triggered
        return .object([
            .init("id", .string(workflow)), .init("name", .string("Name of \(workflow)")),
            .init("enabled", .bool(true)),
            .init("last_triggered_at", last.map { .string($0.rfc3339) } ?? .null),
        ])
    }
}

extension WorkflowLogs.Entry {
    fileprivate var json: JSONValue {
        let problem = error.map {
            JSONValue.object([.init("code", .string("c")), .init("message", .string($0))])
        }
        return .object([
            .init("id", .string(id)), .init("workflow_id", .string(workflow)),
            .init("triggered_at", isUndated ? .null : .string(triggered.rfc3339)),
            .init("status", .string(status)),
            .init("error", problem ?? .null), .init("duration_ms", .integer(duration)),
        ])
    }
}
