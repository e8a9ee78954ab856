/// Permission to make requests. It is an argument of each call to a provider, which asks it before
/// each request: one call may send several requests, or none.
package struct CallPermit: Sendable {
    /// Counts one request, after a wait if one is due, and returns the counted call, which expects
    /// the budget that the response reports. It throws `held` if the request must wait for long, or
    /// if another process takes the source, and `cancelled` if the task was.
    package let request: @Sendable () async throws(ProviderError) -> CountedCall

    package init(_ request: @escaping @Sendable () async throws(ProviderError) -> CountedCall) {
        self.request = request
    }
}

/// Why a source was not called although nothing is wrong with it.
package enum Throttle: Hashable, Sendable {
    /// The provider wants no calls before a moment (`Retry-After`).
    case retryAfter(until: Timestamp)
    /// No calls are left until a moment.
    case budgetSpent(until: Timestamp)
    /// The calls left until a moment are reserved for polls that a user requests.
    case reserve(remaining: Int, limit: Int?, until: Timestamp)
    /// Another process on the same history polls the source and is late; `next` is its next poll,
    /// if known.
    case elsewhere(LeaseOwner?, next: Timestamp?)
    /// Another process on the same history polls the source, but only since a moment.
    case shallower(LeaseOwner?, since: Timestamp?)

    /// When calls are allowed again; nil if another process decides.
    package var until: Timestamp? {
        switch self {
        case .retryAfter(let until), .budgetSpent(let until), .reserve(_, _, let until): until
        case .elsewhere, .shallower: nil
        }
    }
}

/// One counted request, until its response arrives.
///
/// Many requests leave no trace in what a provider returns: this records the budget in each
/// response before the next request is allowed.
package struct CountedCall: Sendable {
    private let listener: (@Sendable (RateBudget) async -> Void)?

    /// - Parameter listener: Receives the budget that the response reports; nil to count nothing.
    package init(_ listener: (@Sendable (RateBudget) async -> Void)? = nil) {
        self.listener = listener
    }

    /// Reports the budget of the response, if there is one.
    package func answered(_ budget: RateBudget?) async {
        guard let budget else { return }
        await listener?(budget)
    }
}
