import Foundation
package import Runs

/// Calls one account of one API: signs, sends, reads, and classifies errors.
package struct APIClient: Sendable {
    let baseURL: BaseURL
    let now: @Sendable () -> Timestamp
    let pageSizes = PageSizes()

    private var secrets: SecretCache
    private let transport: any Transport
    private var dialect = APIDialect(errors: ErrorEnvelope())
    private let redactor: Redactor
    private var mostValues = Self.usualMostValues

    /// Creates a client. It fetches the secret for the first call, and again after a rejection, and
    /// gives each one to the redactor.
    package init(
        baseURL: BaseURL, secret: @escaping SecretResolver, transport: any Transport,
        redactor: Redactor = Redactor(), now: @escaping @Sendable () -> Timestamp
    ) {
        self.baseURL = baseURL
        self.transport = transport
        self.redactor = redactor
        self.now = now
        secrets = SecretCache(redactor: redactor, now: now) {
            (_: CallPermit) async throws(ProviderError) -> Credential in
            Credential(secret: try await ProviderError.wrapping(secret))
        }
    }

    func speaking(_ dialect: APIDialect) -> APIClient {
        var client = self
        client.dialect = dialect
        return client
    }

    func reading(atMostValues mostValues: Int) -> APIClient {
        var client = self
        client.mostValues = mostValues
        return client
    }

    /// Returns a client of the same account that exchanges its secret for a credential, signs with
    /// that, and keeps it until it is about to expire.
    func exchanging(
        _ exchange:
            @escaping @Sendable (APIClient, Secret, CallPermit) async throws(ProviderError) ->
            Credential
    ) -> APIClient {
        var client = self
        client.secrets = SecretCache(redactor: redactor, now: now) {
            (permit) async throws(ProviderError) -> Credential in
            try await exchange(self, try await secrets.fetch(permit), permit)
        }
        return client
    }

    /// Posts a form, which may hold secrets, unsigned, and reads the response as JSON.
    func post(
        _ endpoint: String, form: [QueryItem], _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        try read(
            try await exchange(
                HTTPCall(
                    url: baseURL.url(endpoint, []),
                    headers: [HeaderField("Accept", "application/json")], authorization: nil,
                    form: Secret(form.map(\.encoded).joined(separator: "&"))), permit))
    }

    /// Reads one response as JSON, from a percent-encoded path and unencoded parameters. After a
    /// 401, fetches the secret again and repeats the call if it has changed.
    func get(
        _ endpoint: String, _ query: [QueryItem], _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        try await ask(endpoint, query, json: nil, permit)
    }

    /// Posts JSON without secrets; otherwise like `get`.
    func post(
        _ endpoint: String, _ query: [QueryItem], json: JSONValue, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        try await ask(endpoint, query, json: JSONWriter.text(of: json), permit)
    }

    private func ask(
        _ endpoint: String, _ query: [QueryItem], json: String?, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        let secret = try await secrets.current(permit)
        let reply = try await exchange(signed(endpoint, query, json: json, secret), permit)
        guard reply.status == 401,
            let renewed = try await secrets.renewed(after: secret, permit)
        else { return try readWithoutSecrets(reply) }
        return try readWithoutSecrets(
            try await exchange(signed(endpoint, query, json: json, renewed), permit))
    }

    private func signed(
        _ endpoint: String, _ query: [QueryItem], json: String?, _ secret: Secret
    ) -> HTTPCall {
        HTTPCall(
            url: baseURL.url(endpoint, query),
            headers: [HeaderField("Accept", "application/json")] + dialect.headers,
            authorization: dialect.authorization.value(secret), json: json)
    }

    private func exchange(
        _ call: HTTPCall, _ permit: CallPermit
    ) async throws(ProviderError) -> HTTPReply {
        let counted = try await permit.request()
        let reply: HTTPReply
        do throws(ProviderError) {
            reply = try await transport.send(call)
        } catch {
            throw redactor.redact(error)
        }
        // If a refusal asks to wait, its budget belongs to that wait: the error reports both.
        let isRefusal = reply.status >= 400
        if !isRefusal || !problem(reply).asksToWait {
            await counted.answered(RateBudget(reply.headers, now: now()))
        }
        return reply
    }

    /// People see this response, so it must not repeat the secret of its call.
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

    /// The most values of a response, nested ones included; each takes many times its JSON bytes.
    private static let usualMostValues = 250_000
}

struct APIReply: Hashable, Sendable {
    let value: JSONValue
    let budget: RateBudget?
    var byteCount = 0
    /// Whether more rows were requested at first, and came as a body too large to read.
    var isShortened = false

    /// The elements of a list; none for null. Throws `unreadable` if there is no list.
    func rows(_ path: FieldPath) throws(ProviderError) -> [JSONValue] {
        switch value[path] {
        case .array(let elements): return elements
        case .null: return []
        case .bool, .number, .string, .object, nil:
            throw .unreadable(.missing(field: path.text))
        }
    }
}

/// The header fields that a vendor requires in every call, and the shape of its errors.
struct APIDialect: Hashable, Sendable {
    var authorization = AuthorizationScheme.bearer
    var headers: [HeaderField] = []
    var errors: ErrorEnvelope
}

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
