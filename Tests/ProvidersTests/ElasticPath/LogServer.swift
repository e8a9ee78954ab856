import Foundation
import Providers
import Runs

/// Elastic Path's lists of logs as a server would hold them, paged by offset.
struct LogServer: Sendable {
    enum Order: Sendable { case newestFirst, oldestFirst }

    /// How a page tells of the rest of its list.
    enum Style: Sendable {
        /// By `meta` and `results`.
        case counted
        /// By relative `links` alone.
        case linked
        /// Not at all.
        case silent
    }

    /// Oldest first.
    private var rows: [Entry] = []
    let order: Order
    let style: Style
    /// Whether the logs of the whole store may be read.
    var servesStore = true
    /// The most rows that a page has, whatever was asked for.
    var cap = 100
    /// The greatest offset.
    var ceiling = 10_000

    struct Entry: Sendable {
        let id: String
        let integration: String
        let json: JSONValue
    }

    init(order: Order, style: Style = .counted) {
        self.order = order
        self.style = style
    }

    /// Adds a log after all others.
    mutating func add(
        _ id: String, integration: String = "p", succeeded: Bool = true, detail: String? = nil,
        created: Timestamp? = nil, milliseconds: Int64? = nil, job: String? = nil,
        attempt: Int = 1
    ) {
        var members: [JSONValue.Member] = [
            .init("id", .string(id)), .init("type", .string("integration")),
            .init("succeeded", .bool(succeeded)), .init("attempt", .integer(attempt)),
            .init("error_detail", detail.map(JSONValue.string) ?? .null),
        ]
        var relationships: [JSONValue.Member] = [.init("integration", Self.resource(integration))]
        if let job { relationships.append(.init("job", Self.resource(job))) }
        members.append(.init("relationships", .object(relationships)))
        if let milliseconds {
            members.append(.init("processing_time", .number(String(Double(milliseconds) / 1_000))))
        }
        if let created {
            let times = JSONValue.object([.init("created_at", .string(created.rfc3339))])
            members.append(.init("meta", .object([.init("timestamps", times)])))
        }
        rows.append(Entry(id: id, integration: integration, json: .object(members)))
    }

    /// Forgets the oldest logs.
    mutating func prune(_ count: Int) { rows.removeFirst(count) }

    func answer(_ call: ScriptedCall) -> HTTPReply {
        let limit = call.query["page[limit]"].flatMap { Int($0) } ?? 25
        let offset = call.query["page[offset]"].flatMap { Int($0) } ?? 0
        guard (1...100).contains(limit), (0...ceiling).contains(offset) else {
            return .error(422, "Unprocessable Entity")
        }
        let steps = call.path.split(separator: "/").map(String.init)
        guard steps.prefix(2) == ["v2", "integrations"], steps.last == "logs" else {
            return .error(404, "Not Found")
        }
        var list = order == .oldestFirst ? rows : rows.reversed()
        if steps.count == 4 {
            list = list.filter { $0.integration == steps[2] }
        } else if !servesStore {
            return .error(403, "Forbidden")
        }
        let size = min(limit, cap)
        let page = list.dropFirst(offset).prefix(size)
        var members = [JSONValue.Member("data", .array(page.map(\.json)))]
        switch style {
        case .counted:
            members.append(.init("meta", .object([.init("limit", .integer(size))])))
            members.append(.init("results", .object([.init("total", .integer(list.count))])))
        case .linked:
            let next = offset + size < list.count ? "/integrations/logs?x=1" : nil
            members.append(
                .init("links", .object([.init("next", next.map(JSONValue.string) ?? .null)])))
        case .silent: break
        }
        return .json(.object(members))
    }

    private static func resource(_ id: String) -> JSONValue {
        .object([.init("data", .object([.init("id", .string(id))]))])
    }
}

extension HTTPReply {
    /// Elastic Path's answer to a request that it refuses.
    static func error(_ status: Int, _ title: String) -> HTTPReply {
        .json(#"{"errors":[{"status":\#(status),"title":"\#(title)"}]}"#, status: status)
    }
}
