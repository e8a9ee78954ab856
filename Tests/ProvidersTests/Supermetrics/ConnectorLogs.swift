import Providers
import Runs

/// A team's connector logs as a server would hold them: newest first, without order among equals.
struct ConnectorLogs: Sendable {
    /// How a server may understand `before`.
    enum Bound: Sendable, CaseIterable {
        /// Strictly, to the millisecond.
        case exclusive
        /// With the moment itself, to the millisecond.
        case inclusive
        /// Strictly, comparing whole seconds.
        case exclusiveSeconds
        /// With the second itself, comparing whole seconds.
        case inclusiveSeconds

        func admits(_ time: Timestamp, before bound: Timestamp) -> Bool {
            let second = { (time: Timestamp) in time.milliseconds / 1_000 }
            return switch self {
            case .exclusive: time < bound
            case .inclusive: time <= bound
            case .exclusiveSeconds: second(time) < second(bound)
            case .inclusiveSeconds: second(time) <= second(bound)
            }
        }
    }

    struct Entry: Sendable {
        let time: Timestamp
        let json: JSONValue
    }

    /// The entries by connector, newest first.
    private(set) var entries: [String: [Entry]] = [:]
    var bound = Bound.exclusive
    /// The statuses that some connectors are refused with.
    var refusals: [String: Int] = [:]
    var team: Int64 = 7

    /// Adds an entry, below those of its time.
    mutating func add(_ connector: String, at time: Timestamp, _ json: JSONValue) {
        let all = entries[connector, default: []]
        let place = all.firstIndex { $0.time < time } ?? all.count
        entries[connector, default: []].insert(Entry(time: time, json: json), at: place)
    }

    /// Adds an entry of the usual kind.
    mutating func add(
        _ connector: String, _ id: String, at time: Timestamp, status: Int = 200,
        duration: Int64 = 253
    ) {
        add(
            connector, at: time,
            .object([
                .init("id", .string(id)), .init("log_time", .string(time.rfc3339)),
                .init("status", .integer(status)), .init("duration_ms", .integer(duration)),
            ]))
    }

    func answer(_ call: ScriptedCall) throws(ProviderError) -> HTTPReply {
        let root = "/v1/teams/\(team)/connector_builder/connectors"
        guard call.path != root else {
            guard call.query.isEmpty else { return .json("{}", status: 400) }
            return .json(connectors)
        }
        let parts = call.path.dropFirst(root.count).split(separator: "/").map(String.init)
        guard call.path.hasPrefix(root + "/"), parts.count == 2, parts[1] == "logs" else {
            return .json("{}", status: 404)
        }
        if let status = refusals[parts[0]] { return .json("{}", status: status) }
        return log(of: parts[0], call.query)
    }

    private func log(of connector: String, _ query: [String: String]) -> HTTPReply {
        let limit = query["limit"].flatMap { Int($0) } ?? 100
        guard (1...1_000).contains(limit) else { return .json("{}", status: 400) }
        var found = entries[connector, default: []]
        if let text = query["before"] {
            guard let parsed = Timestamp.parse(text), parsed.precision == .instant else {
                return .json("{}", status: 400)
            }
            found.removeAll { !bound.admits($0.time, before: parsed.timestamp) }
        }
        return .json(
            .object([.init("logs", .array(found.prefix(limit).map(\.json)))]))
    }

    private var connectors: JSONValue {
        let rows = entries.keys.sorted().map { id in
            JSONValue.object([
                .init("connector_identifier", .string(id)),
                .init("name", .string("Name of \(id)")),
            ])
        }
        return .object([.init("count", .integer(rows.count)), .init("connectors", .array(rows))])
    }
}
