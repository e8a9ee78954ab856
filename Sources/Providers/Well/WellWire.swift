import Runs

/// Well's API, after its page "List Workspace Connector Sync Logs"
/// (`GET /v1/workspace-connector-sync-logs`) and its lists of connectors.
enum WellWire {
    static let logsPath = "/v1/workspace-connector-sync-logs"
    static let workspaceConnectorsPath = "/v1/workspace-connectors"
    static let connectorsPath = "/v1/connectors"

    static let dialect = APIDialect(
        errors: ErrorEnvelope(
            code: ["code"], title: ["title"], message: ["message"],
            supportIDs: [
                .request("meta.request_id"), .trace("meta.trace_id"), .log("meta.log_id"),
            ], emptyMessages: ["See title."]))

    /// Reads a sync log as a row of a list; its times even if the row itself is unreadable.
    static func row(_ value: JSONValue) -> ListedRow {
        let times = WellTimes(Row(value))
        do throws(RejectedRow) {
            let run = try log(value)
            return ListedRow(created: times.created, changed: times.latest, run: .success(run))
        } catch {
            return ListedRow(created: times.created, changed: times.latest, run: .failure(error))
        }
    }

    /// Reads one sync log. Throws the required field that it lacks: `id` or `attributes.status`.
    static func log(_ value: JSONValue) throws(RejectedRow) -> ListedRun {
        let row = Row(value)
        let id = try row.required("id")
        let raw = row.text("attributes.status")
        guard raw != .unsaid else { throw RejectedRow(id: id, field: "attributes.status") }
        let status = statusWords.status(of: raw.value)
        let times = WellTimes(row)
        var seen = RunObservation(id: RunID(id), asOf: times.latest, status: status)
        seen.rawStatus = raw
        seen.pipeline = row.text("relationships.workspaceConnector.data.id").map(PipelineID.init)
        seen.trigger = row.text("attributes.trigger_type")
        let started = row.moment("attributes.started_at")
        let start = started.value == nil ? row.moment("attributes.created_at") : started
        seen.startedAt = start.map(\.timestamp)
        let finish = row.moment("attributes.completed_at")
        seen.finishedAt = finish.map(\.timestamp)
        seen.duration = row.duration("attributes.duration_ms")
        seen.error = RunError.observed(row.json("attributes.error"))
        seen.metadata = row.json("attributes.metadata")
        if let task = row.text("attributes.cloud_task_id").value {
            seen.related = [RelatedID(key: "cloud_task_id", value: task)]
        }
        seen.timeSource = TimeSource(start.value ?? finish.value)
        seen.unreadableTimes = row.unreadableTimes(
            "attributes.created_at", "attributes.started_at", "attributes.completed_at",
            "attributes.updated_at")
        return ListedRun(
            observation: seen, isOpen: !status.isTerminal && finish.value == nil)
    }

    /// Reads the next page's cursor, which may also come as a link that holds it; nil on the last
    /// page. Throws `unreachable(.foreignLink)` if the link leads away from the API, and
    /// `unreadable` if it is too long or holds no cursor.
    static func nextCursor(
        _ page: JSONValue, at baseURL: BaseURL
    ) throws(ProviderError) -> String? {
        guard let next = page["links"]?["next"]?.scalarText, !next.isEmpty else { return nil }
        // No URL takes more than that.
        guard next.utf8.count <= 16_384 else { throw .unreadable(.tooLong(field: "links.next")) }
        // An opaque token may hold any character, even a slash at its beginning.
        guard next.contains("://") || next.contains("cursor=") else { return next }
        guard let query = baseURL.query(ofLink: next) else {
            throw .unreachable(.foreignLink)
        }
        guard let cursor = query.first(where: { $0.name == "cursor" })?.value, !cursor.isEmpty
        else { throw .unreadable(.missing(field: "links.next")) }
        return cursor
    }

    /// Of `attributes.config` only the account label is read, as it may hold tokens.
    static func connection(_ value: JSONValue) -> WellConnection? {
        let row = Row(value)
        guard let id = row.word("id") else { return nil }
        return WellConnection(
            id: id, label: row.text("attributes.config.account_label").value,
            connector: row.text("relationships.connector.data.id").value)
    }

    static func connector(_ value: JSONValue) -> (id: String, name: String)? {
        let row = Row(value)
        guard let id = row.text("id").value, let name = row.text("attributes.name").value
        else { return nil }
        return (id, name)
    }

    static func pipelines(
        _ connected: [WellConnection], connectors: [(id: String, name: String)]
    ) -> [Pipeline] {
        let names = Dictionary(connectors.map { ($0.id, $0.name) }) { _, last in last }
        return connected.map { connection in
            let name = [connection.label, connection.connector.flatMap { names[$0] }]
            return Pipeline(
                id: PipelineID(connection.id),
                name: name.compactMap(\.self).first { !$0.isEmpty })
        }
    }

    static let statusWords: StatusWords = [
        "scheduled": .queued, "in_progress": .running, "success": .succeeded, "error": .failed,
    ]
}

struct WellConnection: Hashable, Sendable {
    let id: String
    let label: String?
    let connector: String?
}

/// The times for paging, readable even if the row itself is not.
struct WellTimes: Hashable, Sendable {
    /// When the row was created, which orders the list.
    let created: Timestamp?
    let latest: Timestamp?

    init(_ row: Row) {
        func time(_ path: FieldPath) -> Timestamp? { row.moment(path).value?.timestamp }
        let created = time("attributes.created_at")
        let started = time("attributes.started_at")
        let completed = time("attributes.completed_at")
        let updated = time("attributes.updated_at")
        self.created = created ?? started ?? updated ?? completed
        latest = updated ?? [created, started, completed].compactMap(\.self).max()
    }
}
