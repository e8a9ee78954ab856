import Runs

/// Where the rows of an API's runs are, and what may happen to them.
struct RowShape: Sendable {
    /// What the path of the list ends with.
    let suffix: String
    /// The way to the rows in a page.
    let rows: [String]
    /// The ways to what a row can do without.
    let optional: [String]
    /// The ways to whole numbers.
    let integers: [String]
    /// The way to the vendor's word for how a run stands.
    let word: String
    /// A word that no table knows, as the vendor would write it.
    let strangeWord: JSONValue
    /// A row that cannot be read.
    let broken: JSONValue
    /// The way to the time of a run, where a row can do without.
    var time: String?

    /// The shape of a kind of API.
    static func of(_ kind: ProviderKind) -> RowShape {
        switch kind {
        case .well:
            RowShape(
                suffix: "/workspace-connector-sync-logs", rows: ["data"],
                optional: [
                    "attributes.trigger_type", "attributes.started_at", "attributes.completed_at",
                    "attributes.duration_ms", "attributes.error", "attributes.cloud_task_id",
                    "attributes.metadata", "attributes.updated_at",
                    "relationships.workspaceConnector", "relationships", "type",
                ],
                integers: ["attributes.duration_ms"], word: "attributes.status",
                strangeWord: .string("paused"),
                broken: .object([.init("id", .string("broken")), .init("attributes", .null)]),
                time: "attributes.started_at")
        case .supermetrics:
            RowShape(
                suffix: "/logs", rows: ["logs"],
                optional: ["status", "event", "request", "duration_ms", "request_id"],
                integers: ["status", "duration_ms"], word: "status",
                strangeWord: .integer(799), broken: .integer(7), time: "log_time")
        case .elasticPath:
            RowShape(
                suffix: "/logs", rows: ["data"],
                optional: [
                    "type", "attempt", "body", "status_code", "error_detail", "relationships.job",
                    "relationships.integration", "relationships", "processing_time",
                ],
                integers: ["attempt", "status_code"], word: "succeeded",
                strangeWord: .string("maybe"), broken: .object([.init("id", .string("broken"))]),
                time: "meta.timestamps.created_at")
        case .leadlex:
            RowShape(
                suffix: "/logs", rows: ["data", "logs"],
                optional: [
                    "workflow_id", "entity_type", "entity_id", "skip_reason", "action_result",
                    "error", "duration_ms",
                ],
                integers: ["duration_ms"], word: "status", strangeWord: .string("paused"),
                broken: .object([.init("id", .string("broken"))]), time: "triggered_at")
        default:
            RowShape(
                suffix: "/api/events", rows: ["data"],
                optional: [
                    "event.sync_id", "event.sync_name", "event.error", "event.trigger",
                    "event.organization_id", "event.target_connection_id", "organization_id",
                ],
                integers: [], word: "type", strangeWord: .string("sync.paused"),
                broken: .object([
                    .init("id", .string("broken")), .init("type", .string("sync.running")),
                ]))
        }
    }
}

extension JSONValue {
    /// The same value with another one at the end of a path; nil takes it out. A path that breaks
    /// off changes nothing.
    func setting(_ path: some Collection<String>, to value: JSONValue?) -> JSONValue {
        guard case .object(let members) = self, let key = path.first,
            members.contains(where: { $0.key == key })
        else { return path.isEmpty ? value ?? .null : self }
        let rest = path.dropFirst()
        return .object(
            members.compactMap { member in
                guard member.key == key else { return member }
                if rest.isEmpty { return value.map { Member(key, $0) } }
                return Member(key, member.value.setting(rest, to: value))
            })
    }

    /// The same value with another one in place of each at the end of a path.
    func replacing(_ path: some Collection<String>, _ change: (JSONValue) -> JSONValue) -> JSONValue
    {
        guard let value = self[path: Array(path)] else { return self }
        return setting(path, to: change(value))
    }

    /// The same value with a member that nobody knows in each of its objects.
    var withStrangers: JSONValue {
        switch self {
        case .object(let members):
            .object(
                [Member("surprise", .object([Member("a", .array([.null, .integer(1)]))]))]
                    + members.map { Member($0.key, $0.value.withStrangers) })
        case .array(let elements): .array(elements.map(\.withStrangers))
        case .null, .bool, .number, .string: self
        }
    }
}
