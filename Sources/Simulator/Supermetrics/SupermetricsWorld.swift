/// What a Supermetrics team holds at any moment.
protocol SupermetricsData: Sendable {
    /// The team's number.
    var team: Int { get }
    var connectors: [SupermetricsConnector] { get }

    /// Returns a connector's newest entries that were logged before a moment, newest first.
    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog]
}

/// A team of given records. An entry shows up once the clock reaches it.
package struct SupermetricsWorld: SupermetricsData {
    let team: Int
    let connectors: [SupermetricsConnector]
    private let logs: [String: [SupermetricsLog]]

    /// Creates a world; entries of one moment keep their order.
    package init(
        logs: [SupermetricsLog], connectors: [SupermetricsConnector], team: Int = 936_506
    ) {
        self.team = team
        self.connectors = connectors
        self.logs = Dictionary(grouping: logs, by: \.connector).mapValues { logs in
            logs.enumerated().sorted {
                ($1.element.loggedAt, $0.offset) < ($0.element.loggedAt, $1.offset)
            }.map(\.element)
        }
    }

    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog] {
        let existing = (logs[connector] ?? []).drop { log in
            log.loggedAt > now || before.map { log.loggedAt >= $0 } ?? false
        }
        return Array(existing.prefix(limit))
    }
}
