/// Why a provider could not be read.
package enum ProviderError: Error, Hashable, Sendable {
    /// No whole response came.
    case unreachable(TransportFailure)
    /// The API answered with an error.
    case refused(APIProblem)
    /// The API answered with something that is not its documented response.
    case unreadable(UnreadableBody)
    /// The source's secret could not be had.
    case secret(SecretFailure)
    /// The work was called off.
    case cancelled
    /// No call was made, so as to keep within the budget of calls, or to leave it to another process.
    case held(Throttle)

    /// Why no whole response came.
    package enum TransportFailure: Hashable, Sendable {
        /// The host has no address.
        case unknownHost(String)
        /// Nothing listens there.
        case connectionRefused
        /// The connection could not be made in time.
        case connectTimedOut
        /// The exchange took too long.
        case timedOut
        /// The connection broke off.
        case connectionLost
        /// No trust could be established.
        case tls(String)
        /// The body went past the cap, in bytes.
        case tooLarge(limit: Int)
        /// The server pointed elsewhere, which is not followed, or answered in another way that no
        /// request here asks for: with a status below 200 or from 300 to 399.
        case redirected(status: Int)
        /// A link left the source's own origin and path.
        case foreignLink
        /// The proxy on the way, as `host:port`, let nothing through.
        case proxy(ProxyTrouble, server: String)
        /// Anything else, as the library names it.
        case other(String)
    }

    /// Why a proxy let nothing through.
    package enum ProxyTrouble: Hashable, Sendable {
        /// It cannot be reached.
        case unreachable
        /// It wants a user and a password, or other ones.
        case wantsCredentials
        /// It refused to connect to the provider.
        case refused
        /// What goes through it broke off.
        case brokeOff
    }

    /// What is wrong with a body.
    package enum UnreadableBody: Hashable, Sendable {
        /// It is not JSON; the media type that was announced, if any.
        case notJSON(mediaType: String?)
        /// What came breaks the rules of HTTP, or is another protocol.
        case notHTTP
        /// It is compressed, or so it says, in a way that cannot be undone.
        case undecodable(coding: String)
        /// It is JSON that holds more values than this.
        case tooManyValues(limit: Int)
        /// It is JSON, without the documented member at this path.
        case missing(field: String)
        /// It is JSON whose member at this path is too long to be sent back.
        case tooLong(field: String)
        /// Its pages lead in a circle, or nowhere: they stay empty.
        case circular
        /// All answers together hold more runs than are kept in memory, in bytes.
        case tooMuch(limit: Int)
    }

    /// When the server asks not to be called before, as a wait in milliseconds.
    package var retryAfter: Int64? {
        guard case .refused(let problem) = self else { return nil }
        return problem.retryAfter
    }

    /// Whether the same call may well succeed later without anybody doing anything.
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

/// An error that an API answered with, as far as its body tells.
package struct APIProblem: Hashable, Sendable {
    /// The HTTP status.
    package var status: Int
    /// The vendor's code, such as `UNAUTHORIZED`.
    package var code: String?
    /// The vendor's title.
    package var title: String?
    /// The vendor's message.
    package var message: String?
    /// The identifiers to open a ticket with, at most one of each kind.
    package var supportIDs: [SupportID] = []
    /// How long to wait before the next call, in milliseconds.
    package var retryAfter: Int64?
    /// What the response says of the budget of calls.
    package var budget: RateBudget?
    /// What the account proves itself with.
    package var credentials = Credentials.token

    /// The kinds of credentials, as the settings call them.
    package enum Credentials: Hashable, Sendable {
        /// A token.
        case token
        /// A client's id and secret, which are exchanged for a token.
        case client
    }

    /// Whether it asks for fewer calls, or for none for a while.
    package var asksForPatience: Bool { isRateLimit || retryAfter != nil }

    /// Whether it says when the same call may succeed.
    fileprivate var asksToComeBack: Bool {
        ![401, 404, 410].contains(status) && retryAfter.map { $0 > 0 } ?? false
    }

    /// Whether it refuses this call only because there were too many.
    ///
    /// Many servers say so with 403, some with 400 or a status of their own: then a wait that they
    /// ask for, a budget of which nothing is left, or their words tell.
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

    /// Whether words say that there were too many calls, such as `rateLimitExceeded` or `You have
    /// exceeded your API quota`.
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

    /// Makes a problem of which only the HTTP status is known.
    package init(status: Int) { self.status = status }
}

/// An identifier by which a vendor finds one answer among its own records.
package struct SupportID: Hashable, Sendable {
    /// What it is the identifier of; the raw value is its name among the vendors.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case request = "request_id"
        case trace = "trace_id"
        case log = "log_id"
    }

    /// What it is the identifier of.
    package let kind: Kind
    /// The identifier, as the vendor wrote it.
    package let text: String

    /// Joins a kind and an identifier.
    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension APIProblem {
    /// The identifier of a kind, nil where the vendor gave none.
    package func supportID(_ kind: SupportID.Kind) -> String? {
        supportIDs.first { $0.kind == kind }?.text
    }
}
