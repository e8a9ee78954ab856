/// The ways in which Well refuses a request.
enum WellError: Error {
    case badRequest
    case unauthorized
    case notFound
    case methodNotAllowed

    /// Makes the vendor's error response.
    func response(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        var draw = SplitMix64(
            seed: UInt64(bitPattern: now.microseconds), UInt64(request.path.utf8.count))
        let body: JSON = [
            "code": .string(code),
            "status": .integer(status),
            "title": .string(title),
            "message": "See title.",
            "meta": [
                "trace_id": .string(draw.hex(digits: 6)), "log_id": .string(draw.hex(digits: 6)),
            ],
        ]
        let allowed = self == .methodNotAllowed ? [(name: "allow", value: "GET")] : []
        return SimulatedResponse(status: status, json: body, headers: allowed)
    }

    private var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .notFound: 404
        case .methodNotAllowed: 405
        }
    }

    private var code: String {
        switch self {
        case .badRequest: "BAD_REQUEST"
        case .unauthorized: "UNAUTHORIZED"
        case .notFound: "NOT_FOUND"
        case .methodNotAllowed: "METHOD_NOT_ALLOWED"
        }
    }

    private var title: String {
        switch self {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        }
    }
}
