import Runs

struct SupportPath: Hashable, Sendable {
    let kind: SupportID.Kind
    let path: FieldPath

    static func request(_ path: FieldPath) -> SupportPath {
        SupportPath(kind: .request, path: path)
    }
    static func trace(_ path: FieldPath) -> SupportPath { SupportPath(kind: .trace, path: path) }
    static func log(_ path: FieldPath) -> SupportPath { SupportPath(kind: .log, path: path) }
}

/// Where a vendor's error bodies hold each field; the first path with a value counts.
struct ErrorEnvelope: Hashable, Sendable {
    var code: [FieldPath] = []
    var title: [FieldPath] = []
    var message: [FieldPath] = []
    var supportIDs: [SupportPath] = []
    /// Codes that may stand in place of a message, or be the whole body.
    var bareCodes: Set<String> = []
    /// Messages that only point elsewhere; the title is shown instead.
    var emptyMessages: Set<String> = []
    var credentials = APIProblem.Credentials.token

    private static let mostValues = 10_000

    /// Reads an error response; a body in another shape leaves the fields nil. Removes secrets
    /// before cutting text, so that no half of one remains.
    func problem(
        _ reply: HTTPReply, now: Timestamp, redactor: Redactor = Redactor()
    ) -> APIProblem {
        var problem = APIProblem(status: reply.status)
        problem.credentials = credentials
        problem.retryAfter = RetryAfter.milliseconds(reply.headers, now: now)
        problem.budget = RateBudget(reply.headers, now: now)
        do {
            let body = try JSONParser.parse(reply.body, limit: Self.mostValues)
            let said = message.compactMap { body[$0]?.scalarText?.unlessBlank }
            problem.code = text(code, in: body) ?? said.first(where: bareCodes.contains)
            problem.title = text(title, in: body)
            problem.message = said.first {
                !bareCodes.contains($0) && !emptyMessages.contains($0)
            }
            problem.supportIDs = supportIDs(in: body)
        } catch {
            let text = plainText(reply, redactor)
            let words = text?.split(whereSeparator: \.isWhitespace) ?? []
            if words.count == 1, bareCodes.contains(String(words[0])) {
                problem.code = String(words[0])
            } else {
                problem.message = text
            }
        }
        if problem.supportID(.request) == nil, let id = reply.headers["X-Request-ID"]?.unlessBlank {
            problem.supportIDs.insert(SupportID(.request, id), at: 0)
        }
        return redactor.redact(problem)
    }

    private func supportIDs(in body: JSONValue) -> [SupportID] {
        SupportID.Kind.allCases.compactMap { kind in
            text(supportIDs.filter { $0.kind == kind }.map(\.path), in: body)
                .map { SupportID(kind, $0) }
        }
    }

    private func text(_ paths: [FieldPath], in body: JSONValue) -> String? {
        paths.lazy.compactMap { body[$0]?.scalarText?.unlessBlank }.first
    }

    private func plainText(_ reply: HTTPReply, _ redactor: Redactor) -> String? {
        guard reply.headers.mediaType != "text/html", reply.body.first != UInt8(ascii: "<") else {
            return nil
        }
        return redactor.excerpt(String(decoding: reply.body, as: UTF8.self)).unlessBlank
    }
}

/// What a refusal without a requested wait concerns; with a wait, every next call must wait.
extension ProviderError {
    /// Whether the server refused a parameter, such as a token that it has forgotten.
    var refusesParameter: Bool { isRefusal(400, 404, 410, 422) }

    /// Whether this part of the API is not available to this account.
    var refusesResource: Bool { isRefusal(403, 404) }

    var isNotFound: Bool { isRefusal(404) }

    static func wrapping(_ resolve: SecretResolver) async throws(ProviderError) -> Secret {
        do throws(SecretFailure) {
            return try await resolve()
        } catch {
            throw .secret(error)
        }
    }

    private func isRefusal(_ statuses: Int...) -> Bool {
        guard case .refused(let problem) = self, !problem.asksToWait else { return false }
        return statuses.contains(problem.status)
    }
}
