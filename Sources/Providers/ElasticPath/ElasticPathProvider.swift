package import Runs

/// Reads the logs of an Elastic Path store's integrations; each log is an attempt at a job.
package struct ElasticPathProvider: Provider {
    /// What to read, and for whom.
    package struct Scope: Hashable, Sendable {
        /// The organization of an organization's token.
        package let organization: String?
        /// The store to read with an organization's token.
        package let store: String?
        /// The integrations to read; empty for all.
        package let integrations: [String]

        /// Creates a scope.
        package init(
            organization: String? = nil, store: String? = nil, integrations: [String] = []
        ) {
            self.organization = organization
            self.store = store
            self.integrations = integrations
        }
    }

    package let kind = ProviderKind.elasticPath
    /// The store's own list has the runs of all integrations; without it, their lists are
    /// discovered before they are read.
    package let readsRunsByPipeline = false

    private let client: APIClient
    private let integrations: [String]
    private let missing = MissingIntegrations()

    private static let mostPages = 100

    /// Creates a provider for one account. The secret is a token or, with a client id, a client's
    /// secret: then both are exchanged for a token.
    package init(client: APIClient, clientID: SecretResolver? = nil, scope: Scope = Scope()) {
        integrations = scope.integrations
        let headers = ElasticPathWire.scopeHeaders(
            organization: scope.organization, store: scope.store)
        var errors = ElasticPathWire.errors
        errors.credentials = clientID == nil ? .token : .client
        let own = client.speaking(APIDialect(headers: headers, errors: errors))
        guard let clientID else {
            self.client = own
            return
        }
        self.client = own.exchanging {
            (account, secret, permit) async throws(ProviderError) -> Credential in
            let id = try await ProviderError.wrapping(clientID)
            let form = ElasticPathWire.tokenForm(id: id, secret: secret)
            return try ElasticPathWire.token(
                try await account.post(ElasticPathWire.tokenPath, form: form, permit).value)
        }
    }

    /// Lists the integrations to read.
    package func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        var (offset, pages) = (0, 0)
        let found = try await APIClient.distinct(by: \.id) {
            () async throws(ProviderError) -> (elements: [Pipeline], hasMore: Bool) in
            let sized = try await client.page(
                ElasticPathWire.integrationsPath, Self.place(offset), Self.size, permit)
            let rows = try sized.reply.rows("data")
            let page = LogPage(
                sized.reply.value, rows: rows, offset: offset, asked: sized.rows)
            let hasMore = !page.isLast && offset < LogList.ceiling
            offset = min(offset + page.stride(sharing: LogList.overlap), LogList.ceiling)
            pages += 1
            return (
                rows.compactMap(ElasticPathWire.integration), hasMore && pages < Self.mostPages
            )
        }
        let ids = Set(found.map(\.id.text))
        await missing.note(integrations.filter { !ids.contains($0) })
        return found.filter { integrations.isEmpty || integrations.contains($0.id.text) }
    }

    package func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var position = ElasticPathPosition(notes: request.position?.notes)
        if position.queue.isEmpty || position.beginsAnew(at: request.now) {
            position.begin(
                position.usesStore(at: request.now)
                    ? [.store] : try await lists(request, permit))
        }
        var page = RunPage.nothing
        if let (id, walk) = position.current(since: request.since, now: request.now) {
            page = try await read(walk, of: id, request, &position, permit)
        }
        page.position = ReadPosition(position.notes)
        page.hasMore = !position.queue.isEmpty
        return page
    }

    /// Reads the walk's next page; continues with other lists if this one is refused.
    private func read(
        _ walk: LogWalk, of id: LogListID, _ request: PageRequest,
        _ position: inout ElasticPathPosition, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var (walk, page) = (walk, RunPage.nothing)
        let logs: LogPage
        do {
            let sized = try await self.logs(&walk, of: id, permit)
            page.note(sized.reply)
            logs = LogPage(
                sized.reply.value, rows: try sized.reply.rows("data"), offset: walk.place.offset,
                asked: sized.rows)
        } catch  where error.isTooLarge {
            page.rejected = [.tooLarge]
            logs = .tooLarge(at: walk.place.offset, total: walk.total)
        } catch  where id == .store && error.refusesResource {
            position.avoidStore(try await lists(request, permit), now: request.now)
            return page
        } catch {
            if let integration = id.integration, isSkipped(error, at: position) {
                page.refusals = error.refusal(
                    of: PipelineID(integration), isConfigured: integrations.contains(integration))
                position.skipped = request.now
                position.finishList()
                return page
            }
            // The server's own limit may be lower: beyond it the list ends.
            guard walk.place.offset > 0, error.refusesParameter else { throw error }
            logs = .empty(at: walk.place.offset)
        }
        let taken = try position.take(logs, walk, of: id)
        page.observations = taken.observations.filter(isWanted)
        if page.rejected.isEmpty { page.rejected = taken.rejected }
        if id == .store { page.refusals = await missing.refusals }
        page.gap = taken.gap
        if taken.needsIntegrations {
            position.avoidStore(try await lists(request, permit), now: request.now)
        }
        return page
    }

    private func logs(
        _ walk: inout LogWalk, of id: LogListID, _ permit: CallPermit
    ) async throws(ProviderError) -> SizedReply {
        let path = ElasticPathWire.logsPath(of: id.integration)
        var rows = walk.plan(await client.pageSizes.rows(of: path, wanted: LogList.limit))
        return try await client.page(of: path, from: rows) { fewer throws(ProviderError) in
            walk.shorten(by: rows - fewer)
            rows = fewer
            let limit = QueryItem(Self.size.parameter, String(rows))
            return try await client.get(path, [limit] + Self.place(walk.place.offset), permit)
        }
    }

    /// Whether to skip an integration's list, so that it does not stop the others: it is refused,
    /// or fails without requesting a wait, and another list was readable or is left.
    private func isSkipped(_ error: ProviderError, at position: ElasticPathPosition) -> Bool {
        guard case .refused(let problem) = error,
            error.refusesResource || problem.status >= 500 && !problem.asksToWait
        else { return false }
        return position.hasAnswer || position.queue.count > 1
    }

    private func isWanted(_ seen: RunObservation) -> Bool {
        guard !integrations.isEmpty, let id = seen.pipeline.value else { return true }
        return integrations.contains(id.text)
    }

    private func lists(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> [LogListID] {
        if !integrations.isEmpty { return integrations.map(LogListID.integration) }
        let known = request.pipelines.isEmpty ? try await pipelines(permit) : request.pipelines
        return known.map { .integration($0.id.text) }
    }

    private static let size = PageSize("page[limit]", LogList.limit)

    private static func place(_ offset: Int) -> [QueryItem] {
        [QueryItem("page[offset]", String(offset))]
    }
}

/// The configured integrations that the store's list lacks.
private actor MissingIntegrations {
    private(set) var refusals: [PipelineRefusal] = []

    func note(_ ids: [String]) {
        refusals = ids.map { PipelineRefusal(pipeline: PipelineID($0), problem: nil) }
    }
}

extension ProviderRegistration {
    static let elasticPath = ProviderRegistration(
        ProviderDescription(
            .elasticPath, baseURL: "https://{region}.api.elasticpath.com",
            settings: [
                ProviderSetting(
                    "region", .word(["useast", "euwest"]),
                    "where the store is: useast or euwest", need: .unless(key: "base-url"),
                    example: "\"useast\""),
                ProviderSetting(
                    "client-id", .secret, "the id of a client",
                    example: #"{ env = "EPCC_CLIENT_ID" }"#),
                ProviderSetting(
                    "client-secret", .secret, "the client's secret",
                    example: #"{ env = "EPCC_CLIENT_SECRET" }"#),
                ProviderSetting(
                    "token", .secret, "a ready token, in place of client-id and client-secret"),
                ProviderSetting(
                    "integrations", .texts,
                    "the integrations to read; all of them when left out"),
                ProviderSetting(
                    "org-id", .text, "the organization of an organization's token",
                    isScope: true),
                ProviderSetting(
                    "store-id", .text, "the store to read with an organization's token",
                    isScope: true),
            ],
            credentials: [["client-id", "client-secret"], ["token"]],
            pipelines: ("integrations", "/v2/integrations"), pipelineKey: "integrations")
    ) { source in
        let scope = ElasticPathProvider.Scope(
            organization: source.values.text("org-id"), store: source.values.text("store-id"),
            integrations: source.values.texts("integrations"))
        guard !source.hasSecret("token") else {
            return ElasticPathProvider(client: source.client(), scope: scope)
        }
        return ElasticPathProvider(
            client: source.client("client-secret"), clientID: source.secret("client-id"),
            scope: scope)
    }
}
