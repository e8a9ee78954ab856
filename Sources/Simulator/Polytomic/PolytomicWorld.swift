/// What a Polytomic organisation holds at any moment.
protocol PolytomicData: Sendable {
    var organization: String { get }
    var syncs: [PolytomicSync] { get }

    func events(matching query: PolytomicEventQuery, at now: Moment) -> Page<PolytomicEvent>

    /// Returns a page of a sync's executions, newest first; their numbers grow with time.
    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> Page<PolytomicExecution>
}

/// An organisation of given records. An event appears when the clock reaches its creation.
package struct PolytomicWorld: PolytomicData {
    let organization: String
    let syncs: [PolytomicSync]
    /// Newest first.
    private let events: [Placed]
    private let executions: [String: [PolytomicExecution]]

    private struct Placed: Sendable {
        let position: EventPosition
        let event: PolytomicEvent
    }

    /// Creates a world; executions are given by their sync.
    package init(
        events: [PolytomicEvent], syncs: [PolytomicSync] = [],
        executions: [String: [PolytomicExecution]] = [:],
        organization: String = "248df4b7-aa70-47b8-a036-33ac447e668d"
    ) {
        self.organization = organization.lowercased()
        self.syncs = syncs
        self.executions = executions
        self.events = Self.placed(events)
    }

    func events(matching query: PolytomicEventQuery, at now: Moment) -> Page<PolytomicEvent> {
        // The query would only drop the events before the position.
        let first = query.position.map { position in
            firstIndex(in: events.indices) { events[$0].position < position }
        }
        let wanted = events[(first ?? 0)...].lazy.filter {
            query.contains(type: $0.event.type, at: $0.position, now: now)
        }
        return Page(first: query.limit, of: wanted, place: \.position.token).map(\.event)
    }

    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> Page<PolytomicExecution> {
        let all = (executions[sync] ?? []).filter { $0.createdAt <= now }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        let end = min(all.count, max(0, number ?? all.count))
        return Page(first: limit, of: all[..<end].indices.reversed()) { PageToken(["n": $0]) }
            .map { all[$0] }
    }

    /// Sorts newest first. The hash of the identifier orders ties, whatever other events there are.
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
