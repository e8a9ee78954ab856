/// The ways in which Supermetrics refuses a request.
enum SupermetricsError: Error {
    case badRequest(String)
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case tooManyRequests(retryAfter: Int)
    case internalError

    /// Makes the vendor's error response.
    func response(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        var draw = SplitMix64(
            seed: UInt64(bitPattern: now.microseconds), UInt64(request.path.utf8.count))
        let requestID = draw.hex(digits: 16) + draw.hex(digits: 16)
        var error: JSON = ["code": .string(code), "message": .string(message)]
        if let description { error = error.adding([JSON.Member("description", description)]) }
        return SimulatedResponse(
            status: status, json: ["meta": ["request_id": .string(requestID)], "error": error],
            headers: headers)
    }

    private var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooManyRequests: 429
        case .internalError: 500
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
        case .internalError: "INTERNAL_SERVER_ERROR"
        }
    }

    private var message: String {
        switch self {
        case .badRequest: "The request was invalid."
        case .unauthorized: "Authentication is required."
        case .forbidden: "You do not have access to this resource."
        case .notFound: "The resource was not found."
        case .methodNotAllowed: "The method is not allowed."
        case .tooManyRequests: "Rate limit exceeded. Retry later."
        case .internalError: "An unexpected error occurred."
        }
    }

    private var description: JSON? {
        guard case .badRequest(let description) = self else { return nil }
        return .string(description)
    }

    private var headers: [(name: String, value: String)] {
        switch self {
        case .badRequest, .forbidden, .notFound, .internalError: []
        case .unauthorized: [(name: "www-authenticate", value: "Bearer realm=\"supermetrics\"")]
        case .methodNotAllowed: [(name: "allow", value: "GET")]
        case .tooManyRequests(let seconds): [(name: "retry-after", value: String(seconds))]
        }
    }
}

extension SupermetricsError {
    /// The error that a refusal is at Supermetrics.
    init(_ refusal: Refusal) {
        switch refusal {
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .rateLimited: self = .tooManyRequests(retryAfter: 3_600)
        case .serverError: self = .internalError
        }
    }
}
