/// A way in which a vendor is made to fail. Raw values are the words of `--fault`.
package enum FaultKind: String, CaseIterable, Hashable, Sendable {
    /// The vendor's own 500.
    case serverError = "500"
    /// The vendor's own 429, with a `Retry-After`.
    case rateLimited = "429"
    /// The vendor's own 401.
    case unauthorized = "401"
    /// The vendor's own 403.
    case forbidden = "403"
    /// A web page with status 200, as a sign-in page in front of an API sends it.
    case html
    /// A body that ends before its `Content-Length`.
    case truncate
    /// A connection that is reset in the middle of the body.
    case reset
    /// A body of one byte a second.
    case drip
    /// No answer at all.
    case hang
    /// A redirect to another origin.
    case redirect

    /// The words of all kinds, for a help or a mistake.
    package static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// What the `Retry-After` of a 429 asks for, in seconds.
    package static let retryAfter = 15

    /// Makes the response that is sent in place of a vendor's own answer.
    ///
    /// - Parameters:
    ///   - own: The vendor's own answer.
    ///   - request: What was asked.
    ///   - api: The vendor, for its error bodies.
    ///   - now: The time of asking.
    /// - Returns: What goes out, and how.
    func response(
        insteadOf own: SimulatedResponse, to request: SimulatedRequest, from api: any VendorAPI,
        at now: Moment
    ) -> SimulatedResponse {
        switch self {
        case .serverError: api.refusal(.serverError, to: request, at: now)
        case .unauthorized: api.refusal(.unauthorized, to: request, at: now)
        case .forbidden: api.refusal(.forbidden, to: request, at: now)
        case .rateLimited:
            api.refusal(.rateLimited, to: request, at: now)
                .setting("retry-after", to: String(Self.retryAfter))
        case .html: .signInPage
        case .truncate: own.delivered(.truncated)
        case .reset: own.delivered(.reset)
        case .drip: own.delivered(.dripping)
        case .hang: own.delivered(.never)
        case .redirect:
            SimulatedResponse(
                status: 302, headers: [("location", "https://sign-in.invalid\(request.path)")])
        }
    }
}

/// The errors that every vendor can be made to answer with. Raw values are HTTP statuses.
package enum Refusal: Int, CaseIterable, Hashable, Sendable {
    case unauthorized = 401
    case forbidden = 403
    case rateLimited = 429
    case serverError = 500
}

extension SimulatedResponse {
    fileprivate static var signInPage: SimulatedResponse {
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>"
        return SimulatedResponse(
            status: 200, headers: [("content-type", "text/html; charset=utf-8")],
            body: Array(page.utf8))
    }

    fileprivate func delivered(_ delivery: Delivery) -> SimulatedResponse {
        var response = self
        response.delivery = delivery
        return response
    }

    fileprivate func setting(_ name: String, to value: String) -> SimulatedResponse {
        var response = self
        response.headers.removeAll { $0.name.lowercased() == name }
        response.headers.append((name, value))
        return response
    }
}
