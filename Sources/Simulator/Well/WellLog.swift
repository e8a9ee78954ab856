protocol WellRow: Sendable, Hashable {
    var pk: Int { get }
    var json: JSON { get }
}

/// One sync log as Well's page shows it.
package struct WellLog: WellRow, Record, Sendable, Hashable {
    /// The number that orders and pages the list; not part of the JSON.
    package var pk: Int
    /// The log's own identifier.
    package var id: String
    /// The identifier of the workspace connector that ran.
    package var workspaceConnector: String
    /// `scheduled`, `in_progress`, `success`, `error`, or any other word.
    package var status: String
    /// `cloud_task`, `manual`, `oauth_callback` or null.
    package var triggerType: String? = "cloud_task"
    /// When it was scheduled.
    package var createdAt: Moment
    /// When it was picked up; null until then.
    package var startedAt: Moment?
    /// When it ended; null until then.
    package var completedAt: Moment?
    /// Why it failed.
    package var error: String?
    /// The task that ran it.
    package var cloudTaskID: String?
    /// What the sync noted.
    package var metadata: JSON = [:]
    private var statedUpdate: Moment?

    /// Creates a log.
    package init(
        pk: Int, id: String, workspaceConnector: String, status: String, createdAt: Moment
    ) {
        self.pk = pk
        self.id = id
        self.workspaceConnector = workspaceConnector
        self.status = status
        self.createdAt = createdAt
    }

    /// When the row last changed: the latest of the other times, unless set.
    package var updatedAt: Moment {
        get { statedUpdate ?? completedAt ?? startedAt ?? createdAt }
        set { statedUpdate = newValue }
    }

    /// From start to end, once there is an end.
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
