package import Runs

/// Reads the sync runs of Well's workspace connectors.
package struct WellProvider: Provider {
    package let kind = ProviderKind.well
    /// One list has the runs of all connectors.
    package let readsRunsByPipeline = false

    let client: APIClient
    private let workspace: String?

    /// A walk's first page is small, so that the newest runs appear at once.
    private static let firstLimit = 100
    static let limit = 500
    private static let connectorLimit = 100

    /// Creates a provider for one workspace, or for that of the account's token.
    package init(client: APIClient, workspace: String? = nil) {
        self.client = client.speaking(WellWire.dialect)
        self.workspace = workspace
    }

    /// Lists the workspace's connectors, named after the account's label, else after what they
    /// connect to; without names if the list of those is forbidden.
    package func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        let connected = try await list(
            WellWire.workspaceConnectorsPath, permit, read: WellWire.connection)
        do {
            return WellWire.pipelines(
                connected,
                connectors: try await list(
                    WellWire.connectorsPath, permit, read: WellWire.connector))
        } catch  where error.refusesResource {
            return WellWire.pipelines(connected, connectors: [])
        }
    }

    package func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        guard let question = request.question else {
            var position = NewestFirstPosition(notes: request.position?.notes)
            return try await listPage(&position, request, permit)
        }
        return try await recordPage(of: question, request, permit)
    }

    func listPage(
        _ position: inout NewestFirstPosition, _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var walk = position.beginWalk(since: request.since, now: request.now)
        let reply: APIReply
        do {
            reply = try await read(&walk, permit)
        } catch  where error.isTooLarge && walk.lowest != nil {
            return position.passOver(walk, now: request.now)
        }
        var page = try position.take(
            try reply.rows("data").map(WellWire.row),
            next: try WellWire.nextCursor(reply.value, at: client.baseURL),
            walk: walk, now: request.now)
        page.note(reply)
        return page
    }

    /// Reads the walk's next page; returns to the top once if its cursor is refused.
    private func read(
        _ walk: inout NewestFirstWalk, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        do {
            return try await page(walk, permit)
        } catch {
            guard walk.cursor != nil, !walk.hasRestarted, error.refusesParameter else {
                throw error
            }
            walk.restart()
            return try await page(walk, permit)
        }
    }

    private func page(
        _ walk: NewestFirstWalk, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        let limit = walk.cursor == nil ? Self.firstLimit : Self.limit
        let cursor = walk.cursor.map { [QueryItem("cursor", $0)] } ?? []
        return try await client.page(
            WellWire.logsPath, scope + cursor, PageSize("limit", limit), permit
        ).reply
    }

    private func list<Element: Sendable>(
        _ path: String, _ permit: CallPermit, read: @Sendable (JSONValue) -> Element?
    ) async throws(ProviderError) -> [Element] {
        let size = PageSize("limit", Self.connectorLimit)
        return try await client.list(
            TokenList(path: path, query: scope, size: size, token: "cursor"), permit, read: read
        ) { reply throws(ProviderError) in
            try WellWire.nextCursor(reply.value, at: client.baseURL)
        }
    }

    var scope: [QueryItem] { workspace.map { [QueryItem("workspaceId", $0)] } ?? [] }
}

extension ProviderRegistration {
    static let well = ProviderRegistration(
        ProviderDescription(
            .well, baseURL: "https://api.wellapp.ai",
            settings: [
                .token(from: "WELL_API_TOKEN"),
                ProviderSetting("workspace", .uuid, "the workspace to read", isScope: true),
            ],
            pipelines: ("workspace connectors", "/v1/workspace-connectors"))
    ) { source in
        WellProvider(client: source.client(), workspace: source.values.text("workspace"))
    }
}
