/// Supermetrics' read API after its page "List connector logs" and the list of connectors.
struct SupermetricsAPI: VendorAPI {
    let key: String
    private let world: any SupermetricsData
    private var quota = SupermetricsQuota(limit: 5_000)

    init(world: any SupermetricsData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 31)
        key = "api_" + draw.hex(digits: 16) + draw.hex(digits: 16)
    }

    var configLines: [String] { ["team     = \(world.team)"] }

    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        var response: SimulatedResponse
        do throws(SupermetricsError) {
            response = try answer(request, at: now)
        } catch {
            response = error.response(to: request, at: now)
        }
        response.headers += rateHeaders
        return response
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        var response = SupermetricsError(refusal).response(to: request, at: now)
        response.headers += rateHeaders
        return response
    }

    private var rateHeaders: [(name: String, value: String)] {
        [
            ("x-ratelimit-limit", String(quota.limit)),
            ("x-ratelimit-remaining", String(quota.remaining)),
            ("access-control-allow-origin", "*"),
        ]
    }

    private mutating func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(SupermetricsError) -> SimulatedResponse {
        guard Authorization(request) == .bearer(key) else { throw .unauthorized }
        if let wait = quota.take(at: now) { throw .tooManyRequests(retryAfter: wait) }
        let route = try SupermetricsRoute(request)
        guard request.method == "GET" else { throw .methodNotAllowed }
        guard route.team == world.team else { throw .notFound }
        switch route {
        case .connectors(_, let withConfigs):
            let rows = world.connectors.map { $0.json(withConfigs: withConfigs) }
            return SimulatedResponse(
                json: ["count": .integer(rows.count), "connectors": .array(rows)])
        case .logs(_, let identifier, let before, let limit):
            let connector = world.connectors.first { $0.identifier == identifier }
            guard let connector else { throw .notFound }
            guard connector.isReadable else { throw .forbidden }
            let logs = world.logs(of: identifier, before: before, limit: limit, at: now)
            return SimulatedResponse(json: ["logs": .array(logs.map(\.json))])
        }
    }
}
