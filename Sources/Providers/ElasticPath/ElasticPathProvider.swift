package import Runs

/// Reads the logs of an Elastic Path store's integrations, each of which is an attempt at a job.
package struct ElasticPathProvider: Provider {
    /// What is read, and for whom.
    package struct Scope: Hashable, Sendable {
        /// The organization of an organization's token.
        package let organization: String?
        /// The store to read with an organization's token.
        package let store: String?
        /// The integrations to read; all of them where empty.
        package let integrations: [String]

        /// Joins what is read and for whom.
        package init(
            organization: String? = nil, store: String? = nil, integrations: [String] = []
        ) {
            self.organization = organization
            self.store = store
            self.integrations = integrations
        }
    }

    package let kind = ProviderKind.elasticPath
    /// The store's own list tells of the runs of all integrations, and without it theirs are
    /// found out before any is asked for.
    package let readsRunsByPipeline = false

    private let client: APIClient
    private let integrations: [String]
    private let missing = MissingIntegrations()

    /// The greatest number of pages of integrations.
    private static let mostPages = 100

    /// Makes a provider for one account.
    ///
    /// - Parameters:
    ///   - client: The account, whose secret is a ready token, or a client's where there is an id.
    ///   - clientID: The id of a client, which is exchanged for a token with the secret.
    ///   - scope: What is read, and for whom.
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
            (account, secret) async throws(ProviderError) -> Credential in
            let id: Secret
            do throws(SecretFailure) {
                id = try await clientID()
            } catch {
                throw .secret(error)
            }
            let form = ElasticPathWire.tokenForm(id: id, secret: secret)
            return try ElasticPathWire.token(
                try await account.post(ElasticPathWire.tokenPath, form: form).value)
        }
    }

    /// Lists the integrations that are to be read.
    package func pipelines() async throws(ProviderError) -> [Pipeline] {
        var found: [Pipeline] = []
        var known: Set<PipelineID> = []
        var offset = 0
        for _ in 0..<Self.mostPages {
            let sized = try await client.page(
                ElasticPathWire.integrationsPath, Self.place(offset), Self.size)
            let rows = try sized.reply.rows("data")
            let fresh = rows.compactMap(ElasticPathWire.integration).filter {
                known.insert($0.id).inserted
            }
            found += fresh
            let page = LogPage(
                sized.reply.value, rows: rows, offset: offset, asked: sized.rows)
            guard !fresh.isEmpty, !page.isLast, offset < LogList.ceiling else { break }
            offset = min(offset + page.stride(sharing: LogList.overlap), LogList.ceiling)
        }
        let ids = Set(found.map(\.id.text))
        await missing.note(integrations.filter { !ids.contains($0) })
        return found.filter { integrations.isEmpty || integrations.contains($0.id.text) }
    }

    package func page(_ request: PageRequest) async throws(ProviderError) -> RunPage {
        var position = ElasticPathPosition(notes: request.position?.notes)
        if position.queue.isEmpty || position.beginsAnew(at: request.now) {
            position.begin(
                position.usesStore(at: request.now) ? [.store] : try await lists(request))
        }
        var page = RunPage(position: ReadPosition(.null), hasMore: false)
        if let (id, walk) = position.current(since: request.since, now: request.now) {
            try await read(walk, of: id, request, into: &page, &position)
        }
        page.position = ReadPosition(position.notes)
        page.hasMore = !position.queue.isEmpty
        return page
    }

    /// Reads the walk's next page, and goes over to other lists where this one is refused.
    private func read(
        _ walk: LogWalk, of id: LogListID, _ request: PageRequest, into page: inout RunPage,
        _ position: inout ElasticPathPosition
    ) async throws(ProviderError) {
        var walk = walk
        var sized: SizedReply?
        var isTooLarge = false
        do {
            sized = try await logs(&walk, of: id)
        } catch {
            if id == .store, error.refusesResource {
                return position.avoidStore(try await lists(request), now: request.now)
            }
            if let integration = id.integration, isSkipped(error, at: position) {
                // One that was removed is not missed, unless it is the configuration's.
                if case .refused(let problem) = error,
                    !error.isNotFound || integrations.contains(integration)
                {
                    page.refusals = [
                        PipelineRefusal(pipeline: PipelineID(integration), problem: problem)
                    ]
                }
                position.skipped = request.now
                return position.finishList()
            }
            // The server's own ceiling may be lower: beyond it the list is over.
            isTooLarge = error.isTooLarge
            guard isTooLarge || walk.offset > 0 && error.refusesParameter else { throw error }
        }
        let other: LogPage =
            isTooLarge
            ? .tooLarge(at: walk.offset, total: walk.total) : .empty(at: walk.offset)
        let logs =
            try sized.map { sized throws(ProviderError) in
                LogPage(
                    sized.reply.value, rows: try sized.reply.rows("data"), offset: walk.offset,
                    asked: sized.rows)
            } ?? other
        let taken = try position.take(logs, walk, of: id)
        page.observations = taken.observations.filter(isWanted)
        page.rejected = isTooLarge ? [RejectedRow(id: nil, field: nil)] : taken.rejected
        if id == .store {
            page.refusals = await missing.ids.map {
                PipelineRefusal(pipeline: PipelineID($0), problem: nil)
            }
        }
        page.gap = taken.gap
        if let sized { page.note(sized.reply) }
        if taken.needsIntegrations {
            position.avoidStore(try await lists(request), now: request.now)
        }
    }

    /// Reads the walk's next page, of fewer rows where it would be too large.
    private func logs(
        _ walk: inout LogWalk, of id: LogListID
    ) async throws(ProviderError) -> SizedReply {
        let path = ElasticPathWire.logsPath(of: id.integration)
        let first = walk.plan(await client.pageSizes.rows(of: path, wanted: LogList.limit))
        var rows = first
        while true {
            do throws(ProviderError) {
                let limit = QueryItem(Self.size.parameter, String(rows))
                var reply = try await client.get(path, [limit] + Self.place(walk.offset))
                reply.isShortened = rows < first
                await client.pageSizes.fits(path, rows, byteCount: reply.byteCount)
                return SizedReply(reply: reply, rows: rows)
            } catch {
                guard error.isTooLarge,
                    let fewer = await client.pageSizes.halve(path, from: rows)
                else { throw error }
                walk.shorten(by: rows - fewer)
                rows = fewer
            }
        }
    }

    /// Whether one integration's list is passed over, so that it keeps no other from being read:
    /// it is refused or fails without asking for a wait, and it is not the last hope.
    private func isSkipped(_ error: ProviderError, at position: ElasticPathPosition) -> Bool {
        guard case .refused(let problem) = error,
            error.refusesResource || problem.status >= 500 && !problem.asksForPatience
        else { return false }
        return position.hasAnswer || position.queue.count > 1
    }

    private func isWanted(_ seen: RunObservation) -> Bool {
        guard !integrations.isEmpty, let id = seen.pipeline.value else { return true }
        return integrations.contains(id.text)
    }

    /// The lists of the integrations, where the store's own is of no use.
    private func lists(_ request: PageRequest) async throws(ProviderError) -> [LogListID] {
        if !integrations.isEmpty { return integrations.map(LogListID.integration) }
        let known = request.pipelines.isEmpty ? try await pipelines() : request.pipelines
        return known.map { .integration($0.id.text) }
    }

    private static let size = PageSize("page[limit]", LogList.limit)

    private static func place(_ offset: Int) -> [QueryItem] {
        [QueryItem("page[offset]", String(offset))]
    }
}

/// The configured integrations that the store's list of integrations has not.
private actor MissingIntegrations {
    private(set) var ids: [String] = []

    func note(_ ids: [String]) { self.ids = ids }
}
