package import Runs

/// One call and its result, for a log.
package struct Exchange: Sendable {
    /// The request.
    package let call: HTTPCall
    /// The response, or why there is none.
    package let outcome: Result<HTTPReply, ProviderError>
    /// The time it took, in milliseconds.
    package let duration: Int64
    /// The call budget that the response reports.
    package let budget: RateBudget?
    /// How far this clock is ahead of the server's, in milliseconds (negative: behind), if known.
    package let clockLead: Int64?

    /// `GET` or `POST`.
    package var method: String { call.form == nil && call.json == nil ? "GET" : "POST" }

    /// The URL's path, percent-encoded, without the query.
    package var path: String {
        let rest = afterOrigin
        return String(rest.prefix { $0 != "?" })
    }

    /// The URL's query, percent-encoded; nil if there is none.
    package var query: String? {
        let rest = afterOrigin
        return rest.firstIndex(of: "?").map { String(rest[rest.index(after: $0)...]) }
    }

    /// Returns the response's body as text, without credentials of others. Nil without a response,
    /// and after a form, as its response is a token. Cost: reads the whole body.
    package func body(limit: Int) -> String? {
        guard call.form == nil, case .success(let reply) = outcome else { return nil }
        return String(decoding: CredentialMask.masked(reply.body).prefix(limit), as: UTF8.self)
    }

    private var afterOrigin: Substring {
        let rest = call.url[...].drop { $0 != ":" }.dropFirst(3)
        return rest.drop { $0 != "/" && $0 != "?" }
    }
}

/// Reports every exchange of another transport.
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
