/// A vendor whose API is simulated. Raw values are the provider names of a config.
package enum SimulatedVendor: String, CaseIterable, Sendable {
    case well
    case supermetrics
    case elasticPath = "elastic-path"
    case leadlex
    case polytomic
}

/// One vendor's API as a pure function of a request and a moment.
protocol VendorAPI: Sendable {
    var key: String { get }

    /// Lines of a `[[source]]` table with the credentials; by default the key as a token.
    var credentialLines: [String] { get }

    /// Lines of a `[[source]]` table beyond name, provider, base-url and credentials.
    var configLines: [String] { get }

    /// Answers a request whose path begins as the vendor's documented paths do.
    mutating func answer(
        _ request: SimulatedRequest, at now: Moment
    ) throws(Refusal) -> JSON

    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON

    func headers(of refusal: Refusal?, at now: Moment) -> SimulatedResponse.Headers
}

extension VendorAPI {
    var credentialLines: [String] { ["token    = \"\(key)\""] }

    var configLines: [String] { [] }

    func headers(of refusal: Refusal?, at now: Moment) -> SimulatedResponse.Headers {
        refusal?.headers ?? []
    }

    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        do throws(Refusal) {
            let body = try answer(request, at: now)
            return SimulatedResponse(json: body, headers: headers(of: nil, at: now))
        } catch {
            return refusal(error, to: request, at: now)
        }
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        SimulatedResponse(
            status: refusal.reason.rawValue, json: body(of: refusal, to: request, at: now),
            headers: headers(of: refusal, at: now))
    }
}
