/// One workflow: what runs.
package struct LeadLexWorkflow: Sendable, Hashable {
    var id: String
    var name: String
    var isEnabled: Bool
    /// Such as `send_slack_message` or `send_email`.
    var actionType: String

    /// Creates a workflow.
    package init(
        id: String, name: String, isEnabled: Bool = true, actionType: String = "send_email"
    ) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.actionType = actionType
    }

    func json(lastTriggered: Moment?) -> JSON {
        [
            "id": .string(id),
            "name": .string(name),
            "enabled": .bool(isEnabled),
            "action_type": .string(actionType),
            "last_triggered_at": JSON(lastTriggered?.shortestText),
        ]
    }
}

/// One entry of a workflow's log as LeadLex's page shows it.
package struct LeadLexLog: Record, Sendable, Hashable {
    /// The log entry's own identifier.
    package var id: String
    /// The workflow that ran.
    package var workflow: String
    /// When it was triggered.
    package var triggeredAt: Moment
    /// What triggered it: the kind, and which one.
    package var entityType = "deal"
    package var entityID = "deal_1"
    /// The outcome.
    package var outcome: Outcome
    /// How long it took, in milliseconds.
    package var durationMilliseconds: Int

    /// The outcome of a run; the page has these three.
    package enum Outcome: Sendable, Hashable {
        /// It did its work, with a result.
        case success(result: JSON)
        /// It failed, for a reason with a code.
        case failed(code: String, message: String)
        /// It did nothing, for a reason.
        case skipped(reason: String)

        var status: String {
            switch self {
            case .success: "success"
            case .failed: "failed"
            case .skipped: "skipped"
            }
        }
    }

    /// Creates a log entry.
    package init(
        id: String, workflow: String, triggeredAt: Moment,
        outcome: Outcome = .success(result: [:]), durationMilliseconds: Int
    ) {
        self.id = id
        self.workflow = workflow
        self.triggeredAt = triggeredAt
        self.outcome = outcome
        self.durationMilliseconds = durationMilliseconds
    }

    /// When it ended, and is logged.
    var finishedAt: Moment { triggeredAt.adding(seconds: Double(durationMilliseconds) / 1_000) }

    var json: JSON {
        var (reason, result, error) = (JSON.null, JSON.null, JSON.null)
        switch outcome {
        case .success(let given): result = given
        case .failed(let code, let message):
            error = ["code": .string(code), "message": .string(message)]
        case .skipped(let why): reason = .string(why)
        }
        return [
            "id": .string(id),
            "workflow_id": .string(workflow),
            "triggered_at": .string(triggeredAt.shortestText),
            "entity_type": .string(entityType),
            "entity_id": .string(entityID),
            "status": .string(outcome.status),
            "skip_reason": reason,
            "action_result": result,
            "error": error,
            "duration_ms": .integer(durationMilliseconds),
        ]
    }
}
