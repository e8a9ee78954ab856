/// A response before it goes out: plain values, so that an override may rewrite any part of it.
package struct SimulatedResponse: Sendable {
    /// The HTTP status.
    package var status: Int
    /// Header fields, in the order they are sent.
    package var headers: [(name: String, value: String)]
    /// The body's bytes.
    package var body: [UInt8]
    /// How it is sent.
    package var delivery: Delivery

    /// How a response is sent. Ways to fail at it are cases here, and acted on by the responder.
    package enum Delivery: Sendable {
        /// As a server should.
        case whole
        /// Never: the connection stays open and silent.
        case never
        /// Announced as a whole, ended after half of the body.
        case truncated
        /// Announced as a whole; after half of the body the connection is reset.
        case reset
        /// One byte of the body a second.
        case dripping
    }

    /// Creates a response.
    package init(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        delivery: Delivery = .whole
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }

    /// Creates a response with a JSON body.
    package init(
        status: Int = 200, json: JSON, headers: [(name: String, value: String)] = []
    ) {
        self.init(
            status: status,
            headers: [("content-type", "application/json; charset=utf-8")] + headers,
            body: json.encoded)
    }
}
