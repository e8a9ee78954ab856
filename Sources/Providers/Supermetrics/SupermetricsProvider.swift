package import Runs

/// Reads the calls that a Supermetrics team's connectors made.
package struct SupermetricsProvider: Provider {
    package let kind = ProviderKind.supermetrics

    private let client: APIClient
    private let team: Int64
    private let listed: [String]

    /// Creates a provider for the team's connectors with these ids, or for all if there are none.
    package init(client: APIClient, team: Int64, connectors: [String] = []) {
        self.client = client.speaking(SupermetricsWire.dialect)
        self.team = team
        listed = connectors
    }

    /// Lists the connectors to read. Configured ones have no names if the team's list is forbidden;
    /// otherwise those that it lacks are left out.
    package func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        let found: [Pipeline]
        do {
            found = try await discovered(permit)
        } catch  where error.refusesResource && !listed.isEmpty {
            return listed.map { Pipeline(id: PipelineID($0), name: nil) }
        }
        guard !listed.isEmpty else { return found }
        return listed.compactMap { text in found.first { $0.id.text == text } }
    }

    package func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        guard request.question?.isForSupermetrics ?? true else {
            return .nothing
        }
        var position = SupermetricsPosition(notes: request.position?.notes)
        let wanted = try await connectors(request, position, permit)
        var walk = position.beginWalk(
            wanted, since: request.since, now: request.now,
            before: request.question?.supermetricsBound)
        var page = RunPage.nothing
        while !walk.queue.isEmpty {
            var connector = walk.queue.removeFirst()
            let reply: APIReply
            do {
                reply = try await read(&connector, permit)
            } catch  where error.refusesResource && (walk.hasRead || !walk.queue.isEmpty) {
                let id = connector.connector
                page.refusals += error.refusal(
                    of: PipelineID(id), isConfigured: listed.contains(id))
                continue
            } catch  where error.isTooLarge {
                // What lies behind such an entry appears once newer ones show its time.
                page.rejected.append(.tooLarge)
                page.gap = ReadGap(
                    unread: connector.floor, until: connector.before ?? connector.began)
                if connector.before != nil { position.end(connector) }
                walk.hasRead = true
                break
            }
            walk.hasRead = true
            page.note(reply)
            let known = position.connectors[connector.connector]?.recent ?? [:]
            let others = position.recent(besides: connector.connector, in: walk)
            let step = connector.take(
                try reply.rows("logs"), known: known,
                isForeign: { id in others.contains { $0[id] != nil } }, into: &page)
            switch step {
            case .goesOn: walk.queue.append(connector)
            case .isDone: position.end(connector)
            }
            break
        }
        position.walk = walk.queue.isEmpty ? nil : walk
        page.hasMore = position.walk != nil
        page.position = ReadPosition(position.notes)
        return page
    }

    private func read(
        _ connector: inout ConnectorWalk, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        let query = connector.before.map { [QueryItem("before", $0.rfc3339)] } ?? []
        let page = try await client.page(
            SupermetricsWire.logsPath(team: team, connector: connector.connector), query,
            PageSize("limit", connector.limit), permit)
        if page.rows < connector.limit { connector.largest = page.rows }
        return page.reply
    }

    /// The connectors to read: configured, else discovered, else read before, else the team's own.
    private func connectors(
        _ request: PageRequest, _ position: SupermetricsPosition, _ permit: CallPermit
    ) async throws(ProviderError) -> [String] {
        if !listed.isEmpty {
            return listed.filter { id in
                let known = request.pipelines.first { $0.id.text == id }
                return known.map { request.question?.reads($0) ?? true } ?? true
            }
        }
        if !request.pipelines.isEmpty {
            return request.pipelines.filter { request.question?.reads($0) ?? true }
                .map(\.id.text)
        }
        if !position.connectors.isEmpty || position.walk != nil {
            let queued = position.walk?.queue.map(\.connector) ?? []
            return Set(queued).union(position.connectors.keys).sorted()
        }
        return try await discovered(permit).filter { request.question?.reads($0) ?? true }
            .map(\.id.text)
    }

    private func discovered(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        let reply = try await client.get(SupermetricsWire.connectorsPath(team: team), [], permit)
        return try reply.rows("connectors").compactMap(SupermetricsWire.connector)
    }
}

/// What Supermetrics supports of a question: the connectors, and an upper bound.
extension RunQuestion {
    var isForSupermetrics: Bool {
        isAnswerable(
            by: [.succeeded, .failed, .unknown],
            without: [.trigger, .attempt, .error, .metadata, .finished, .related])
    }

    /// The upper bound of entries; an entry with only a day counts from the day's beginning.
    var supermetricsBound: Timestamp? { until?.advanced(byMilliseconds: 86_400_000 + 1_000) }

    /// Whether a connector may have requested entries; an unnamed one may have a name elsewhere.
    func reads(_ connector: Pipeline) -> Bool { connector.name == nil || admits(connector) }
}

extension ProviderRegistration {
    static let supermetrics = ProviderRegistration(
        ProviderDescription(
            .supermetrics, baseURL: "https://api.supermetrics.com",
            settings: [
                .token(from: "SUPERMETRICS_API_KEY"),
                ProviderSetting(
                    "team", .positiveInteger, "the team's number", need: .always,
                    example: "936506", isScope: true),
                ProviderSetting(
                    "connectors", .identifiers,
                    "the connectors to read; all of the team's when left out"),
            ],
            pipelines: ("connectors", "/v1/teams/{team}/connector_builder/connectors"),
            pipelineKey: "connectors")
    ) { source in
        SupermetricsProvider(
            client: source.client(), team: Int64(source.values.integer("team") ?? 0),
            connectors: source.values.texts("connectors"))
    }
}
