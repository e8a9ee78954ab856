/// The ways in which LeadLex refuses a request.
///
/// The page names statuses and codes but no body; of the plausible shapes this is the one that
/// log entries use for their own errors.
enum LeadLexError: Error {
    case invalidParameter(String)
    case invalidKey
    case insufficientPermissions
    case notFound
    case methodNotAllowed
    case rateLimited
    case internalError

    /// Makes the vendor's error response.
    func response(headers: [(name: String, value: String)]) -> SimulatedResponse {
        let (status, code, message) = parts
        return SimulatedResponse(
            status: status,
            json: ["error": ["code": .string(code), "message": .string(message)]],
            headers: headers)
    }

    private var parts: (status: Int, code: String, message: String) {
        switch self {
        case .invalidParameter(let name): (400, "invalid_parameter", "Invalid \(name)")
        case .invalidKey: (401, "invalid_key", "Invalid or expired API key")
        case .insufficientPermissions:
            (403, "insufficient_permissions", "Missing `read:workflows` permission")
        case .notFound: (404, "not_found", "Workflow not found")
        case .methodNotAllowed: (405, "method_not_allowed", "Only GET is allowed here")
        case .rateLimited: (429, "rate_limited", "Rate limit exceeded")
        case .internalError: (500, "internal_error", "An internal error occurred")
        }
    }
}

extension LeadLexError {
    /// The error that a refusal is at LeadLex.
    init(_ refusal: Refusal) {
        switch refusal {
        case .unauthorized: self = .invalidKey
        case .forbidden: self = .insufficientPermissions
        case .rateLimited: self = .rateLimited
        case .serverError: self = .internalError
        }
    }
}
