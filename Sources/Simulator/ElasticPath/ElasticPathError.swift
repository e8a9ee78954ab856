/// The ways in which Elastic Path refuses a request.
enum ElasticPathError: Error {
    case badRequest(String)
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case unprocessable(String)
    case tooManyRequests
    case internalServerError

    /// Makes the vendor's error response, `{errors:[…]}`.
    var response: SimulatedResponse {
        var error: [JSON.Member] = [
            JSON.Member("title", .string(title)), JSON.Member("status", .integer(status)),
        ]
        if let detail { error.append(JSON.Member("detail", .string(detail))) }
        return SimulatedResponse(status: status, json: ["errors": [.object(error)]])
    }

    private var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .unprocessable: 422
        case .tooManyRequests: 429
        case .internalServerError: 500
        }
    }

    private var title: String {
        switch self {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .unprocessable: "Unprocessable Entity"
        case .tooManyRequests: "Too Many Requests"
        case .internalServerError: "Internal Server Error"
        }
    }

    private var detail: String? {
        switch self {
        case .badRequest(let detail), .unprocessable(let detail): detail
        case .unauthorized: "The access token is missing, unknown or has expired"
        case .forbidden: "The token may not read this resource"
        case .notFound: "The resource could not be found"
        case .methodNotAllowed, .internalServerError: nil
        case .tooManyRequests: "The rate limit was exceeded"
        }
    }
}
