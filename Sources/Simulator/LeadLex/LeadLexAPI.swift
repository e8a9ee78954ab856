/// LeadLex's read API after its page "List Workflow Logs", and the list of workflows.
struct LeadLexAPI: VendorAPI {
    let key: String
    /// A key that is good for other things than workflows.
    let restrictedKey: String
    let configLines: [String] = []
    private let world: any LeadLexData
    private let seed: UInt64
    private var quota: LeadLexQuota
    private var requests: UInt64 = 0

    init(world: any LeadLexData, seed: UInt64, plan: LeadLexPlan) {
        self.world = world
        self.seed = seed
        var draw = SplitMix64(seed: seed, 11)
        key = "wbk_sim_" + draw.hex(digits: 16) + draw.hex(digits: 16)
        restrictedKey = "wbk_sim_contacts_" + draw.hex(digits: 16)
        quota = LeadLexQuota(plan: plan)
    }

    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        requests += 1
        let id = requestID
        do throws(LeadLexError) {
            try authorize(request)
            guard quota.take(at: now) else { throw LeadLexError.rateLimited }
            return SimulatedResponse(
                json: try body(for: request, at: now), headers: quota.headers + [id])
        } catch {
            switch error {
            case .invalidKey, .insufficientPermissions: return error.response(headers: [id])
            case .invalidParameter, .notFound, .methodNotAllowed, .rateLimited, .internalError:
                return error.response(headers: quota.headers + [id])
            }
        }
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        let budget: [(name: String, value: String)] =
            switch refusal {
            case .unauthorized, .forbidden: []
            case .rateLimited:
                // The wait that `Retry-After` asks for, so that the two agree.
                quota.spentHeaders(
                    until: now.microseconds / 1_000_000 + Int64(FaultKind.retryAfter))
            case .serverError: quota.headers
            }
        return LeadLexError(refusal).response(headers: budget + [requestID])
    }

    /// The header field that names the last request.
    private var requestID: (name: String, value: String) {
        var draw = SplitMix64(seed: seed, 12, requests)
        return ("x-request-id", "req_" + draw.hex(digits: 16))
    }

    private func authorize(_ request: SimulatedRequest) throws(LeadLexError) {
        switch Authorization(request) {
        case .bearer(key): break
        case .bearer(restrictedKey): throw .insufficientPermissions
        case .bearer, .basic, nil: throw .invalidKey
        }
    }

    private func body(
        for request: SimulatedRequest, at now: Moment
    ) throws(LeadLexError) -> JSON {
        let path = request.segments
        guard path.count >= 2, path[0] == "v1", path[1] == "workflows" else { throw .notFound }
        guard path.count == 2 || (path.count == 4 && path[3] == "logs") else { throw .notFound }
        guard request.method == "GET" else { throw .methodNotAllowed }
        guard path.count == 4 else { return try workflows(request, at: now) }
        guard world.workflows.contains(where: { $0.id == path[2] }) else { throw .notFound }
        let query = try LeadLexLogQuery(request)
        let page = world.logs(of: path[2], query, at: now)
        return [
            "data": ["logs": .array(page.logs.map(\.json))],
            "meta": query.paging.meta(total: page.total),
        ]
    }

    private func workflows(
        _ request: SimulatedRequest, at now: Moment
    ) throws(LeadLexError) -> JSON {
        let paging = try LeadLexPaging(request)
        let page = world.workflows.dropFirst(paging.skipped).prefix(paging.perPage)
        let rows = page.map { $0.json(lastTriggered: world.lastTrigger(of: $0.id, at: now)) }
        return [
            "data": ["workflows": .array(rows)],
            "meta": paging.meta(total: world.workflows.count),
        ]
    }
}
