import Runs

/// LeadLex's API, after its page "List Workflow Logs" (`GET /v1/workflows/{id}/logs`) and its
/// workflows.
enum LeadLexWire {
    static let workflowsPath = "/v1/workflows"
    static let workflowRows: FieldPath = "data.workflows"
    static let logRows: FieldPath = "data.logs"

    /// The shape of error bodies is undocumented, so each usual one is tried.
    static let dialect = APIDialect(
        errors: ErrorEnvelope(
            code: ["error.code", "code", "errors.0.code"],
            message: ["error.message", "message", "errors.0.message", "error", "detail"],
            supportIDs: [
                .request("error.request_id"), .request("request_id"), .request("meta.request_id"),
                .trace("meta.trace_id"), .log("meta.log_id"),
            ],
            bareCodes: [
                "invalid_key", "insufficient_permissions", "not_found", "rate_limited",
            ]))

    static func logsPath(of workflow: String) -> String {
        "\(workflowsPath)/\(PercentEncoding.encode(workflow))/logs"
    }

    /// Reads one log of a workflow. Throws the required field that it lacks: `id` or `status`.
    static func log(
        _ value: JSONValue, of workflow: String
    ) throws(RejectedRow) -> RunObservation {
        let row = Row(value)
        let id = try row.required("id")
        let raw = row.text("status")
        guard raw != .unsaid else { throw RejectedRow(id: id, field: "status") }
        let triggered = row.moment("triggered_at")
        let duration = row.duration("duration_ms")
        let finished = finish(triggered.value, duration)
        var seen = RunObservation(
            id: RunID(id), asOf: finished.value ?? triggered.value?.timestamp,
            status: statusWords.status(of: raw.value))
        seen.rawStatus = raw
        seen.pipeline = .value(PipelineID(row.text("workflow_id").value ?? workflow))
        seen.trigger = row.text("entity_type")
        seen.startedAt = triggered.map(\.timestamp)
        seen.finishedAt = finished
        seen.duration = duration
        seen.error = RunError.observed(row.json("error"))
        seen.metadata = metadata(row)
        if let entity = row.text("entity_id").value {
            seen.related = [RelatedID(key: "entity_id", value: entity)]
        }
        seen.unreadableTimes = row.unreadableTimes("triggered_at")
        seen.timeSource = TimeSource(triggered.value)
        return seen
    }

    /// The moment that orders the list, even if the row itself is unreadable.
    static func triggered(_ value: JSONValue) -> Timestamp? {
        Row(value).moment("triggered_at").value?.timestamp
    }

    static func workflow(_ value: JSONValue) -> LeadLexWorkflow? {
        let row = Row(value)
        guard let id = row.word("id") else { return nil }
        return LeadLexWorkflow(
            id: id, name: row.word("name"), triggered: row.text("last_triggered_at").value)
    }

    /// The end, if start and duration are known; a day without a time has none.
    private static func finish(
        _ start: Timestamp.Parsed?, _ duration: Observed<Int64>
    ) -> Observed<Timestamp> {
        guard let start, start.precision != .day, let length = duration.value, length >= 0 else {
            return .unsaid
        }
        return .value(start.timestamp.advanced(byMilliseconds: length))
    }

    static let statusWords: StatusWords = [
        "success": .succeeded, "failed": .failed, "skipped": .skipped,
    ]

    private static func metadata(_ row: Row) -> Observed<JSONValue> {
        let keys: [FieldPath] = ["action_result", "skip_reason"]
        let said = keys.filter { row.json($0) != .unsaid }
        guard !said.isEmpty else { return .unsaid }
        let members = said.compactMap { key in
            row.json(key).value.map { JSONValue.Member(key.text, $0) }
        }
        return members.isEmpty ? .null : .value(.object(members))
    }
}

struct LeadLexWorkflow: Codable, Hashable, Sendable {
    let id: String
    var name: String?
    /// When it was last triggered, as written in the list.
    var triggered: String?
    /// Whether the list has it; a configured one may not exist.
    var isListed = true

    private enum CodingKeys: String, CodingKey {
        case id, name, triggered
        case isListed = "listed"
    }

    var pipeline: Pipeline { Pipeline(id: PipelineID(id), name: name) }

    var triggeredAt: Timestamp? {
        guard let triggered, case .moment(let moment) = Timestamp.read(triggered) else {
            return nil
        }
        return moment.timestamp
    }
}

/// A page's place in the list (`meta`).
struct LeadLexPaging: Hashable, Sendable {
    let size: Int64?
    let total: Int64?

    /// The largest accepted page; its product with any page number does not overflow.
    static let mostRows: Int64 = 1 << 20
    static let mostTotal: Int64 = 1 << 40

    init(total: Int64?) { (size, self.total) = (nil, total) }

    init(_ page: JSONValue) {
        let rows = Row(page).integer("meta.per_page").value
        size = rows.flatMap { $0 > 0 ? min($0, Self.mostRows) : nil }
        let all = Row(page).integer("meta.total").value
        total = all.flatMap { $0 >= 0 ? min($0, Self.mostTotal) : nil }
    }
}
