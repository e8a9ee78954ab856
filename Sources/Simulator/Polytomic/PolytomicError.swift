/// The ways in which Polytomic refuses a request.
enum PolytomicError: Error, Equatable {
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case tooManyRequests
    case internalError
    /// A query parameter is not as documented; its name.
    case invalid(String)

    /// The vendor's error response.
    var response: SimulatedResponse {
        let body: JSON = [
            "key": .string(key),
            "message": .string(message),
            "metadata": metadata,
            "status": .integer(status),
        ]
        let allowed = self == .methodNotAllowed ? [(name: "allow", value: "GET")] : []
        return SimulatedResponse(status: status, json: body, headers: allowed)
    }

    private var status: Int {
        switch self {
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooManyRequests: 429
        case .internalError: 500
        case .invalid: 422
        }
    }

    private var key: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .tooManyRequests: "too_many_requests"
        case .internalError: "internal_server_error"
        case .invalid: "unprocessable_entity"
        }
    }

    private var message: String {
        switch self {
        case .unauthorized: "Invalid or missing API key"
        case .forbidden: "The API key has no permission for this resource"
        case .notFound: "The requested resource was not found"
        case .methodNotAllowed: "The method is not allowed for this resource"
        case .tooManyRequests: "Rate limit exceeded"
        case .internalError: "An internal error occurred"
        case .invalid(let parameter): "Invalid value for parameter \(parameter)"
        }
    }

    private var metadata: JSON {
        switch self {
        case .unauthorized, .forbidden, .notFound, .methodNotAllowed, .tooManyRequests,
            .internalError:
            [:]
        case .invalid(let parameter): ["parameter": .string(parameter)]
        }
    }
}

extension PolytomicError {
    /// The error that a refusal is at Polytomic.
    init(_ refusal: Refusal) {
        switch refusal {
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .rateLimited: self = .tooManyRequests
        case .serverError: self = .internalError
        }
    }
}
