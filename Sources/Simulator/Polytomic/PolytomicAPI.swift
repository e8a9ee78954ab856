/// Polytomic's read API after its page "Get Events", and the lists around it.
struct PolytomicAPI: VendorAPI {
    let key: String
    private let world: any PolytomicData

    init(world: any PolytomicData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 11)
        key = "ptm_sim_" + draw.hex(digits: 16) + draw.hex(digits: 16)
    }

    var configLines: [String] {
        ["organization = \"\(world.organization)\""]
    }

    func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        do throws(PolytomicError) {
            guard let resource = PolytomicResource(request.segments) else {
                throw PolytomicError.notFound
            }
            guard request.method == "GET" else { throw PolytomicError.methodNotAllowed }
            guard isAuthorized(request) else { throw PolytomicError.unauthorized }
            return SimulatedResponse(json: try body(of: resource, for: request, at: now))
        } catch {
            return error.response
        }
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        PolytomicError(refusal).response
    }

    /// Accepts a user's key as a bearer token, or the organisation and its key as Basic.
    private func isAuthorized(_ request: SimulatedRequest) -> Bool {
        switch Authorization(request) {
        case .bearer(let token): token == key
        case .basic(let user, let password):
            user.lowercased() == world.organization && password == key
        case nil: false
        }
    }

    private func body(
        of resource: PolytomicResource, for request: SimulatedRequest, at now: Moment
    ) throws(PolytomicError) -> JSON {
        switch resource {
        case .events:
            let query = try PolytomicEventQuery(request, at: now)
            let page = world.events(matching: query, at: now)
            return envelope(page.events.map(\.json), next: page.next?.token)
        case .eventTypes:
            return ["data": .array(PolytomicEvent.knownTypes.map(JSON.string))]
        case .syncs(let kind):
            return try syncs(of: kind, for: request)
        case .executions(let kind, let sync):
            guard world.syncs.contains(where: { $0.id == sync && $0.kind == kind }) else {
                throw .notFound
            }
            let limit = try PolytomicParameters.limit(of: request, 1...100, usually: 10)
            let token = try PolytomicParameters.token(of: request)
            guard token == nil || token?["n"] != nil else { throw .invalid("page_token") }
            let page = world.executions(of: sync, below: token?["n"], limit: limit, at: now)
            return envelope(
                page.executions.map(\.json), next: page.next.map { PageToken(["n": $0]) })
        }
    }

    private func syncs(
        of kind: PolytomicSync.Kind, for request: SimulatedRequest
    ) throws(PolytomicError) -> JSON {
        let limit = try PolytomicParameters.limit(of: request, 1...50, usually: 50)
        let token = try PolytomicParameters.token(of: request)
        guard token == nil || token?["s"] != nil else { throw .invalid("page_token") }
        let rest = world.syncs.filter { $0.kind == kind }.dropFirst(max(0, token?["s"] ?? 0))
        let page = rest.prefix(limit)
        let next = rest.count > limit ? PageToken(["s": (token?["s"] ?? 0) + limit]) : nil
        return envelope(page.map { $0.json(organization: world.organization) }, next: next)
    }

    /// Wraps a page: null for no rows, and a token only where more follow.
    private func envelope(_ rows: [JSON], next: PageToken?) -> JSON {
        let body: JSON = ["data": rows.isEmpty ? .null : .array(rows)]
        guard let next else { return body }
        return body.adding([
            JSON.Member("pagination", ["next_page_token": .string(next.text)])
        ])
    }
}
