package import Runs

/// One call and what came of it, for a log.
package struct Exchange: Sendable {
    /// What was asked.
    package let call: HTTPCall
    /// The answer, or why there is none.
    package let outcome: Result<HTTPReply, ProviderError>
    /// How long it took, in milliseconds.
    package let duration: Int64
    /// What the answer says of the budget of calls.
    package let budget: RateBudget?
    /// By how much this machine's clock is ahead of the server's, in milliseconds, less than zero
    /// where it is behind; nil where the server does not tell its time.
    package let clockLead: Int64?

    /// `GET` or `POST`.
    package var method: String { call.form == nil && call.json == nil ? "GET" : "POST" }

    /// The path of the URL, percent-encoded, without its query.
    package var path: String {
        let rest = afterOrigin
        return String(rest.prefix { $0 != "?" })
    }

    /// The query of the URL, percent-encoded; nil where there is none.
    package var query: String? {
        let rest = afterOrigin
        return rest.firstIndex(of: "?").map { String(rest[rest.index(after: $0)...]) }
    }

    /// The answer's body as text, without the credentials of others that it tells; nil where there
    /// is no answer, or where its body is a secret, as what a client's secret is exchanged for is.
    ///
    /// Cost: the body is read as a whole.
    package func body(limit: Int) -> String? {
        guard call.form == nil, case .success(let reply) = outcome else { return nil }
        return String(decoding: CredentialMask.masked(reply.body).prefix(limit), as: UTF8.self)
    }

    private var afterOrigin: Substring {
        let rest = call.url[...].drop { $0 != ":" }.dropFirst(3)
        return rest.drop { $0 != "/" && $0 != "?" }
    }
}

/// Tells of every exchange of another transport.
package struct ObservedTransport: Transport {
    private let base: any Transport
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (Exchange) -> Void

    /// Wraps a transport.
    package init(
        _ base: any Transport, now: @escaping @Sendable () -> Timestamp,
        observe: @escaping @Sendable (Exchange) -> Void
    ) {
        self.base = base
        self.now = now
        self.observe = observe
    }

    package func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let start = now()
        let outcome: Result<HTTPReply, ProviderError>
        do throws(ProviderError) {
            outcome = .success(try await base.send(call))
        } catch {
            outcome = .failure(error)
        }
        let end = now()
        var budget: RateBudget?
        var lead: Int64?
        if case .success(let reply) = outcome {
            budget = RateBudget(reply.headers, now: end)
            lead = reply.headers["Date"].flatMap(HTTPDate.parse).map(end.milliseconds(since:))
        }
        observe(
            Exchange(
                call: call, outcome: outcome, duration: max(0, end.milliseconds(since: start)),
                budget: budget, clockLead: lead))
        return try outcome.get()
    }
}
