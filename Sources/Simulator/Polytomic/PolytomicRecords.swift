/// A sync that an organisation has set up: what runs.
package struct PolytomicSync: Sendable, Hashable {
    var id: String
    /// Its name, such as `Accounts → Salesforce`.
    package var name: String
    var kind: Kind
    var isActive: Bool

    /// The two kinds of syncs, each with a list and event types of its own.
    package enum Kind: Sendable, Hashable {
        /// From a model to a target: `/api/syncs`, `sync.*`.
        case model
        /// From a source to a destination: `/api/bulk/syncs`, `bulk_sync.*`.
        case bulk
    }

    /// Creates a sync.
    package init(id: String, name: String, kind: Kind = .model, isActive: Bool = true) {
        self.id = id.lowercased()
        self.name = name
        self.kind = kind
        self.isActive = isActive
    }

    func json(organization: String) -> JSON {
        [
            "id": .string(id),
            "name": .string(name),
            "active": .bool(isActive),
            "organization_id": .string(organization),
            "mode": kind == .model ? "updateOrCreate" : "replicate",
        ]
    }
}

/// One execution of a sync, as `GET /api/syncs/{id}/executions` and its bulk form list it.
package struct PolytomicExecution: Record, Sendable, Hashable {
    /// The execution's identifier.
    package var id: String
    /// `queued`, `running`, `completed`, `completed_with_errors`, `failed`, `canceled`, or other.
    package var status: String
    /// When it was scheduled.
    package var createdAt: Moment
    /// When it was picked up; null until then.
    package var startedAt: Moment?
    /// When it ended; null until then.
    package var completedAt: Moment?
    /// `full`, `incremental`, or another word.
    package var type = "incremental"
    /// Counts by name: an object, or null while there are none.
    package var counts = JSON.null
    /// What went wrong.
    package var errors: [String] = []

    /// Creates an execution.
    package init(id: String, status: String, createdAt: Moment) {
        self.id = id
        self.status = status
        self.createdAt = createdAt
    }

    var json: JSON {
        [
            "id": .string(id),
            "status": .string(status),
            "created_at": .string(createdAt.shortestText),
            "started_at": JSON(startedAt?.shortestText),
            "completed_at": JSON(completedAt?.shortestText),
            "type": .string(type),
            "counts": counts,
            "errors": errors.isEmpty ? .null : .array(errors.map(JSON.string)),
        ]
    }
}

/// One audit event as Polytomic's page shows it.
package struct PolytomicEvent: Sendable, Hashable {
    /// The event's own identifier.
    package var id: String
    /// The organisation in which it happened.
    package var organization: String
    /// When it happened.
    package var createdAt: Moment
    /// `sync.running`, `bulk_sync.failed`, `connection.updated`, or any other word.
    package var type: String
    /// The content for its type: an object.
    package var event: JSON

    /// Creates an event.
    package init(
        id: String, organization: String, createdAt: Moment, type: String, event: JSON
    ) {
        self.id = id
        self.organization = organization
        self.createdAt = createdAt
        self.type = type
        self.event = event
    }

    /// The types that `GET /api/events_types` lists and `type` accepts.
    static let knownTypes =
        ["running", "completed", "completed_with_errors", "failed", "canceled"].map { "sync.\($0)" }
        + ["running", "completed", "completed_with_error", "failed", "canceled"]
        .map { "bulk_sync.\($0)" } + auditTypes

    /// The types of events without an execution.
    static let auditTypes = [
        "connection.created", "connection.updated", "connection.deleted", "model.created",
        "model.updated", "sync.created", "sync.updated", "bulk_sync.updated", "user.login",
        "user.invited", "api_key.created",
    ]

    var json: JSON {
        [
            "created_at": .string(createdAt.shortestText),
            "event": event,
            "id": .string(id),
            "organization_id": .string(organization),
            "type": .string(type),
        ]
    }
}

/// A completed execution of a Polytomic sync, with its events.
package struct PastExecution: Sendable {
    /// The execution's identifier.
    package let id: String
    /// The identifier of its sync.
    package let sync: String
    /// The event of its beginning.
    package let opening: PolytomicEvent
    /// The event of its end.
    package let closing: PolytomicEvent
}
