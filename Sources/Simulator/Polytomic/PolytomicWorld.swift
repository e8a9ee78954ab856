/// What a Polytomic organisation holds at any moment.
protocol PolytomicData: Sendable {
    /// The organisation's identifier, in lower case.
    var organization: String { get }
    var syncs: [PolytomicSync] { get }

    /// Returns a page of events, newest first.
    func events(matching query: PolytomicEventQuery, at now: Moment) -> PolytomicEventPage

    /// Returns a page of a sync's executions, newest first. They are numbered upwards in time.
    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> PolytomicExecutionPage
}

/// Some events, and the place of the last where more follow.
struct PolytomicEventPage {
    var events: [PolytomicEvent]
    var next: EventPosition?
}

/// Some executions, and the number of the last where more follow.
struct PolytomicExecutionPage {
    var executions: [PolytomicExecution]
    var next: Int?
}

/// An organisation of given records. An event shows up once the clock reaches its creation.
package struct PolytomicWorld: PolytomicData {
    let organization: String
    let syncs: [PolytomicSync]
    private let sortedEvents: @Sendable (Moment) -> [Placed]
    private let allExecutions: @Sendable (Moment) -> [String: [PolytomicExecution]]

    private struct Placed: Sendable {
        var position: EventPosition
        var event: PolytomicEvent
    }

    /// Creates a world whose records do not change; executions are given by their sync.
    package init(
        events: [PolytomicEvent],
        syncs: [PolytomicSync] = [],
        executions: [String: [PolytomicExecution]] = [:],
        organization: String = "248df4b7-aa70-47b8-a036-33ac447e668d"
    ) {
        let placed = Self.placed(events)
        self.organization = organization.lowercased()
        self.syncs = syncs
        sortedEvents = { _ in placed }
        allExecutions = { _ in executions }
    }

    /// Creates a world whose records are functions of the time, in any order.
    package init(
        syncs: [PolytomicSync] = [],
        organization: String = "248df4b7-aa70-47b8-a036-33ac447e668d",
        events: @escaping @Sendable (Moment) -> [PolytomicEvent],
        executions: @escaping @Sendable (Moment) -> [String: [PolytomicExecution]] = { _ in [:] }
    ) {
        self.organization = organization.lowercased()
        self.syncs = syncs
        sortedEvents = { Self.placed(events($0)) }
        allExecutions = executions
    }

    func events(matching query: PolytomicEventQuery, at now: Moment) -> PolytomicEventPage {
        let all = sortedEvents(now)
        let wanted = all[Self.firstPlace(below: query.position, in: all)...].lazy.filter {
            query.contains(type: $0.event.type, at: $0.position, now: now)
        }
        let page = Array(wanted.prefix(query.limit + 1))
        return PolytomicEventPage(
            events: page.prefix(query.limit).map(\.event),
            next: page.count > query.limit ? page[query.limit - 1].position : nil)
    }

    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> PolytomicExecutionPage {
        let all = (allExecutions(now)[sync] ?? []).filter { $0.createdAt <= now }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        let end = min(all.count, max(0, number ?? all.count))
        let start = max(0, end - limit)
        return PolytomicExecutionPage(
            executions: all[start..<end].reversed(), next: start > 0 ? start : nil)
    }

    /// Bisects to the first event below a position; the query would only drop those before it.
    private static func firstPlace(below position: EventPosition?, in events: [Placed]) -> Int {
        guard let position else { return 0 }
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].position < position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Sorts newest first. Ties are ordered by their identifiers' hashes, whatever else there is.
    private static func placed(_ events: [PolytomicEvent]) -> [Placed] {
        events.map { event in
            let hash = event.id.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            return Placed(
                position: EventPosition(moment: event.createdAt, sequence: Int(hash >> 1)),
                event: event)
        }
        .sorted { $0.position > $1.position }
    }
}
