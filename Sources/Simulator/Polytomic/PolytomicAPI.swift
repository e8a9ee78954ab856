/// Polytomic's read API after its page "Get Events", and the lists around it.
struct PolytomicAPI: VendorAPI {
    let key: String
    private let world: any PolytomicData

    init(world: any PolytomicData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 11)
        key = "ptm_sim_" + draw.hex(digits: 32)
    }

    private static let router: Router<PolytomicAPI> = [
        "GET /api/events": Self.events,
        "GET /api/events_types": Self.eventTypes,
        "GET /api/syncs": Self.syncs,
        "GET /api/bulk/syncs": Self.syncs,
        "GET /api/syncs/*/executions": Self.executions,
        "GET /api/bulk/syncs/*/executions": Self.executions,
    ]

    var configLines: [String] { ["organization = \"\(world.organization)\""] }

    func answer(_ request: SimulatedRequest, at now: Moment) throws(Refusal) -> JSON {
        let (handler, call) = try Self.router.match(request, at: now)
        guard isAuthorized(request) else { throw .unauthorized }
        return try handler(self)(call)
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

    private func events(_ call: Call) throws(Refusal) -> JSON {
        let query = try PolytomicEventQuery(call.request, at: call.now)
        return envelope(world.events(matching: query, at: call.now).map(\.json))
    }

    private func eventTypes(_ call: Call) throws(Refusal) -> JSON {
        ["data": .array(PolytomicEvent.knownTypes.map(JSON.string))]
    }

    private func known(_ call: Call) -> [PolytomicSync] {
        let kind = call.request.segments[1] == "bulk" ? PolytomicSync.Kind.bulk : .model
        return world.syncs.filter { $0.kind == kind }
    }

    private func syncs(_ call: Call) throws(Refusal) -> JSON {
        let parameters = Parameters.polytomic(call.request)
        let limit = try parameters.number("limit", in: 1...50) ?? 50
        let skipped = try parameters.token("page_token") { $0["s"] } ?? 0
        let rest = known(call).dropFirst(max(0, skipped))
        let page = Page(first: limit, of: rest) { _ in PageToken(["s": skipped + limit]) }
        return envelope(page.map { $0.json(organization: world.organization) })
    }

    private func executions(_ call: Call) throws(Refusal) -> JSON {
        let sync = call.names[0].lowercased()
        guard known(call).contains(where: { $0.id == sync }) else { throw .notFound }
        let parameters = Parameters.polytomic(call.request)
        let limit = try parameters.number("limit", in: 1...100) ?? 10
        let number = try parameters.token("page_token") { $0["n"] }
        let page = world.executions(of: sync, below: number, limit: limit, at: call.now)
        return envelope(page.map(\.json))
    }

    /// Null for no rows, and a token only if more follow.
    private func envelope(_ page: Page<JSON>) -> JSON {
        JSON(present: [
            "data": page.rows.isEmpty ? .null : .array(page.rows),
            "pagination": page.next.map { ["next_page_token": .string($0.text)] },
        ])
    }

    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON {
        [
            "key": .string(refusal.reason.code.lowercased()),
            "message": .string(Self.message(of: refusal)),
            "metadata": JSON(present: ["parameter": refusal.detail.map(JSON.string)]),
            "status": .integer(refusal.reason.rawValue),
        ]
    }

    private static func message(of refusal: Refusal) -> String {
        switch refusal.reason {
        case .badRequest: "The request was invalid"
        case .unauthorized: "Invalid or missing API key"
        case .forbidden: "The API key has no permission for this resource"
        case .notFound: "The requested resource was not found"
        case .methodNotAllowed: "The method is not allowed for this resource"
        case .unprocessable: "Invalid value for parameter \(refusal.detail ?? "")"
        case .tooManyRequests: "Rate limit exceeded"
        case .internalServerError: "An internal error occurred"
        }
    }
}

extension Parameters {
    /// A mistake carries the name of its parameter.
    static func polytomic(_ request: SimulatedRequest) -> Parameters {
        Parameters(request: request) { name, _ in
            Refusal(reason: .unprocessable, detail: name)
        }
    }
}
