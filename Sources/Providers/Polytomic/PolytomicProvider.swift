package import Runs

/// Reads the events of Polytomic's syncs, which make up executions.
package struct PolytomicProvider: Provider {
    /// How an account authenticates.
    package enum Authentication: Hashable, Sendable {
        /// A user's key, perhaps with the organisation whose events to list.
        case bearer(organization: String?)
        case basic(organization: String)
    }

    package let kind = ProviderKind.polytomic
    /// One list has the events of all syncs.
    package let readsRunsByPipeline = false

    private let client: APIClient
    private let organization: String?

    private static let syncSize = PageSize("limit", 50)

    /// Creates a provider for one account.
    package init(client: APIClient, authentication: Authentication) {
        let scheme: AuthorizationScheme
        switch authentication {
        case .bearer(let organization):
            scheme = .bearer
            self.organization = organization
        case .basic(let organization):
            scheme = .basic(user: organization)
            self.organization = nil
        }
        self.client = client.speaking(
            APIDialect(
                authorization: scheme, headers: [PolytomicWire.versionHeader],
                errors: PolytomicWire.errors))
    }

    /// Lists syncs and bulk syncs; one of the two may be forbidden.
    package func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        var found: [Pipeline] = []
        var refusals: [ProviderError] = []
        for path in [PolytomicWire.syncsPath, PolytomicWire.bulkSyncsPath] {
            do {
                found += try await client.list(
                    TokenList(path: path, size: Self.syncSize, token: "page_token"), permit,
                    read: PolytomicWire.sync
                ) { PolytomicWire.nextToken($0.value) }
            } catch  where error.refusesResource {
                refusals.append(error)
            }
        }
        if refusals.count == 2, let refusal = refusals.first { throw refusal }
        return found
    }

    package func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        guard request.question?.isForPolytomic ?? true else { return .nothing }
        var position = PolytomicPosition(notes: request.position?.notes)
        if let question = position.question(at: request.now) {
            return try await ask(question, &position, at: request.now, permit)
        }
        position.inquiry = nil
        var (walk, gap) = position.beginWalk(since: request.since, now: request.now)
        if let question = request.question, request.position == nil {
            walk.narrow(to: try await scope(of: question, permit))
            guard !walk.windows.isEmpty else { return .nothing }
        }
        let sized = try await read(&walk, permit)
        var page = try position.take(
            try sized.reply.rows("data"), next: PolytomicWire.nextToken(sized.reply.value),
            walk: walk, asked: sized.rows, at: request.now)
        page.note(sized.reply)
        // The gap is reported once, and not again for each question.
        page.gap = (request.question == nil ? gap : nil) ?? page.gap
        return page
    }

    package func eventTypes(_ permit: CallPermit) async throws(ProviderError) -> [String]? {
        try await client.get(PolytomicWire.eventTypesPath, [], permit).rows("data")
            .compactMap(\.string)
    }

    private func scope(
        of question: RunQuestion, _ permit: CallPermit
    ) async throws(ProviderError) -> EventScope {
        var types: [String] = []
        if !question.events.isEmpty {
            types = question.polytomicTypes(among: try await eventTypes(permit) ?? [])
        }
        return EventScope(types: types, until: question.until)
    }

    /// Requests a sync's executions. A refusal is an answer; errors that forbid any call are
    /// thrown.
    private func ask(
        _ question: ExecutionQuestion, _ position: inout PolytomicPosition, at now: Timestamp,
        _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var items: [QueryItem] = []
        if let token = question.token { items.append(QueryItem("page_token", token)) }
        let answer: ExecutionAnswer
        var budget: RateBudget?
        do {
            let path = PolytomicWire.executionsPath(of: question.sync)
            let reply =
                question.sync.kind == .bulk
                ? try await client.page(path, items, Self.eventSize, permit).reply
                : try await client.get(path, items, permit)
            budget = reply.budget
            answer = .page(
                try reply.rows("data"), next: PolytomicWire.nextToken(reply.value))
        } catch {
            switch error {
            case .cancelled, .secret, .held: throw error
            case .refused(let problem):
                guard !problem.asksToWait else { throw error }
                answer = problem.status < 500 ? .refused : .failed
            case .unreachable, .unreadable: answer = .failed
            }
        }
        var page = position.take(answer, to: question, at: now)
        page.budget = budget
        return page
    }

    /// Reads the walk's next page; begins its window again if the token is refused.
    private func read(
        _ walk: inout EventWalk, _ permit: CallPermit
    ) async throws(ProviderError) -> SizedReply {
        let path = PolytomicWire.eventsPath
        do {
            return try await client.page(path, query(walk), Self.eventSize, permit)
        } catch {
            guard walk.token != nil, error.refusesParameter else { throw error }
            walk.dropToken()
            return try await client.page(path, query(walk), Self.eventSize, permit)
        }
    }

    private static let eventSize = PageSize("limit", PolytomicPosition.limit)

    private func query(_ walk: EventWalk) -> [QueryItem] {
        var items = [QueryItem("starting_after", walk.window.after.rfc3339)]
        if let before = walk.window.before {
            items.append(QueryItem("ending_before", before.rfc3339))
        }
        if let type = walk.scope?.types.last { items.append(QueryItem("type", type)) }
        if let organization { items.append(QueryItem("organization_id", organization)) }
        if let token = walk.token { items.append(QueryItem("page_token", token)) }
        return items
    }
}

extension ProviderRegistration {
    static let polytomic = ProviderRegistration(
        ProviderDescription(
            .polytomic, baseURL: "https://app.polytomic.com",
            settings: [
                .token(from: "POLYTOMIC_API_KEY"),
                ProviderSetting(
                    "auth", .word(["bearer", "basic"]),
                    "how requests are signed: bearer or basic"),
                ProviderSetting(
                    "organization", .text, "the organization's id; needed with basic",
                    need: .because(key: "auth", value: "basic"), isScope: true),
            ],
            pipelines: ("syncs", "/api/syncs"))
    ) { source in
        let organization = source.values.text("organization")
        let authentication: PolytomicProvider.Authentication
        if source.values.text("auth") == "basic", let organization {
            authentication = .basic(organization: organization)
        } else {
            authentication = .bearer(organization: organization)
        }
        return PolytomicProvider(client: source.client(), authentication: authentication)
    }
}
