/// What a Well workspace holds at any moment.
protocol WellData: Sendable {
    /// In lower case.
    var workspace: String { get }
    var connectors: [WellConnector] { get }
    var workspaceConnectors: [WellWorkspaceConnector] { get }

    func logCount(at now: Moment) -> Int

    /// Returns the newest logs after the one with this `pk`, newest first.
    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog]
}

/// A workspace of given records. A log appears when the clock reaches its creation.
package struct WellWorld: WellData {
    let workspace: String
    let connectors: [WellConnector]
    let workspaceConnectors: [WellWorkspaceConnector]
    /// Newest first.
    private let logs: [WellLog]

    /// Creates a world.
    package init(
        logs: [WellLog], connectors: [WellConnector] = [],
        workspaceConnectors: [WellWorkspaceConnector] = [],
        workspace: String = "00000000-0000-4000-8000-000000000000"
    ) {
        self.connectors = connectors
        self.workspaceConnectors = workspaceConnectors
        self.workspace = workspace.lowercased()
        self.logs = logs.sorted { ($0.createdAt, $0.pk) > ($1.createdAt, $1.pk) }
    }

    func logCount(at now: Moment) -> Int {
        logs.count { $0.createdAt <= now }
    }

    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog] {
        let existing = logs.drop { $0.createdAt > now }
        guard let pk else { return Array(existing.prefix(limit)) }
        if let position = existing.firstIndex(where: { $0.pk == pk }) {
            return Array(existing[(position + 1)...].prefix(limit))
        }
        return Array(existing.drop { $0.pk >= pk }.prefix(limit))
    }
}
