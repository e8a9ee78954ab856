/// Elastic Path's read API after its page "List logs for integration", the store-wide form of
/// that list, its list of integrations, and its token endpoint.
struct ElasticPathAPI: VendorAPI {
    private let world: any ElasticPathData
    private let tokens: ElasticPathTokens
    private var rate: ElasticPathRate

    init(world: any ElasticPathData, seed: UInt64) {
        self.world = world
        tokens = ElasticPathTokens(seed: seed)
        rate = ElasticPathRate(limit: world.requestsPerSecond)
    }

    var key: String { tokens.readyToken }

    var credentialLines: [String] {
        [
            "client-id = \"\(tokens.clientID)\"",
            "client-secret = \"\(tokens.clientSecret)\"",
        ]
    }

    var configLines: [String] { [] }

    /// What can be asked for.
    private enum Resource {
        case token
        case integrations
        case logs(integration: String?)
        case jobLogs(integration: String, job: String)

        init(_ segments: [String]) throws(ElasticPathError) {
            switch (segments.count, segments.first) {
            case (2, "oauth") where segments[1] == "access_token": self = .token
            case (2..., "v2") where segments[1] == "integrations":
                self = try Self.below(Array(segments.dropFirst(2)))
            default: throw .notFound
            }
        }

        private static func below(_ rest: [String]) throws(ElasticPathError) -> Resource {
            switch rest.count {
            case 0: return .integrations
            case 1 where rest[0] == "logs": return .logs(integration: nil)
            case 2 where rest[1] == "logs": return .logs(integration: rest[0])
            case 4 where rest[1] == "jobs" && rest[3] == "logs":
                return .jobLogs(integration: rest[0], job: rest[2])
            default: throw .notFound
            }
        }
    }

    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        do throws(ElasticPathError) {
            guard rate.take(at: now) else { throw ElasticPathError.tooManyRequests }
            return SimulatedResponse(json: try answer(request, at: now))
        } catch {
            return error.response
        }
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        switch refusal {
        case .unauthorized: ElasticPathError.unauthorized.response
        case .forbidden: ElasticPathError.forbidden.response
        case .rateLimited: ElasticPathError.tooManyRequests.response
        case .serverError: ElasticPathError.internalServerError.response
        }
    }

    private func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(ElasticPathError) -> JSON {
        let resource = try Resource(request.segments)
        if case .token = resource {
            guard request.method == "POST" else { throw .methodNotAllowed }
            return try tokens.grant(request, at: now)
        }
        guard request.method == "GET" else { throw .methodNotAllowed }
        guard tokens.accepts(request, at: now) else { throw .unauthorized }
        let paging = try ElasticPathPaging(request)
        let (rows, total) = try rows(of: resource, paging, at: now)
        return paging.envelope(rows, total: total, path: request.path, style: world.style)
    }

    private func rows(
        of resource: Resource, _ paging: ElasticPathPaging, at now: Moment
    ) throws(ElasticPathError) -> (page: [JSON], total: Int) {
        switch resource {
        case .token:
            throw .notFound
        case .integrations:
            let all = world.integrations
            return (all.dropFirst(paging.offset).prefix(paging.limit).map(\.json), all.count)
        case .logs(let integration):
            if let integration {
                try check(integration)
            } else if !world.servesStoreLogs {
                throw .forbidden
            }
            let (page, total) = world.logs(
                of: integration, offset: paging.offset, limit: paging.limit, at: now)
            return (page.map(\.json), total)
        case .jobLogs(let integration, let job):
            try check(integration)
            let logs = world.logs(of: integration, job: job, at: now)
            guard !logs.isEmpty else { throw .notFound }
            return (logs.dropFirst(paging.offset).prefix(paging.limit).map(\.json), logs.count)
        }
    }

    private func check(_ integration: String) throws(ElasticPathError) {
        guard world.integrations.contains(where: { $0.id == integration }) else {
            throw .notFound
        }
    }
}
