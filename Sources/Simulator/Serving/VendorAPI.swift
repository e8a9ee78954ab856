/// One vendor's API as a pure function of a request and a moment.
protocol VendorAPI: Sendable {
    /// The API key that the vendor accepts.
    var key: String { get }

    /// Lines of a `[[source]]` table beyond name, provider, base-url and token.
    var configLines: [String] { get }

    /// Answers a request whose path begins where the vendor's documented path does.
    mutating func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse
}
