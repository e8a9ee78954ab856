import Foundation
package import Runs

/// Calls one account at one API: signs, sends, reads, and tells errors apart.
package struct APIClient: Sendable {
    let baseURL: BaseURL
    let now: @Sendable () -> Timestamp
    /// How many rows pages have room for.
    let pageSizes = PageSizes()

    private var secrets: SecretCache
    private let transport: any Transport
    private var dialect = APIDialect(errors: ErrorEnvelope())
    private let redactor: Redactor
    private var mostValues = Self.usualMostValues

    /// Joins an API's place with what it takes to reach it. The secret is fetched for the first call,
    /// and again after it was rejected; the redactor learns each.
    package init(
        baseURL: BaseURL, secret: @escaping SecretResolver, transport: any Transport,
        redactor: Redactor = Redactor(), now: @escaping @Sendable () -> Timestamp
    ) {
        self.baseURL = baseURL
        self.transport = transport
        self.redactor = redactor
        self.now = now
        secrets = SecretCache(redactor: redactor, now: now) {
            () async throws(ProviderError) -> Credential in
            Credential(secret: try await ProviderError.wrapping(secret))
        }
    }

    /// Makes a client of the same account that speaks a vendor's dialect.
    func speaking(_ dialect: APIDialect) -> APIClient {
        var client = self
        client.dialect = dialect
        return client
    }

    /// Makes a client of the same account that reads responses of no more than so many values.
    func reading(atMostValues mostValues: Int) -> APIClient {
        var client = self
        client.mostValues = mostValues
        return client
    }

    /// Makes a client of the same account that signs with what its secret is exchanged for.
    ///
    /// - Returns: The client, which holds on to what it got until that is about to expire.
    func exchanging(
        _ exchange:
            @escaping @Sendable (APIClient, Secret) async throws(ProviderError) -> Credential
    ) -> APIClient {
        var client = self
        client.secrets = SecretCache(redactor: redactor, now: now) {
            () async throws(ProviderError) -> Credential in
            try await exchange(self, try await secrets.fetch())
        }
        return client
    }

    /// Posts a form, whose fields may hold secrets, unsigned, and reads the response as JSON.
    ///
    /// - Throws: What the API or the network refused.
    func post(_ endpoint: String, form: [QueryItem]) async throws(ProviderError) -> APIReply {
        try read(
            try await exchange(
                HTTPCall(
                    url: baseURL.url(endpoint, []),
                    headers: [HeaderField("Accept", "application/json")], authorization: nil,
                    form: Secret(form.map(\.encoded).joined(separator: "&")))))
    }

    /// Reads one response as JSON, from a percent-encoded path and unencoded parameters.
    ///
    /// After a 401 the secret is fetched once more, and the call repeated if it has changed.
    ///
    /// - Returns: The body and what the header fields say of the budget.
    /// - Throws: What the API or the network refused, or why there is no secret.
    func get(
        _ endpoint: String, _ query: [QueryItem] = []
    ) async throws(ProviderError) -> APIReply {
        try await ask(endpoint, query, json: nil)
    }

    /// Asks with a JSON body, which holds no secret, as `get` does.
    ///
    /// - Throws: What the API or the network refused, or why there is no secret.
    func post(
        _ endpoint: String, _ query: [QueryItem] = [], json: JSONValue
    ) async throws(ProviderError) -> APIReply {
        try await ask(endpoint, query, json: JSONWriter.text(of: json))
    }

    private func ask(
        _ endpoint: String, _ query: [QueryItem], json: String?
    ) async throws(ProviderError) -> APIReply {
        let secret = try await secrets.current()
        let reply = try await send(endpoint, query, json: json, secret)
        guard reply.status == 401, let renewed = try await secrets.renewed(after: secret) else {
            return try readWithoutSecrets(reply)
        }
        return try readWithoutSecrets(try await send(endpoint, query, json: json, renewed))
    }

    private func send(
        _ endpoint: String, _ query: [QueryItem], json: String?, _ secret: Secret
    ) async throws(ProviderError) -> HTTPReply {
        try await exchange(
            HTTPCall(
                url: baseURL.url(endpoint, query),
                headers: [HeaderField("Accept", "application/json")] + dialect.headers,
                authorization: dialect.authorization.value(secret), json: json))
    }

    private func exchange(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let counted = try await CallPermit.request()
        let reply: HTTPReply
        do throws(ProviderError) {
            reply = try await transport.send(call)
        } catch {
            throw redactor.redact(error)
        }
        // Where a refusal asks for patience, its budget belongs to that wait: the error tells both.
        let isRefusal = reply.status >= 400
        if !isRefusal || !problem(reply).asksForPatience {
            await counted.answered(RateBudget(reply.headers, now: now()))
        }
        return reply
    }

    /// Reads a response that is told to people, and so must not repeat what the call was signed with.
    private func readWithoutSecrets(_ reply: HTTPReply) throws(ProviderError) -> APIReply {
        let read = try read(reply)
        return APIReply(
            value: redactor.redact(read.value, of: reply.body), budget: read.budget,
            byteCount: read.byteCount)
    }

    private func read(_ reply: HTTPReply) throws(ProviderError) -> APIReply {
        switch reply.status {
        case 200..<300: break
        case 100..<200, 300..<400: throw .unreachable(.redirected(status: reply.status))
        default: throw .refused(problem(reply))
        }
        do {
            return APIReply(
                value: try JSONParser.parseRows(reply.body, limit: mostValues),
                budget: RateBudget(reply.headers, now: now()), byteCount: reply.body.count)
        } catch {
            if error.problem == .tooMany {
                throw .unreadable(.tooManyValues(limit: mostValues))
            }
            let mediaType = reply.headers.mediaType
            throw redactor.redact(.unreadable(.notJSON(mediaType: mediaType)))
        }
    }

    private func problem(_ reply: HTTPReply) -> APIProblem {
        dialect.errors.problem(reply, now: now(), redactor: redactor)
    }

    /// The greatest number of values of a response, those inside of others too: each takes many
    /// times the bytes that it has in JSON.
    private static let usualMostValues = 250_000
}

struct APIReply: Hashable, Sendable {
    let value: JSONValue
    let budget: RateBudget?
    var byteCount = 0
    /// Whether more rows were asked for at first, and came as a body that is too large to read.
    var isShortened = false

    /// The elements of a list; a list that is null is empty.
    ///
    /// - Throws: `unreadable` where there is no list.
    func rows(_ path: FieldPath) throws(ProviderError) -> [JSONValue] {
        switch value[path] {
        case .array(let elements): return elements
        case .null: return []
        case .bool, .number, .string, .object, nil:
            throw .unreadable(.missing(field: path.text))
        }
    }
}

/// What one vendor's API wants of every call, and how it words its errors.
struct APIDialect: Hashable, Sendable {
    var authorization = AuthorizationScheme.bearer
    var headers: [HeaderField] = []
    var errors: ErrorEnvelope
}

/// How a secret is sent in the `Authorization` field.
enum AuthorizationScheme: Hashable, Sendable {
    case bearer
    /// `Basic`, with the secret as the password of a user (RFC 7617).
    case basic(user: String)

    func value(_ secret: Secret) -> Secret {
        switch self {
        case .bearer:
            Secret("Bearer \(secret.reveal())")
        case .basic(let user):
            Secret("Basic \(Data("\(user):\(secret.reveal())".utf8).base64EncodedString())")
        }
    }
}
