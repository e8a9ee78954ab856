/// A response before it is sent: plain values, so that an override can rewrite any part of it.
package struct SimulatedResponse: Sendable {
    /// Header fields in the order they are sent.
    package typealias Headers = [(name: String, value: String)]

    /// The HTTP status.
    package var status: Int
    /// The header fields.
    package var headers: Headers
    /// The body's bytes.
    package var body: [UInt8]
    /// How it is sent.
    package var delivery: Delivery

    /// How a response is sent; each way to fail is a case here, which the responder carries out.
    package enum Delivery: Sendable {
        /// As a server should.
        case whole
        /// Never: the connection stays open and silent.
        case never
        /// Announced as whole, and ended after half of the body.
        case truncated
        /// Announced as whole; the connection is reset after half of the body.
        case reset
        /// One byte of the body a second.
        case dripping
    }

    /// Creates a response.
    package init(
        status: Int, headers: Headers = [], body: [UInt8] = [], delivery: Delivery = .whole
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }

    /// Creates a response with a JSON body.
    package init(status: Int = 200, json: JSON, headers: Headers = []) {
        self.init(
            status: status,
            headers: [("content-type", "application/json; charset=utf-8")] + headers,
            body: json.encoded)
    }

    init(status: Int, _ type: String, text: String, headers: Headers = []) {
        self.init(
            status: status, headers: [("content-type", type)] + headers, body: Array(text.utf8))
    }
}

/// Replaces or rewrites a vendor's next responses; every kind of fault uses it.
package struct ResponseOverride: Sendable {
    /// Makes the sent response from the request and the vendor's own answer.
    package var rewrite: @Sendable (SimulatedRequest, SimulatedResponse) -> SimulatedResponse
    /// How many responses it applies to; nil until it is removed.
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
        _ status: Int, headers: SimulatedResponse.Headers = [], times: Int? = 1
    ) -> Self {
        let text = "status \(status)\n"
        let response = SimulatedResponse(
            status: status, "text/plain", text: text, headers: headers)
        return Self(times: times, response: response)
    }

    /// Answers a status with an HTML page, as a proxy in front of an API does.
    package static func html(status: Int = 502, times: Int? = 1) -> Self {
        let page = "<html><head><title>\(status) Bad Gateway</title></head><body></body></html>"
        return Self(
            times: times, response: SimulatedResponse(status: status, "text/html", text: page))
    }

    /// Accepts the request and never answers.
    package static func hang(times: Int? = 1) -> Self {
        Self(times: times, response: SimulatedResponse(status: 200, delivery: .never))
    }
}
