/// The ways in which Well refuses a request.
enum WellError: Error {
    case badRequest
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case tooManyRequests
    case internalServerError

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
        let method = request.method == "GET" ? "POST" : "GET"
        let allowed = self == .methodNotAllowed ? [(name: "allow", value: method)] : []
        return SimulatedResponse(status: status, json: body, headers: allowed)
    }

    private var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooManyRequests: 429
        case .internalServerError: 500
        }
    }

    private var code: String {
        switch self {
        case .badRequest: "BAD_REQUEST"
        case .unauthorized: "UNAUTHORIZED"
        case .forbidden: "FORBIDDEN"
        case .notFound: "NOT_FOUND"
        case .methodNotAllowed: "METHOD_NOT_ALLOWED"
        case .tooManyRequests: "TOO_MANY_REQUESTS"
        case .internalServerError: "INTERNAL_SERVER_ERROR"
        }
    }

    private var title: String {
        switch self {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .tooManyRequests: "Too Many Requests"
        case .internalServerError: "Internal Server Error"
        }
    }
}

extension WellError {
    /// The error that a refusal is at Well.
    init(_ refusal: Refusal) {
        switch refusal {
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .rateLimited: self = .tooManyRequests
        case .serverError: self = .internalServerError
        }
    }
}
