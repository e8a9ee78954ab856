import Runs

/// Where a vendor's error bodies hold what; of several paths the first that leads somewhere.
struct ErrorEnvelope: Hashable, Sendable {
    /// The greatest length in characters of a message that came as plain text.
    private static let longestPlainText = 500

    var code: [FieldPath] = []
    var title: [FieldPath] = []
    var message: [FieldPath] = []
    var supportID: [FieldPath] = []
    /// Codes that may stand where a message is looked for, or be the whole body.
    var lonelyCodes: Set<String> = []
    /// Messages that say no more than where to look, so that the title is shown.
    var emptyMessages: Set<String> = []

    /// Reads an error response; a body in another shape leaves the fields nil.
    func problem(_ reply: HTTPReply, now: Timestamp) -> APIProblem {
        var problem = APIProblem(status: reply.status)
        problem.retryAfter = RetryAfter.milliseconds(reply.headers, now: now)
        problem.budget = RateBudget(reply.headers, now: now)
        do {
            let body = try JSONParser.parse(reply.body)
            let said = message.compactMap { body[$0]?.scalarText }.filter { !$0.isEmpty }
            problem.code = text(code, in: body) ?? said.first(where: lonelyCodes.contains)
            problem.title = text(title, in: body)
            problem.message = said.first {
                !lonelyCodes.contains($0) && !emptyMessages.contains($0)
            }
            problem.supportID = text(supportID, in: body)
        } catch {
            let text = plainText(reply)
            let words = text?.split(whereSeparator: \.isWhitespace) ?? []
            if words.count == 1, lonelyCodes.contains(String(words[0])) {
                problem.code = String(words[0])
            } else {
                problem.message = text
            }
        }
        problem.supportID = problem.supportID ?? reply.headers["X-Request-ID"]
        return problem
    }

    private func text(_ paths: [FieldPath], in body: JSONValue) -> String? {
        for path in paths {
            if let text = body[path]?.scalarText, !text.isEmpty { return text }
        }
        return nil
    }

    /// The body as text, unless it is a web page or nothing.
    private func plainText(_ reply: HTTPReply) -> String? {
        guard reply.headers.mediaType != "text/html", reply.body.first != UInt8(ascii: "<") else {
            return nil
        }
        let text = String(decoding: reply.body, as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        return String(text.prefix(Self.longestPlainText))
    }
}
