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
        /// The server pointed elsewhere, which is not followed.
        case redirected(status: Int)
        /// A link left the source's own origin and path.
        case foreignLink
        /// Anything else, as the library names it.
        case other(String)
    }

    /// What is wrong with a body.
    package enum UnreadableBody: Hashable, Sendable {
        /// It is not JSON; the media type that was announced, if any.
        case notJSON(mediaType: String?)
        /// It is JSON, without the documented member at this path.
        case missing(field: String)
        /// Its pages lead in a circle.
        case circular
    }

    /// When the server asks not to be called before, as a wait in milliseconds.
    package var retryAfter: Int64? {
        guard case .refused(let problem) = self else { return nil }
        return problem.retryAfter
    }

    /// Whether the same call may well succeed later without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .unreachable(.foreignLink), .unreachable(.redirected), .unreachable(.tls): false
        case .unreachable, .unreadable: true
        case .refused(let problem):
            problem.status == 429 || problem.status == 408 || problem.status >= 500
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
    /// The identifier to open a ticket with: a request, trace or log id.
    package var supportID: String?
    /// How long to wait before the next call, in milliseconds.
    package var retryAfter: Int64?
    /// What the response says of the budget of calls.
    package var budget: RateBudget?

    /// Makes a problem of which only the HTTP status is known.
    package init(status: Int) { self.status = status }
}
