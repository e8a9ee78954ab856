/// One sync log as Well's page shows it.
package struct WellLog: Sendable, Hashable {
    /// The number that orders and pages the list; not part of the JSON.
    package var pk: Int
    /// The log's own identifier.
    package var id: String
    /// The identifier of the workspace connector that ran.
    package var workspaceConnector: String
    /// `scheduled`, `in_progress`, `success`, `error`, or any other word.
    package var status: String
    /// `cloud_task`, `manual`, `oauth_callback` or null.
    package var triggerType: String?
    /// When it was scheduled.
    package var createdAt: Moment
    /// When it was picked up; null until then.
    package var startedAt: Moment?
    /// When it ended; null until then.
    package var completedAt: Moment?
    /// When the row last changed.
    package var updatedAt: Moment
    /// Why it failed.
    package var error: String?
    /// The task that ran it.
    package var cloudTaskID: String?
    /// Whatever the sync noted.
    package var metadata: JSON

    /// Creates a log; `updatedAt` defaults to the latest of the other times.
    package init(
        pk: Int,
        id: String,
        workspaceConnector: String,
        status: String,
        triggerType: String? = "cloud_task",
        createdAt: Moment,
        startedAt: Moment? = nil,
        completedAt: Moment? = nil,
        updatedAt: Moment? = nil,
        error: String? = nil,
        cloudTaskID: String? = nil,
        metadata: JSON = [:]
    ) {
        self.pk = pk
        self.id = id
        self.workspaceConnector = workspaceConnector
        self.status = status
        self.triggerType = triggerType
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.updatedAt = updatedAt ?? completedAt ?? startedAt ?? createdAt
        self.error = error
        self.cloudTaskID = cloudTaskID
        self.metadata = metadata
    }

    /// Milliseconds from start to end, once there is an end.
    var durationMilliseconds: Int? {
        completedAt.map { $0.milliseconds(since: startedAt ?? createdAt) }
    }

    var json: JSON {
        [
            "type": "workspace_connector_sync_log",
            "id": .string(id),
            "attributes": [
                "status": .string(status),
                "trigger_type": JSON(triggerType),
                "started_at": JSON(startedAt?.millisecondText),
                "completed_at": JSON(completedAt?.millisecondText),
                "duration_ms": JSON(durationMilliseconds),
                "error": JSON(error),
                "cloud_task_id": JSON(cloudTaskID),
                "metadata": metadata,
                "created_at": .string(createdAt.millisecondText),
                "updated_at": .string(updatedAt.millisecondText),
            ],
            "relationships": [
                "workspaceConnector": [
                    "data": ["type": "workspace_connector", "id": .string(workspaceConnector)]
                ]
            ],
        ]
    }
}
