/// LeadLex's read API after its page "List Workflow Logs", and the list of workflows.
struct LeadLexAPI: VendorAPI {
    let key: String
    /// A key without permission for workflows.
    let restrictedKey: String
    private let world: any LeadLexData
    private let seed: UInt64
    private var quota: LeadLexQuota
    private var requests: UInt64 = 0

    init(world: any LeadLexData, seed: UInt64) {
        self.world = world
        self.seed = seed
        var draw = SplitMix64(seed: seed, 11)
        key = "wbk_sim_" + draw.hex(digits: 32)
        restrictedKey = "wbk_sim_contacts_" + draw.hex(digits: 16)
        quota = LeadLexQuota(plan: world.plan)
    }

    private static let router: Router<LeadLexAPI> = [
        "GET /v1/workflows": Self.workflows, "GET /v1/workflows/*/logs": Self.logs,
    ]

    mutating func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(Refusal) -> JSON {
        requests += 1
        switch Authorization(request) {
        case .bearer(key): break
        case .bearer(restrictedKey): throw .forbidden
        case .bearer, .basic, nil: throw .unauthorized
        }
        guard quota.take(at: now) else { throw Refusal(reason: .tooManyRequests) }
        let (handler, call) = try Self.router.match(request, at: now)
        return try handler(self)(call)
    }

    private func workflows(_ call: Call) throws(Refusal) -> JSON {
        let paging = try LeadLexPaging(call.request)
        let page = Page(first: paging.perPage, after: paging.skipped, of: world.workflows)
        return paging.envelope(
            page.map { $0.json(lastTriggered: world.lastTrigger(of: $0.id, at: call.now)) },
            named: "workflows")
    }

    private func logs(_ call: Call) throws(Refusal) -> JSON {
        let workflow = call.names[0]
        guard world.workflows.contains(where: { $0.id == workflow }) else { throw .notFound }
        let query = try LeadLexLogQuery(call.request)
        let page = world.logs(of: workflow, query, at: call.now)
        return query.paging.envelope(page.map(\.json), named: "logs")
    }

    /// The page names statuses and codes but no body; this is the shape of errors in log entries.
    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON {
        let (code, message) =
            switch refusal.reason {
            case .badRequest, .unprocessable: ("invalid_parameter", refusal.detail ?? "Invalid")
            case .unauthorized: ("invalid_key", "Invalid or expired API key")
            case .forbidden: ("insufficient_permissions", "Missing `read:workflows` permission")
            case .notFound: ("not_found", "Workflow not found")
            case .methodNotAllowed: ("method_not_allowed", "Only GET is allowed here")
            case .tooManyRequests: ("rate_limited", "Rate limit exceeded")
            case .internalServerError: ("internal_error", "An internal error occurred")
            }
        return ["error": ["code": .string(code), "message": .string(message)]]
    }

    func headers(of refusal: Refusal?, at now: Moment) -> SimulatedResponse.Headers {
        var draw = SplitMix64(seed: seed, 12, requests)
        let id: SimulatedResponse.Headers = [("x-request-id", "req_" + draw.hex(digits: 16))]
        switch refusal?.reason {
        case .unauthorized, .forbidden:
            return id
        case nil, .badRequest, .notFound, .methodNotAllowed, .unprocessable, .tooManyRequests,
            .internalServerError:
            return quota.headers(spentFor: refusal?.retryAfter, at: now) + id
                + (refusal?.retryHeaders ?? [])
        }
    }
}

struct LeadLexPaging {
    let page: Int
    let perPage: Int

    init(_ request: SimulatedRequest) throws(Refusal) {
        let parameters = Parameters.leadLex(request)
        page = try parameters.number("page", in: 1...1_000_000_000) ?? 1
        perPage = try parameters.number("per_page", in: 1...100) ?? 25
    }

    var skipped: Int { (page - 1) * perPage }

    func envelope(_ page: Page<JSON>, named name: String) -> JSON {
        [
            "data": .object([JSON.Member(name, .array(page.rows))]),
            "meta": [
                "page": .integer(self.page), "per_page": .integer(perPage),
                "total": .integer(page.total),
            ],
        ]
    }
}

struct LeadLexLogQuery {
    let paging: LeadLexPaging
    let status: String?
    let after: Moment?

    init(_ request: SimulatedRequest) throws(Refusal) {
        paging = try LeadLexPaging(request)
        let parameters = Parameters.leadLex(request)
        status = try parameters.word("status", among: ["success", "failed", "skipped"])
        after = try parameters.time("after")
    }

    func wants(_ log: LeadLexLog) -> Bool {
        (status.map { $0 == log.outcome.status } ?? true)
            && (after.map { $0 <= log.triggeredAt } ?? true)
    }
}

extension Parameters {
    fileprivate static func leadLex(_ request: SimulatedRequest) -> Parameters {
        Parameters(request: request) { name, _ in .badRequest("Invalid \(name)") }
    }
}
