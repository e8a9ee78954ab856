package import Runs

/// Reads the sync runs of Well's workspace connectors.
package struct WellProvider: Provider {
    package let kind = ProviderKind.well
    /// One list tells of the runs of all connectors.
    package let readsRunsByPipeline = false

    let client: APIClient
    private let workspace: String?

    /// The first page of a walk is small, so that the newest runs are there at once.
    private static let firstLimit = 100
    /// The largest page that the API gives.
    static let limit = 500
    /// The page size of the lists of connectors.
    private static let connectorLimit = 100

    /// Makes a provider for one account.
    ///
    /// - Parameters:
    ///   - client: The account.
    ///   - workspace: The workspace to read, or nil for the token's own.
    package init(client: APIClient, workspace: String? = nil) {
        self.client = client.speaking(WellWire.dialect)
        self.workspace = workspace
    }

    /// Lists the workspace's connectors: named after the account's label, else after what they
    /// connect to; without names where the list of those is forbidden.
    package func pipelines() async throws(ProviderError) -> [Pipeline] {
        let connected = try await list(
            WellWire.workspaceConnectorsPath, read: WellWire.connection)
        do {
            return WellWire.pipelines(
                connected,
                connectors: try await list(WellWire.connectorsPath, read: WellWire.connector))
        } catch  where error.refusesResource {
            return WellWire.pipelines(connected, connectors: [])
        }
    }

    package func page(_ request: PageRequest) async throws(ProviderError) -> RunPage {
        guard let question = request.question else { return try await listPage(request) }
        return try await recordPage(of: question, request)
    }

    /// Reads one page of the list, whatever is asked for.
    func listPage(_ request: PageRequest) async throws(ProviderError) -> RunPage {
        var position = WellPosition(notes: request.position?.notes)
        var walk = position.beginWalk(since: request.since, now: request.now)
        let reply: APIReply
        do {
            reply = try await read(&walk)
        } catch  where error.isTooLarge && walk.lowest != nil {
            return position.passOver(walk, now: request.now)
        }
        var page = try position.take(
            try reply.rows("data"),
            next: try WellWire.nextCursor(reply.value, at: client.baseURL),
            walk: walk, now: request.now)
        page.note(reply)
        return page
    }

    /// Reads the walk's next page, and goes back to the top once where its cursor is refused.
    private func read(_ walk: inout WellWalk) async throws(ProviderError) -> APIReply {
        do {
            return try await page(walk)
        } catch {
            guard walk.cursor != nil, !walk.hasRestarted, error.refusesParameter else {
                throw error
            }
            walk.restart()
            return try await page(walk)
        }
    }

    private func page(_ walk: WellWalk) async throws(ProviderError) -> APIReply {
        let limit = walk.cursor == nil ? Self.firstLimit : Self.limit
        let cursor = walk.cursor.map { [QueryItem("cursor", $0)] } ?? []
        return try await client.page(
            WellWire.logsPath, scope + cursor, PageSize("limit", limit)
        ).reply
    }

    private func list<Element: Sendable>(
        _ path: String, read: @Sendable (JSONValue) -> Element?
    ) async throws(ProviderError) -> [Element] {
        try await client.list(
            path, scope, PageSize("limit", Self.connectorLimit), rows: "data", token: "cursor",
            read: read
        ) { reply throws(ProviderError) in
            try WellWire.nextCursor(reply.value, at: client.baseURL)
        }
    }

    /// The workspace to read, as parameters.
    var scope: [QueryItem] { workspace.map { [QueryItem("workspaceId", $0)] } ?? [] }
}
