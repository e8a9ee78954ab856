import Runs

/// The sync logs of `POST /v1/records/query`, after Well's page "Query Records": flattened rows,
/// whose keys begin with the root.
extension WellWire {
    static let recordsPath = "/v1/records/query"
    static let recordRoot = "workspace_connector_sync_logs"

    /// The fields to request: the list's attributes, and the paths of the identifiers.
    static let recordFields = attributeFields + [identifierField, connectorField]
    private static let attributeFields = [
        "status", "trigger_type", "started_at", "completed_at", "duration_ms", "error",
        "cloud_task_id", "metadata", "created_at", "updated_at",
    ]
    static let identifierField = "workspace_connector_sync_log_id"
    private static let connectorField = "workspaceConnector.workspace_connector_id"

    /// Whether a row has everything that the list has; null counts.
    static func isCompleteRecord(_ row: JSONValue) -> Bool {
        let needed = ["status", "created_at", "updated_at", identifierField, connectorField]
        return needed.allSatisfy { value($0, of: row) != nil }
    }

    /// Converts a flattened row to the form that it has in the list.
    static func listed(_ row: JSONValue) -> JSONValue {
        let attributes = attributeFields.compactMap { field in
            value(field, of: row).map { JSONValue.Member(field, $0) }
        }
        let connector = JSONValue.object([.init("id", value(connectorField, of: row) ?? .null)])
        return .object([
            .init("id", value(identifierField, of: row) ?? .null),
            .init("attributes", .object(attributes)),
            .init(
                "relationships",
                .object([.init("workspaceConnector", .object([.init("data", connector)]))])),
        ])
    }

    static func nextRecordCursor(_ page: JSONValue) -> String? {
        page["meta"]?["nextCursor"]?.word
    }

    private static func value(_ field: String, of row: JSONValue) -> JSONValue? {
        row["\(recordRoot).\(field)"] ?? row[field]
    }
}
