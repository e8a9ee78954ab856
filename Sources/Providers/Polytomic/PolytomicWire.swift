import Runs

/// Polytomic's API, after its page "Get Events" (`GET /api/events`) and its lists of syncs.
enum PolytomicWire {
    static let eventsPath = "/api/events"
    static let eventTypesPath = "/api/events_types"
    static let syncsPath = "/api/syncs"
    static let bulkSyncsPath = "/api/bulk/syncs"

    static let versionHeader = HeaderField("X-Polytomic-Version", "2025-09-18")

    static let errors = ErrorEnvelope(
        code: ["key"], title: ["title"], message: ["message"],
        supportIDs: [
            .request("metadata.request_id"), .trace("metadata.trace_id"),
        ])

    /// Reads one event: an observation of an execution, which is the run, or else a row of its own.
    /// Throws the missing field: `id`, `type` or `created_at`.
    static func event(_ value: JSONValue) throws(RejectedRow) -> PolytomicEvent {
        let row = Row(value)
        let id = try row.required("id")
        let type = try row.required("type")
        guard let created = row.moment("created_at").value?.timestamp else {
            throw RejectedRow(id: id, field: "created_at")
        }
        let pipeline = pipeline(row)
        let execution = isSync(type) ? row.word("event.execution_id") : nil
        let isRun = execution != nil
        let status = isRun ? statusWords.status(of: type.drop { $0 != "." }.dropFirst()) : .info
        var seen = RunObservation(id: RunID(execution ?? id), asOf: created, status: status)
        seen.rawStatus = .value(type)
        seen.event = .value(type)
        seen.pipeline = Observed(orUnsaid: pipeline?.id)
        let trigger = row.text("event.trigger")
        seen.trigger = trigger.value == nil ? row.text("event.trigger_source") : trigger
        seen.error = RunError.observed(row.json("event.error"))
        // An end without an error clears the one that was set while no end was known.
        if isRun, status.isTerminal, seen.error == .unsaid { seen.error = .null }
        seen.related = connections(value["event"])
        seen.metadata = isRun ? counts(value["event"]) : row.json("event")
        if status == .running || status == .info {
            seen.startedAt = .value(created)
        } else if status.isTerminal {
            seen.finishedAt = .value(created)
        }
        return PolytomicEvent(
            id: id, created: created, observation: seen, pipeline: pipeline,
            sync: isRun ? pipeline.map { SyncReference(id: $0.id, kind: kind(type)) } : nil)
    }

    static func sync(_ value: JSONValue) -> Pipeline? { Row(value).pipeline() }

    static func nextToken(_ page: JSONValue) -> String? {
        // A longer token fits no URL; without tokens, times lead on.
        page["pagination"]?["next_page_token"]?.word
            .flatMap { $0.utf8.count <= 16_384 ? $0 : nil }
    }

    /// Whether events of a type may be about an execution.
    static func isSync(_ type: String) -> Bool {
        StatusWords.plain(type).hasPrefix("sync.") || kind(type) == .bulk
    }

    private static func kind(_ type: String) -> SyncReference.Kind {
        StatusWords.plain(type).hasPrefix("bulk_sync.") ? .bulk : .model
    }

    /// The words for an execution's status, which end the types of its events.
    static let statusWords: StatusWords = [
        "running": .running, "completed": .succeeded, "completed_with_errors": .warning,
        "completed_with_error": .warning, "failed": .failed, "canceled": .cancelled,
        "cancelled": .cancelled,
    ]

    private static func pipeline(_ row: Row) -> Pipeline? {
        guard let id = row.word("event.sync_id") else { return nil }
        let name = row.word("event.sync_name") ?? row.text("event.name").value
        return Pipeline(id: PipelineID(id), name: name)
    }

    private static func counts(_ event: JSONValue?) -> Observed<JSONValue> {
        let found = (event?.members ?? []).filter {
            $0.key.hasSuffix("_count") || $0.key.hasPrefix("warning")
        }
        return found.isEmpty ? .unsaid : .value(.object(found))
    }

    private static func connections(_ event: JSONValue?) -> [RelatedID] {
        (event?.members ?? []).compactMap { member in
            guard member.key.hasSuffix("connection_id"),
                let value = member.value.word
            else { return nil }
            return RelatedID(key: member.key, value: value)
        }
    }
}

struct PolytomicEvent: Hashable, Sendable {
    let id: String
    let created: Timestamp
    let observation: RunObservation
    let pipeline: Pipeline?
    /// The sync whose execution it is about; nil if none.
    let sync: SyncReference?
}
