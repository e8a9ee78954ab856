/// Supermetrics' read API after its page "List connector logs" and the list of connectors.
struct SupermetricsAPI: VendorAPI {
    let key: String
    private let world: any SupermetricsData
    private var quota = Quota(limit: 5_000, perSeconds: 3_600, from: .firstCall)

    init(world: any SupermetricsData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 31)
        key = "api_" + draw.hex(digits: 32)
    }

    private static let router: Router<SupermetricsAPI> = [
        "GET /v1/teams/*/connector_builder/connectors": Self.connectors,
        "GET /v1/teams/*/connector_builder/connectors/*/logs": Self.logs,
    ]

    var configLines: [String] { ["team     = \(world.team)"] }

    mutating func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(Refusal) -> JSON {
        guard Authorization(request) == .bearer(key) else { throw .unauthorized }
        guard quota.take(at: now) else {
            throw Refusal(reason: .tooManyRequests, retryAfter: quota.wait(at: now))
        }
        let (handler, call) = try Self.router.match(request, at: now)
        return try handler(self)(call)
    }

    private func connectors(_ call: Call) throws(Refusal) -> JSON {
        guard try team(call) == world.team else { throw .notFound }
        let withConfigs = call.request.parameter("include_configs") == "true"
        let rows = world.connectors.map { $0.json(withConfigs: withConfigs) }
        return ["count": .integer(rows.count), "connectors": .array(rows)]
    }

    private func logs(_ call: Call) throws(Refusal) -> JSON {
        let (team, identifier) = (try team(call), call.names[1])
        guard Self.isIdentifier(identifier) else {
            throw .badRequest("connector_identifier must match ^[A-Za-z0-9_-]+$.")
        }
        let parameters = Parameters(request: call.request, refusal: Self.refusal)
        let before = try parameters.time("before")
        let limit = try parameters.number("limit", in: 1...1_000) ?? 100
        let connector = world.connectors.first { $0.identifier == identifier }
        guard team == world.team, let connector else { throw .notFound }
        guard connector.isReadable else { throw .forbidden }
        let logs = world.logs(of: identifier, before: before, limit: limit, at: call.now)
        return ["logs": .array(logs.map(\.json))]
    }

    private func team(_ call: Call) throws(Refusal) -> Int {
        guard let team = Int(call.names[0]), team >= 1 else {
            throw .badRequest("team_id must be a positive integer.")
        }
        return team
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    }
}

extension SupermetricsAPI {
    private static func refusal(
        _ name: String, _ expectation: Parameters.Expectation
    ) -> Refusal {
        switch expectation {
        case .number(let range):
            .badRequest(
                "\(name) must be an integer from \(range.lowerBound) to \(range.upperBound).")
        case .time: .badRequest("\(name) must be an ISO 8601 date-time.")
        case .other: .badRequest("\(name) is invalid.")
        }
    }

    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON {
        var draw = SplitMix64(
            seed: UInt64(bitPattern: now.microseconds), UInt64(request.path.utf8.count))
        return [
            "meta": ["request_id": .string(draw.hex(digits: 32))],
            "error": JSON(present: [
                "code": .string(refusal.reason.code),
                "message": .string(Self.message(of: refusal.reason)),
                "description": refusal.detail.map(JSON.string),
            ]),
        ]
    }

    private static func message(of reason: Refusal.Reason) -> String {
        switch reason {
        case .badRequest, .unprocessable: "The request was invalid."
        case .unauthorized: "Authentication is required."
        case .forbidden: "You do not have access to this resource."
        case .notFound: "The resource was not found."
        case .methodNotAllowed: "The method is not allowed."
        case .tooManyRequests: "Rate limit exceeded. Retry later."
        case .internalServerError: "An unexpected error occurred."
        }
    }

    func headers(of refusal: Refusal?, at now: Moment) -> SimulatedResponse.Headers {
        var headers = refusal?.headers ?? []
        if refusal?.reason == .unauthorized {
            headers.append(("www-authenticate", "Bearer realm=\"supermetrics\""))
        }
        headers += quota.headers()
        headers.append(("access-control-allow-origin", "*"))
        return headers
    }
}
