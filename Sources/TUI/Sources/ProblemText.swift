package import Runs

/// Words the problems of sources, in a few columns or as a sentence.
package enum ProblemText {
    /// Words an error in a few columns: `429`, `401 invalid_key`, `refused`.
    package static func brief(_ error: ProviderError) -> String {
        switch error {
        case .refused(let problem):
            guard let code = SafeText.words(problem.code), problem.status != 429 else {
                return String(problem.status)
            }
            return "\(problem.status) \(code)"
        case .unreachable(let failure): return brief(failure)
        case .unreadable(.notJSON): return "not JSON"
        case .unreadable(.notHTTP): return "not HTTP"
        case .unreadable(.undecodable): return "bad encoding"
        case .unreadable(.tooManyValues), .unreadable(.tooMuch): return "too large"
        case .unreadable(.missing), .unreadable(.tooLong), .unreadable(.circular):
            return "bad response"
        case .secret: return "no secret"
        case .cancelled: return "cancelled"
        case .held: return "waiting"
        }
    }

    private static func brief(_ failure: ProviderError.TransportFailure) -> String {
        switch failure {
        case .unknownHost: "no such host"
        case .connectionRefused: "refused"
        case .connectTimedOut, .timedOut: "timeout"
        case .connectionLost: "connection lost"
        case .tls: "TLS"
        case .tooLarge: "too large"
        case .redirected(let status): isRedirect(status) ? "\(status) redirect" : "HTTP \(status)"
        case .foreignLink: "foreign link"
        case .proxy: "proxy"
        case .other: "unreachable"
        }
    }

    /// Words an error in full: the provider's code and texts, what to do, and ids for a ticket.
    package static func sentence(_ error: ProviderError) -> String {
        SafeText.line(words(error)).text
    }

    private static func words(_ error: ProviderError) -> String {
        switch error {
        case .refused(let problem): words(problem)
        case .unreachable(let failure): words(failure)
        case .unreadable(let body): words(body, again: "it is asked for again")
        case .secret(let failure): words(failure)
        case .cancelled: "the call was cancelled"
        case .held(let hold): ThrottleText.sentence(hold)
        }
    }

    /// `again` says what to do about a fault that may pass by itself.
    private static func words(_ body: ProviderError.UnreadableBody, again: String) -> String {
        switch body {
        case .notJSON(let mediaType) where mediaType?.hasSuffix("json") == true:
            "the answer is JSON that breaks off or is malformed; \(again)"
        case .notJSON(let mediaType):
            "the answer is not JSON" + (SafeText.words(mediaType).map { " but \($0)" } ?? "")
                + "; check base-url"
        case .notHTTP: "the answer is not valid HTTP; check the scheme, host and port of base-url"
        case .undecodable(let coding):
            "the response's \(coding) encoding cannot be decoded; \(again)"
        case .tooManyValues(let limit):
            "the answer holds more than \(ShortText.count(limit)) JSON values, the most that are read"
        case .missing(let field): "the answer lacks \(field); check base-url"
        case .tooLong(let field):
            "the answer's \(field) is too long to follow; report it to the provider"
        case .circular:
            "it keeps announcing a next page, but the pages are empty or repeat; \(again)"
        case .tooMuch(let limit):
            "it has more runs than fit into \(limit / 1_048_576) MiB; "
                + "ask for fewer with --since or --filter"
        }
    }

    /// Words an error for `check`, which tries nothing again. `scope` has the settings' keys that
    /// select a part of an account; a wait counts from `now`.
    package static func finding(
        _ error: ProviderError, scope: [String] = [], at now: Timestamp? = nil
    ) -> String {
        switch error {
        case .refused(let problem):
            SafeText.line(
                words(problem, remedy: advice(problem, at: now) ?? remedy(problem, scope: scope))
            ).text
        case .unreachable(let failure):
            SafeText.line(words(failure, again: "try again, and check base-url and the network"))
                .text
        case .unreadable(let body): SafeText.line(words(body, again: "try again")).text
        case .secret, .cancelled, .held: sentence(error)
        }
    }

    /// Words for `check` why the pipelines cannot be listed. `right` is the required permission,
    /// such as `read integrations`; a wait counts from `now`.
    package static func finding(
        _ error: ProviderError, needing right: String, at now: Timestamp? = nil
    ) -> String {
        guard case .refused(let problem) = error, problem.status == 403, !problem.isRateLimit else {
            return finding(error, at: now)
        }
        let who = problem.credentials == .client ? "client" : "token"
        let remedy = "the \(who) lacks the right to \(right); grant it, or use one that has it"
        return SafeText.line(words(problem, remedy: remedy)).text
    }

    /// Words why the runs of one pipeline cannot be read.
    package static func sentence(_ refusal: PipelineRefusal) -> String {
        refusal.problem.map { sentence(.refused($0)) }
            ?? "the account does not list it; check the ids in the source's settings"
    }

    private static func advice(_ problem: APIProblem, at now: Timestamp?) -> String? {
        switch problem.status {
        case _ where problem.isRateLimit:
            "try again"
                + (ShortText.wait(milliseconds: wait(problem, now)).map { " in \($0)" } ?? "")
        case 408, 500...: "the provider has a problem, try again later"
        default: nil
        }
    }

    /// The wait after too many calls: as requested, else until the budget resets, else a minute.
    private static func wait(_ problem: APIProblem, _ now: Timestamp?) -> Int64 {
        if let wait = problem.retryAfter { return wait }
        guard let now, let reset = problem.budget?.resetsAt else { return 60_000 }
        return reset.milliseconds(since: now)
    }

    private static func words(_ problem: APIProblem, remedy: String? = nil) -> String {
        let what = said(problem).joined(separator: ": ")
        var text = "HTTP \(problem.status)"
        if !what.isEmpty { text += " \(what)" }
        if let remedy = remedy ?? self.remedy(problem) { text += "; \(remedy)" }
        let ids = problem.supportIDs.compactMap { id in
            SafeText.words(id.text).map { "\(name(id.kind)) \($0)" }
        }
        if !ids.isEmpty { text += " (\(ids.joined(separator: ", ")))" }
        return text
    }

    /// Code, title and message, without those that a later one begins with.
    private static func said(_ problem: APIProblem) -> [String] {
        let words = [problem.code, problem.title, problem.message].compactMap(SafeText.words)
        return words.indices.filter { index in
            let word = words[index].lowercased()
            return !words[(index + 1)...].contains { $0.lowercased().hasPrefix(word) }
        }.map { words[$0] }
    }

    private static func name(_ kind: SupportID.Kind) -> String {
        switch kind {
        case .request: "request id"
        case .trace: "trace id"
        case .log: "log id"
        }
    }

    private static func remedy(_ problem: APIProblem) -> String? {
        switch problem.status {
        case 429: "waiting as the provider asked"
        case _ where problem.isRateLimit:
            "this is a rate limit; waiting "
                + (problem.retryAfter == nil
                    ? "until calls are allowed again" : "as the provider asked")
        case 401:
            switch problem.credentials {
            case .token: "check the token"
            case .client: "check client-id and client-secret"
            }
        case 403:
            switch problem.credentials {
            case .token: "the token lacks a right that reading runs needs"
            case .client: "the client lacks a right that reading runs needs"
            }
        case 404: "check base-url and the ids in the source's settings"
        default: nil
        }
    }

    /// What to do if the part of the account in the settings may be wrong or not permitted.
    private static func remedy(_ problem: APIProblem, scope: [String]) -> String? {
        guard !scope.isEmpty else { return nil }
        let keys = scope.joined(separator: " and ")
        return switch problem.status {
        case 403 where !problem.isRateLimit:
            remedy(problem).map { "\($0), or may not read this \(keys)" }
        case 404: "check base-url, \(keys) and the other ids in the source's settings"
        default: nil
        }
    }

    private static func words(
        _ failure: ProviderError.TransportFailure,
        again: String = "retried automatically; if it keeps failing, check base-url and the network"
    ) -> String {
        switch failure {
        case .unknownHost(let host): "no address for \(host); check base-url and the network"
        case .connectionRefused: "the connection was refused; check base-url"
        case .connectTimedOut: "no connection in time; check the network"
        case .timedOut: "no whole answer in time; \(again)"
        case .connectionLost: "the connection broke off; \(again)"
        case .tls(let reason): "no trusted connection: \(words(ofTLS: reason))"
        case .tooLarge(let limit):
            "the answer is larger than \(limit / 1_048_576) MiB, the most that is read; if one row "
                + "is that large, only the provider can shorten it"
        case .redirected(let status) where !isRedirect(status):
            "the server answered HTTP \(status), which this request does not allow; check base-url"
        case .redirected(let status):
            "HTTP \(status): redirects are not followed; check base-url"
        case .proxy(.unreachable, let server):
            "the proxy \(server) cannot be reached; check HTTPS_PROXY and NO_PROXY"
        case .proxy(.wantsCredentials, let server):
            "the proxy \(server) rejects the user or password; check HTTPS_PROXY"
        case .proxy(.refused, let server):
            "the proxy \(server) does not connect to the provider; check HTTPS_PROXY and NO_PROXY"
        case .proxy(.brokeOff, let server):
            "the connection through the proxy \(server) broke off; check HTTPS_PROXY and NO_PROXY"
        case .foreignLink: "a paging link points to another host; it is not followed"
        case .other(let reason): reason
        }
    }

    private static func isRedirect(_ status: Int) -> Bool {
        [300, 301, 302, 303, 307, 308].contains(status)
    }

    /// Words why a connection is not trusted, by the known texts of the TLS library.
    private static func words(ofTLS reason: String) -> String {
        let known = [
            (
                "CERTIFICATE_VERIFY_FAILED",
                "untrusted, expired or not yet valid certificate; "
                    + "check ca-file and this machine's clock"
            ),
            (
                "WRONG_VERSION_NUMBER",
                "the server does not speak TLS; check the port of base-url and HTTPS_PROXY"
            ), ("failedToValidateHostname", "the certificate is for another host; check base-url"),
        ]
        return known.first { reason.contains($0.0) }?.1
            ?? "\(reason); check base-url, ca-file and this machine's clock"
    }
}

extension ProblemText {
    static func words(_ failure: SecretFailure) -> String {
        switch failure {
        case .variableUnset(let place):
            "\(words(place)) names an environment variable that is not set; "
                + "set it where synctop is started"
        case .fileUnreadable(let place, let reason):
            "\(words(place)) names a file that cannot be read: \(reason); "
                + "name one that synctop may read"
        case .fileExposed(let path): "\(path) can be read by others; chmod 600 it"
        case .notARegularFile(let path): "\(path) is not a regular file; name one"
        case .fileOfSomebodyElse(let path): "\(path) belongs to somebody else; chown it"
        case .commandFailed(let name, let exitCode):
            "\(name) ended with status \(exitCode); run it by hand to see why"
        case .commandTimedOut(let name):
            "\(name) printed no secret within its limit (10 s, or --timeout if shorter); "
                + "it must not ask for input"
        case .commandNotFound(let place):
            "\(words(place)) names a command that is not there; check PATH, and write each argument "
                + "as an item of its own"
        case .commandRefused(let name, let reason):
            "\(name) cannot be run: \(reason); it has to be a program, or a script that begins "
                + "with #! and may be executed"
        case .empty(let origin):
            "\(words(origin)) is empty where a secret should be; \(remedy(origin))"
        case .tooLarge(let origin):
            "\(words(origin)) is too long for a secret; \(remedy(origin))"
        case .notText(let origin): "\(words(origin)) is not UTF-8 text; \(remedy(origin))"
        case .malformed(let origin):
            "the secret of \(words(origin)) holds a line break or another control character; "
                + remedy(origin)
        }
    }

    /// Names a place without its value, which may be the secret itself.
    private static func words(_ place: SecretPlace?) -> String {
        place?.description ?? "the configuration"
    }

    private static func words(_ origin: SecretOrigin) -> String {
        switch origin {
        case .variable(let name): "the environment variable \(name)"
        case .file(let path): "the file \(path)"
        case .command(let name): "the output of \(name)"
        case .settings: "the configuration"
        }
    }

    private static func remedy(_ origin: SecretOrigin) -> String {
        switch origin {
        case .variable: "set it to the secret where synctop is started"
        case .file: "write the secret into it, in one line"
        case .command: "run it by hand to see what it writes"
        case .settings: "write the secret there in one line, or name where it is"
        }
    }
}
