/// What a path leads to, with its parameters checked.
enum SupermetricsRoute {
    /// The list of a team's connectors.
    case connectors(team: Int, withConfigs: Bool)
    /// The log of one connector.
    case logs(team: Int, connector: String, before: Moment?, limit: Int)

    private static let usualLimit = 100

    /// Reads a request's path and parameters.
    /// - Throws: `notFound` for a path of no resource, else `badRequest` for the first parameter
    ///   that is not as documented.
    init(_ request: SimulatedRequest) throws(SupermetricsError) {
        let segments = request.segments
        guard segments.count == 5 || segments.count == 7, segments[0] == "v1",
            segments[1] == "teams", segments[3] == "connector_builder",
            segments[4] == "connectors"
        else { throw .notFound }
        guard let team = Int(segments[2]), team >= 1 else {
            throw .badRequest("team_id must be a positive integer.")
        }
        guard segments.count == 7 else {
            self = .connectors(
                team: team, withConfigs: request.parameter("include_configs") == "true")
            return
        }
        guard segments[6] == "logs" else { throw .notFound }
        guard Self.isIdentifier(segments[5]) else {
            throw .badRequest("connector_identifier must match ^[A-Za-z0-9_-]+$.")
        }
        self = .logs(
            team: team, connector: segments[5], before: try Self.before(request),
            limit: try Self.limit(request))
    }

    /// The team that is asked for.
    var team: Int {
        switch self {
        case .connectors(let team, _), .logs(let team, _, _, _): team
        }
    }

    private static func limit(_ request: SimulatedRequest) throws(SupermetricsError) -> Int {
        guard let text = request.parameter("limit") else { return usualLimit }
        guard let limit = Int(text), (1...1_000).contains(limit) else {
            throw .badRequest("limit must be an integer from 1 to 1000.")
        }
        return limit
    }

    private static func before(_ request: SimulatedRequest) throws(SupermetricsError) -> Moment? {
        guard let text = request.parameter("before") else { return nil }
        guard let moment = Moment(text) else {
            throw .badRequest("before must be an ISO 8601 date-time.")
        }
        return moment
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    }
}
