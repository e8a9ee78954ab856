/// One execution of a sync, as `GET /api/syncs/{id}/executions` and its bulk form list it.
package struct PolytomicExecution: Sendable, Hashable {
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
    package var type: String
    /// Counts by name: an object, or null while there are none.
    package var counts: JSON
    /// What went wrong.
    package var errors: [String]

    /// Creates an execution.
    package init(
        id: String, status: String, createdAt: Moment, startedAt: Moment? = nil,
        completedAt: Moment? = nil, type: String = "incremental", counts: JSON = .null,
        errors: [String] = []
    ) {
        self.id = id
        self.status = status
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.type = type
        self.counts = counts
        self.errors = errors
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
