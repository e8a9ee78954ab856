/// Replaces or rewrites a vendor's next responses. All kinds of faults are made of these.
package struct ResponseOverride: Sendable {
    /// Makes the response that is sent from the request and the vendor's own answer.
    package var rewrite: @Sendable (SimulatedRequest, SimulatedResponse) -> SimulatedResponse
    /// How many responses it applies to; nil means until it is removed.
    package var times: Int?

    /// Creates an override that computes each response.
    package init(
        times: Int? = 1,
        rewrite: @escaping @Sendable (SimulatedRequest, SimulatedResponse) -> SimulatedResponse
    ) {
        self.times = times
        self.rewrite = rewrite
    }

    /// Creates an override that sends one given response.
    package init(times: Int? = 1, response: SimulatedResponse) {
        self.init(times: times) { _, _ in response }
    }

    /// Answers 429 with a `Retry-After` in seconds.
    package static func rateLimited(retryAfter seconds: Int, times: Int? = 1) -> Self {
        status(429, headers: [("retry-after", String(seconds))], times: times)
    }

    /// Answers a bare status with a short text.
    package static func status(
        _ status: Int, headers: [(name: String, value: String)] = [], times: Int? = 1
    ) -> Self {
        Self(
            times: times,
            response: SimulatedResponse(
                status: status, headers: [("content-type", "text/plain")] + headers,
                body: Array("status \(status)\n".utf8)))
    }

    /// Answers a status with an HTML page, as a proxy in front of an API does.
    package static func html(status: Int = 502, times: Int? = 1) -> Self {
        let page = "<html><head><title>\(status) Bad Gateway</title></head><body></body></html>"
        return Self(
            times: times,
            response: SimulatedResponse(
                status: status, headers: [("content-type", "text/html")], body: Array(page.utf8)))
    }

    /// Accepts the request and never answers.
    package static func hang(times: Int? = 1) -> Self {
        Self(times: times, response: SimulatedResponse(status: 200, delivery: .never))
    }
}
