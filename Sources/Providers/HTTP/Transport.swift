package import Runs

/// A way to exchange one request for one complete response.
package protocol Transport: Sendable {
    /// Sends a request and waits for the complete response, whatever its status; follows no
    /// redirect.
    /// - Throws: `unreachable` if no complete response came, `cancelled` if the task was cancelled.
    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply
}

/// One request: a GET, or a POST of a form or of JSON.
package struct HTTPCall: Hashable, Sendable {
    /// The absolute URL, percent-encoded.
    package let url: String
    /// The header fields, except `Authorization`.
    package let headers: [HeaderField]
    /// The value of the `Authorization` field, kept apart so that no dump of a call shows it.
    package let authorization: Secret?
    /// The percent-encoded form to post, which no dump of a call shows; nil for a GET.
    package let form: Secret?
    /// The JSON to post, without secrets; nil for a GET.
    package let json: String?

    /// Creates a request.
    package init(
        url: String, headers: [HeaderField], authorization: Secret?, form: Secret? = nil,
        json: String? = nil
    ) {
        self.url = url
        self.headers = headers
        self.authorization = authorization
        self.form = form
        self.json = json
    }
}

/// One complete response.
package struct HTTPReply: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// The header fields.
    package let headers: HeaderFields
    /// The body, decompressed.
    package let body: [UInt8]

    /// Creates a response.
    package init(status: Int, headers: HeaderFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// One header field.
package struct HeaderField: Hashable, Sendable {
    /// The name, such as `Retry-After`.
    package let name: String
    /// The value.
    package let value: String

    /// Creates a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The header fields of a response; names ignore case.
package struct HeaderFields: Hashable, Sendable {
    private let fields: [HeaderField]

    /// Keeps the fields in the order of their arrival.
    package init(_ fields: [HeaderField]) { self.fields = fields }

    /// The first value of a field; nil if absent.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// All values of a field, joined by commas (RFC 9110, section 5.3); nil if absent.
    func list(_ name: String) -> String? {
        let wanted = name.lowercased()
        let values = fields.filter { $0.name.lowercased() == wanted }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The body's media type without parameters, such as `application/json`; nil if absent.
    var mediaType: String? {
        let type = (self["Content-Type"] ?? "").prefix { $0 != ";" }
        let words = type.split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ").lowercased()
    }
}
