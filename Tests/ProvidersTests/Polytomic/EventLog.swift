import Providers
import Runs

/// Polytomic's events as a server would hold them, in one of the ways that its page leaves open.
struct EventLog: Sendable {
    /// The order of a response.
    enum Order: Sendable, CaseIterable { case newestFirst, oldestFirst, none }

    /// What a response says when there is more.
    enum Paging: Sendable, CaseIterable {
        /// A token that leads on.
        case tokens
        /// A token that leads to the same page again.
        case deadTokens
        /// Nothing.
        case silent
    }

    struct Event: Sendable {
        let id: String
        let created: Timestamp
        let json: JSONValue
        /// A key whose order has nothing to do with time.
        var shuffled: String { String(id.reversed()) }
    }

    private let order: Order
    private let paging: Paging
    /// The events in the order of a response.
    private var events: [Event] = []

    init(order: Order = .newestFirst, paging: Paging = .tokens) {
        self.order = order
        self.paging = paging
    }

    mutating func add(
        _ id: String, _ type: String, execution: String, at created: Timestamp,
        sync: String = "s", error: String? = nil
    ) {
        var event: [JSONValue.Member] = [
            .init("execution_id", .string(execution)), .init("sync_id", .string(sync)),
            .init("sync_name", .string("Name of \(sync)")),
        ]
        if let error { event.append(.init("error", .string(error))) }
        let json = JSONValue.object([
            .init("id", .string(id)), .init("type", .string(type)),
            .init("created_at", .string(created.rfc3339)), .init("event", .object(event)),
        ])
        let added = Event(id: id, created: created, json: json)
        // Kept sorted, as it is asked far more often than it grows.
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if precedes(events[middle], added) { low = middle + 1 } else { high = middle }
        }
        events.insert(added, at: low)
    }

    func answer(_ call: ScriptedCall) throws(ProviderError) -> HTTPReply {
        try answer(call, token: call.query["page_token"])
    }

    /// Answers as if another token had been sent.
    func answer(_ call: ScriptedCall, token: String?) throws(ProviderError) -> HTTPReply {
        let limit = call.query["limit"].flatMap { Int($0) } ?? 10
        guard (1...100).contains(limit) else { return .json("{}", status: 422) }
        let after = time(call, "starting_after") ?? Timestamp(milliseconds: .min)
        let before = time(call, "ending_before") ?? Timestamp(milliseconds: .max)
        let matching = events.filter { $0.created > after && $0.created < before }
        var start = 0
        if paging == .tokens, let token {
            start = Int(token) ?? 0
        }
        let page = matching.dropFirst(start).prefix(limit)
        var members: [JSONValue.Member] = [.init("data", .array(page.map(\.json)))]
        if start + limit < matching.count, paging != .silent {
            let token = JSONValue.string(paging == .tokens ? "\(start + limit)" : "dead")
            members.append(.init("pagination", .object([.init("next_page_token", token)])))
        }
        return .json(.object(members))
    }

    private func precedes(_ left: Event, _ right: Event) -> Bool {
        switch order {
        case .newestFirst: (left.created, left.id) > (right.created, right.id)
        case .oldestFirst: (left.created, left.id) < (right.created, right.id)
        case .none: left.shuffled < right.shuffled
        }
    }

    private func time(_ call: ScriptedCall, _ name: String) -> Timestamp? {
        call.query[name].flatMap { Timestamp.parse($0)?.timestamp }
    }
}
