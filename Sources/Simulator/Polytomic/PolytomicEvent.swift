/// One audit event as Polytomic's page shows it.
package struct PolytomicEvent: Sendable, Hashable {
    /// The event's own identifier.
    package var id: String
    /// The organisation it happened in.
    package var organization: String
    /// When it happened.
    package var createdAt: Moment
    /// `sync.running`, `bulk_sync.failed`, `connection.updated`, or any other word.
    package var type: String
    /// What the type's events say: an object.
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

    /// Types of events that belong to no execution.
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
