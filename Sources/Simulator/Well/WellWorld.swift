/// What a Well workspace holds at any moment.
protocol WellData: Sendable {
    /// The workspace's identifier, in lower case.
    var workspace: String { get }
    var connectors: [WellConnector] { get }
    var workspaceConnectors: [WellWorkspaceConnector] { get }

    /// Counts the logs that exist.
    func logCount(at now: Moment) -> Int

    /// Returns the newest logs that come after the one with this `pk`, newest first.
    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog]
}

/// A workspace of given records. A log shows up once the clock reaches its creation.
package struct WellWorld: WellData {
    let workspace: String
    let connectors: [WellConnector]
    let workspaceConnectors: [WellWorkspaceConnector]
    private let allLogs: @Sendable (Moment) -> [WellLog]

    /// Creates a world whose logs do not change.
    package init(
        logs: [WellLog],
        connectors: [WellConnector] = [],
        workspaceConnectors: [WellWorkspaceConnector] = [],
        workspace: String = "00000000-0000-4000-8000-000000000000"
    ) {
        let sorted = Self.newestFirst(logs)
        self.init(
            connectors: connectors, workspaceConnectors: workspaceConnectors,
            workspace: workspace, sortedLogs: { _ in sorted })
    }

    /// Creates a world whose logs are a function of the time, in any order.
    package init(
        connectors: [WellConnector] = [],
        workspaceConnectors: [WellWorkspaceConnector] = [],
        workspace: String = "00000000-0000-4000-8000-000000000000",
        logs: @escaping @Sendable (Moment) -> [WellLog]
    ) {
        self.init(
            connectors: connectors, workspaceConnectors: workspaceConnectors,
            workspace: workspace, sortedLogs: { Self.newestFirst(logs($0)) })
    }

    private init(
        connectors: [WellConnector],
        workspaceConnectors: [WellWorkspaceConnector],
        workspace: String,
        sortedLogs: @escaping @Sendable (Moment) -> [WellLog]
    ) {
        self.connectors = connectors
        self.workspaceConnectors = workspaceConnectors
        self.workspace = workspace.lowercased()
        allLogs = sortedLogs
    }

    func logCount(at now: Moment) -> Int {
        allLogs(now).count { $0.createdAt <= now }
    }

    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog] {
        let existing = allLogs(now).drop { $0.createdAt > now }
        guard let pk else { return Array(existing.prefix(limit)) }
        if let position = existing.firstIndex(where: { $0.pk == pk }) {
            return Array(existing[(position + 1)...].prefix(limit))
        }
        return Array(existing.drop { $0.pk >= pk }.prefix(limit))
    }

    private static func newestFirst(_ logs: [WellLog]) -> [WellLog] {
        logs.sorted { ($0.createdAt, $0.pk) > ($1.createdAt, $1.pk) }
    }
}
