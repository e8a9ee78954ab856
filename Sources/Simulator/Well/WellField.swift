/// A field of a sync log to filter or sort by, after the table of Well's page.
enum WellField: String, CaseIterable {
    case cloudTask = "cloud_task_id"
    case completed = "completed_at"
    case created = "created_at"
    case deleted = "deleted_at"
    case duration = "duration_ms"
    case error
    case pk
    case started = "started_at"
    case status
    case trigger = "trigger_type"
    case updated = "updated_at"
    case id = "workspace_connector_sync_log_id"

    enum Kind { case text, number, date, word }

    /// A field's value; null sorts last.
    enum Value: Equatable {
        case text(String)
        case number(Int)
        case date(Moment)
        case null

        static func < (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.text(let one), .text(let other)): one < other
            case (.number(let one), .number(let other)): one < other
            case (.date(let one), .date(let other)): one < other
            case (.text, .null), (.number, .null), (.date, .null): true
            case (.text, _), (.number, _), (.date, _), (.null, _): false
            }
        }
    }

    var kind: Kind {
        switch self {
        case .cloudTask, .error, .id: .text
        case .duration, .pk: .number
        case .completed, .created, .deleted, .started, .updated: .date
        case .status, .trigger: .word
        }
    }

    /// No log is ever deleted.
    func value(of log: WellLog) -> Value {
        switch self {
        case .cloudTask: log.cloudTaskID.map(Value.text) ?? .null
        case .completed: log.completedAt.map(Value.date) ?? .null
        case .created: .date(log.createdAt)
        case .deleted: .null
        case .duration: log.durationMilliseconds.map(Value.number) ?? .null
        case .error: log.error.map(Value.text) ?? .null
        case .pk: .number(log.pk)
        case .started: log.startedAt.map(Value.date) ?? .null
        case .status: .text(log.status)
        case .trigger: log.triggerType.map(Value.text) ?? .null
        case .updated: .date(log.updatedAt)
        case .id: .text(log.id)
        }
    }
}
