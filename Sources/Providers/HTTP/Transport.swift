package import Runs

/// A way to exchange one request for one whole response.
package protocol Transport: Sendable {
    /// Sends a request and waits for the whole response, whatever its status.
    ///
    /// Redirects are returned and never followed.
    ///
    /// - Throws: `unreachable` where no whole response came, `cancelled` where the task was.
    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply
}

/// One request: a GET, or the POST of a form or of JSON.
package struct HTTPCall: Hashable, Sendable {
    /// The absolute URL, percent-encoded.
    package let url: String
    /// The header fields, except `Authorization`.
    package let headers: [HeaderField]
    /// The value of the `Authorization` field, kept apart so that no dump of a call shows it.
    package let authorization: Secret?
    /// The form to post, percent-encoded; nil for a GET. No dump of a call shows it.
    package let form: Secret?
    /// The JSON to post; nil for a GET. It holds no secret.
    package let json: String?

    /// Joins the parts of a request.
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

/// One whole response.
package struct HTTPReply: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// The header fields.
    package let headers: HeaderFields
    /// The body, decompressed.
    package let body: [UInt8]

    /// Joins the parts of a response.
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

    /// Joins a name and a value.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The header fields of a response, found without regard to case.
package struct HeaderFields: Hashable, Sendable {
    private let fields: [HeaderField]

    /// Takes fields in the order they came.
    package init(_ fields: [HeaderField]) { self.fields = fields }

    /// The first value of a field, or nil where it is missing.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// All values of a field, joined by commas as if they had come in one (RFC 9110, section 5.3);
    /// nil where it is missing.
    func list(_ name: String) -> String? {
        let wanted = name.lowercased()
        let values = fields.filter { $0.name.lowercased() == wanted }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The media type of the body without its parameters, such as `application/json`; nil where none
    /// is named.
    var mediaType: String? {
        let type = (self["Content-Type"] ?? "").prefix { $0 != ";" }
        let words = type.split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ").lowercased()
    }
}
