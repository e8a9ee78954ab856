import Runs

/// Where an error body holds an identifier to open a ticket with.
struct SupportPath: Hashable, Sendable {
    let kind: SupportID.Kind
    let path: FieldPath

    static func request(_ path: FieldPath) -> SupportPath {
        SupportPath(kind: .request, path: path)
    }
    static func trace(_ path: FieldPath) -> SupportPath { SupportPath(kind: .trace, path: path) }
    static func log(_ path: FieldPath) -> SupportPath { SupportPath(kind: .log, path: path) }
}

/// Where a vendor's error bodies hold what; of several paths the first that leads somewhere.
struct ErrorEnvelope: Hashable, Sendable {
    var code: [FieldPath] = []
    var title: [FieldPath] = []
    var message: [FieldPath] = []
    var supportIDs: [SupportPath] = []
    /// Codes that may stand where a message is looked for, or be the whole body.
    var lonelyCodes: Set<String> = []
    /// Messages that say no more than where to look, so that the title is shown.
    var emptyMessages: Set<String> = []
    /// What the account proves itself with.
    var credentials = APIProblem.Credentials.token

    /// The greatest number of values of an error's body that is read as JSON.
    private static let mostValues = 10_000

    /// Reads an error response; a body in another shape leaves the fields nil.
    ///
    /// - Parameters:
    ///   - reply: The response.
    ///   - now: The time, which dates in header fields are measured against.
    ///   - redactor: Takes secrets out of text before it is cut, lest half of one be left.
    /// - Returns: What the response says, without secrets, each text of it cut.
    func problem(
        _ reply: HTTPReply, now: Timestamp, redactor: Redactor = Redactor()
    ) -> APIProblem {
        var problem = APIProblem(status: reply.status)
        problem.credentials = credentials
        problem.retryAfter = RetryAfter.milliseconds(reply.headers, now: now)
        problem.budget = RateBudget(reply.headers, now: now)
        do {
            let body = try JSONParser.parse(reply.body, limit: Self.mostValues)
            let said = message.compactMap { body[$0]?.scalarText }.filter(Self.isSaid)
            problem.code = text(code, in: body) ?? said.first(where: lonelyCodes.contains)
            problem.title = text(title, in: body)
            problem.message = said.first {
                !lonelyCodes.contains($0) && !emptyMessages.contains($0)
            }
            problem.supportIDs = supportIDs(in: body)
        } catch {
            let text = plainText(reply, redactor)
            let words = text?.split(whereSeparator: \.isWhitespace) ?? []
            if words.count == 1, lonelyCodes.contains(String(words[0])) {
                problem.code = String(words[0])
            } else {
                problem.message = text
            }
        }
        if problem.supportID(.request) == nil, let id = reply.headers["X-Request-ID"],
            Self.isSaid(id)
        {
            problem.supportIDs.insert(SupportID(.request, id), at: 0)
        }
        return redactor.redact(problem)
    }

    /// The identifiers that a body holds, the first one of each kind.
    private func supportIDs(in body: JSONValue) -> [SupportID] {
        SupportID.Kind.allCases.compactMap { kind in
            text(supportIDs.filter { $0.kind == kind }.map(\.path), in: body)
                .map { SupportID(kind, $0) }
        }
    }

    private func text(_ paths: [FieldPath], in body: JSONValue) -> String? {
        for path in paths {
            if let text = body[path]?.scalarText, Self.isSaid(text) { return text }
        }
        return nil
    }

    private static func isSaid(_ text: String) -> Bool { text.contains { !$0.isWhitespace } }

    /// The body as text, unless it is a web page or nothing.
    private func plainText(_ reply: HTTPReply, _ redactor: Redactor) -> String? {
        guard reply.headers.mediaType != "text/html", reply.body.first != UInt8(ascii: "<") else {
            return nil
        }
        let text = redactor.excerpt(String(decoding: reply.body, as: UTF8.self))
        return Self.isSaid(text) ? text : nil
    }
}

/// What a refusal that asks for no wait is about: with one, the next call has to wait, whatever it
/// is for.
extension ProviderError {
    /// Whether the server did not like a parameter, such as a token that it has forgotten.
    var refusesParameter: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return [400, 404, 410, 422].contains(problem.status)
    }

    /// Whether this part of the API is not for this account.
    var refusesResource: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return [403, 404].contains(problem.status)
    }

    /// Whether the thing asked for is no longer there.
    var isNotFound: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return problem.status == 404
    }
}
