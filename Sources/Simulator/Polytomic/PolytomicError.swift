/// The ways in which Polytomic refuses a request.
enum PolytomicError: Error, Equatable {
    case unauthorized
    case notFound
    case methodNotAllowed
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
        case .notFound: 404
        case .methodNotAllowed: 405
        case .invalid: 422
        }
    }

    private var key: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .invalid: "unprocessable_entity"
        }
    }

    private var message: String {
        switch self {
        case .unauthorized: "Invalid or missing API key"
        case .notFound: "The requested resource was not found"
        case .methodNotAllowed: "The method is not allowed for this resource"
        case .invalid(let parameter): "Invalid value for parameter \(parameter)"
        }
    }

    private var metadata: JSON {
        switch self {
        case .unauthorized, .notFound, .methodNotAllowed: [:]
        case .invalid(let parameter): ["parameter": .string(parameter)]
        }
    }
}
