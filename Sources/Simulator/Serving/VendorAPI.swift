/// One vendor's API as a pure function of a request and a moment.
protocol VendorAPI: Sendable {
    /// The API key that the vendor accepts.
    var key: String { get }

    /// Lines of a `[[source]]` table that say how to sign; the key as a token unless told.
    var credentialLines: [String] { get }

    /// Lines of a `[[source]]` table beyond name, provider, base-url and credentials.
    var configLines: [String] { get }

    /// Answers a request whose path begins where the vendor's documented path does.
    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse

    /// Refuses a request in the vendor's own words, whatever it asks for.
    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse
}

extension VendorAPI {
    var credentialLines: [String] { ["token    = \"\(key)\""] }
}
