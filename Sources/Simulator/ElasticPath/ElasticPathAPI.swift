/// Elastic Path's read API after its page "List logs for integration", the store-wide form of
/// that list, its list of integrations, and its token endpoint.
struct ElasticPathAPI: VendorAPI {
    private let world: any ElasticPathData
    private let tokens: ElasticPathTokens
    private var quota: Quota

    init(world: any ElasticPathData, seed: UInt64) {
        self.world = world
        tokens = ElasticPathTokens(seed: seed)
        quota = Quota(limit: world.requestsPerSecond ?? .max, perSeconds: 1)
    }

    var key: String { tokens.readyToken }

    var credentialLines: [String] {
        [
            "client-id = \"\(tokens.clientID)\"",
            "client-secret = \"\(tokens.clientSecret)\"",
        ]
    }

    private static let router: Router<ElasticPathAPI> = [
        "POST /oauth/access_token": Self.token,
        "GET /v2/integrations": Self.integrations,
        "GET /v2/integrations/logs": Self.storeLogs,
        "GET /v2/integrations/*/logs": Self.logs,
        "GET /v2/integrations/*/jobs/*/logs": Self.jobLogs,
    ]

    mutating func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(Refusal) -> JSON {
        guard quota.take(at: now) else { throw Refusal(reason: .tooManyRequests) }
        let (handler, call) = try Self.router.match(request, at: now)
        return try handler(self)(call)
    }

    private func token(_ call: Call) throws(Refusal) -> JSON {
        try tokens.grant(call.request, at: call.now)
    }

    private func integrations(_ call: Call) throws(Refusal) -> JSON {
        let paging = try paging(call)
        let page = Page(first: paging.limit, after: paging.offset, of: world.integrations)
        return paging.envelope(page.map(\.json), call, world.style)
    }

    private func storeLogs(_ call: Call) throws(Refusal) -> JSON {
        let paging = try paging(call)
        guard world.servesStoreLogs else { throw .forbidden }
        return page(of: nil, paging, call)
    }

    private func logs(_ call: Call) throws(Refusal) -> JSON {
        let paging = try paging(call)
        return page(of: try integration(call), paging, call)
    }

    private func page(
        of integration: String?, _ paging: ElasticPathPaging, _ call: Call
    ) -> JSON {
        let page = world.logs(
            of: integration, offset: paging.offset, limit: paging.limit, at: call.now)
        return paging.envelope(page.map(\.json), call, world.style)
    }

    private func jobLogs(_ call: Call) throws(Refusal) -> JSON {
        let paging = try paging(call)
        let logs = world.logs(of: try integration(call), job: call.names[1], at: call.now)
        guard !logs.isEmpty else { throw .notFound }
        let page = Page(first: paging.limit, after: paging.offset, of: logs)
        return paging.envelope(page.map(\.json), call, world.style)
    }

    private func paging(_ call: Call) throws(Refusal) -> ElasticPathPaging {
        guard tokens.accepts(call.request, at: call.now) else { throw .unauthorized }
        return try ElasticPathPaging(call.request)
    }

    private func integration(_ call: Call) throws(Refusal) -> String {
        let id = call.names[0]
        guard world.integrations.contains(where: { $0.id == id }) else { throw .notFound }
        return id
    }

    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON {
        let error = JSON(present: [
            "title": .string(refusal.reason.title), "status": .integer(refusal.reason.rawValue),
            "detail": (refusal.detail ?? Self.detail(of: refusal.reason)).map(JSON.string),
        ])
        return ["errors": [error]]
    }

    private static func detail(of reason: Refusal.Reason) -> String? {
        switch reason {
        case .unauthorized: "The access token is missing, unknown or has expired"
        case .forbidden: "The token may not read this resource"
        case .notFound: "The resource could not be found"
        case .tooManyRequests: "The rate limit was exceeded"
        case .badRequest, .methodNotAllowed, .unprocessable, .internalServerError: nil
        }
    }

    func headers(of refusal: Refusal?, at now: Moment) -> SimulatedResponse.Headers {
        refusal?.retryHeaders ?? []
    }
}

struct ElasticPathPaging {
    let limit: Int
    let offset: Int

    init(_ request: SimulatedRequest) throws(Refusal) {
        let parameters = Parameters(request: request) { name, expectation in
            guard case .number(let range) = expectation else { return .badRequest() }
            let detail = "\(name) has to be between \(range.lowerBound) and \(range.upperBound)"
            return Refusal(reason: .unprocessable, detail: detail)
        }
        limit = try parameters.number("page[limit]", in: 1...100) ?? 25
        offset = try parameters.number("page[offset]", in: 0...10_000) ?? 0
    }

    /// Wraps a page's rows as in the vendor's page, or as in newer answers.
    func envelope(
        _ page: Page<JSON>, _ call: Call, _ style: ElasticPathWorld.Style
    ) -> JSON {
        let total = page.total
        switch style {
        case .counted:
            return [
                "data": .array(page.rows),
                "meta": [
                    "limit": .integer(limit), "offset": .integer(offset),
                    "current": .integer(offset / limit + 1),
                    "total": .integer((total + limit - 1) / limit),
                ],
                "results": ["total": .integer(total)],
            ]
        case .linked:
            let path = call.request.path
            let relative = path.hasPrefix("/v2") ? String(path.dropFirst(3)) : path
            func link(_ offset: Int) -> JSON {
                .string("\(relative)?page[offset]=\(offset)&page[limit]=\(limit)")
            }
            let next = offset + limit < total ? link(offset + limit) : .null
            return [
                "data": .array(page.rows),
                "links": [
                    "current": link(offset), "first": link(0), "next": next,
                    "prev": offset > 0 ? link(max(0, offset - limit)) : .null,
                ],
            ]
        }
    }
}
