/// Why a provider could not be read.
package enum ProviderError: Error, Hashable, Sendable {
    /// No complete response came.
    case unreachable(TransportFailure)
    /// The API answered with an error.
    case refused(APIProblem)
    /// The response is not the documented one.
    case unreadable(UnreadableBody)
    /// The source's secret was not available.
    case secret(SecretFailure)
    case cancelled
    /// No call was made, to stay within the call budget or because another process polls.
    case held(Throttle)

    /// Why no complete response came.
    package enum TransportFailure: Hashable, Sendable {
        /// The host has no address.
        case unknownHost(String)
        case connectionRefused
        case connectTimedOut
        /// The exchange took too long.
        case timedOut
        case connectionLost
        /// No trust could be established.
        case tls(String)
        /// The body exceeded the limit, in bytes.
        case tooLarge(limit: Int)
        /// A redirect, which is not followed, or another status below 200 or from 300 to 399.
        case redirected(status: Int)
        /// A link left the source's own origin and path.
        case foreignLink
        /// A proxy (`host:port`) let nothing through.
        case proxy(ProxyTrouble, server: String)
        /// Anything else, as the library names it.
        case other(String)
    }

    /// Why a proxy let nothing through.
    package enum ProxyTrouble: Hashable, Sendable {
        case unreachable
        /// It wants a user and a password, or other ones.
        case wantsCredentials
        /// It refused to connect to the provider.
        case refused
        /// The connection through it broke off.
        case brokeOff
    }

    /// What is wrong with a body.
    package enum UnreadableBody: Hashable, Sendable {
        /// Not JSON; the announced media type, if any.
        case notJSON(mediaType: String?)
        /// The response violates HTTP, or is another protocol.
        case notHTTP
        /// The content coding cannot be decoded.
        case undecodable(coding: String)
        /// The JSON has more values than this.
        case tooManyValues(limit: Int)
        /// The JSON lacks the documented member at this path.
        case missing(field: String)
        /// The member at this path is too long to be sent back.
        case tooLong(field: String)
        /// The pages form a circle, or stay empty.
        case circular
        /// All answers together exceed the memory limit for runs, in bytes.
        case tooMuch(limit: Int)
    }

    /// The wait before the next call that the server requests, in milliseconds.
    package var retryAfter: Int64? {
        guard case .refused(let problem) = self else { return nil }
        return problem.retryAfter
    }

    /// Whether the same call may succeed later without any action of the user.
    package var isTransient: Bool {
        switch self {
        case .unreachable(.foreignLink), .unreachable(.redirected), .unreachable(.tls),
            .unreachable(.tooLarge),
            .unreachable(.proxy(.wantsCredentials, server: _)):
            false
        case .unreachable, .unreadable, .held: true
        case .refused(let problem):
            problem.isRateLimit || problem.status == 408 || problem.status >= 500
                || problem.asksToComeBack
        case .secret, .cancelled: false
        }
    }
}

/// An error response of an API, as far as its body explains it.
package struct APIProblem: Hashable, Sendable {
    package var status: Int
    /// The vendor's code, such as `UNAUTHORIZED`.
    package var code: String?
    package var title: String?
    package var message: String?
    /// The identifiers to open a ticket with, at most one of each kind.
    package var supportIDs: [SupportID] = []
    /// The wait before the next call, in milliseconds.
    package var retryAfter: Int64?
    /// The call budget that the response reports.
    package var budget: RateBudget?
    /// The account's kind of credentials.
    package var credentials = Credentials.token

    /// The kinds of credentials, as the settings call them.
    package enum Credentials: Hashable, Sendable {
        case token
        /// A client's id and secret, exchanged for a token.
        case client
    }

    /// Whether it requests fewer calls, or none for a while.
    package var asksToWait: Bool { isRateLimit || retryAfter != nil }

    /// Whether it says when the same call may succeed.
    fileprivate var asksToComeBack: Bool {
        ![401, 404, 410].contains(status) && retryAfter.map { $0 > 0 } ?? false
    }

    /// Whether it refuses this call only because there were too many. Many servers answer 403, some
    /// 400 or their own status: then a requested wait, an empty budget, or the wording decides.
    package var isRateLimit: Bool {
        switch status {
        case 429: true
        case 401, 404, 410: false
        case 400..<500:
            status == 403 && (asksToComeBack || budget?.remaining == 0)
                || [code, title, message].contains { $0.map(Self.namesRateLimit) ?? false }
        case 509, 529: true
        default: false
        }
    }

    /// Whether words mean too many calls, such as `rateLimitExceeded` or `exceeded your API quota`.
    private static func namesRateLimit(_ words: String) -> Bool {
        let letters = words.utf8.prefix(2_000).compactMap { byte -> UInt8? in
            switch byte {
            case 0x61...0x7A: byte
            case 0x41...0x5A: byte | 0x20
            default: nil
            }
        }
        let text = String(decoding: letters, as: UTF8.self)
        if ["toomanyrequests", "throttl", "ratelimited", "slowdown"].contains(where: text.contains)
        {
            return true
        }
        return ["ratelimit", "quota", "requestlimit", "calllimit", "limitofrequests"]
            .contains(where: text.contains)
            && ["exceed", "reached", "exhaust", "hit", "over", "abuse", "secondary"]
                .contains(where: text.contains)
    }

    package init(status: Int) { self.status = status }
}

/// An identifier by which a vendor finds one answer in its records.
package struct SupportID: Hashable, Sendable {
    /// What it identifies; the raw value is its name among the vendors.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case request = "request_id"
        case trace = "trace_id"
        case log = "log_id"
    }

    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension APIProblem {
    package func supportID(_ kind: SupportID.Kind) -> String? {
        supportIDs.first { $0.kind == kind }?.text
    }
}
