/// Permission to make requests, obtained before each one. One task of the engine may make several
/// requests, or none; the permit travels with the task, so that each request counts.
package struct CallPermit: Sendable {
    private static let current = TaskLocal<CallPermit?>(wrappedValue: nil)

    private let ask: @Sendable () async throws(ProviderError) -> CountedCall

    /// - Parameter ask: Counts one request, after a wait if one is due, or refuses it.
    package init(_ ask: @escaping @Sendable () async throws(ProviderError) -> CountedCall) {
        self.ask = ask
    }

    /// Obtains permission for one request. Returns the call, which expects the budget that its
    /// response reports. Without a permit, requests are always allowed.
    /// - Throws: `held` if it must wait for long, `cancelled` if the task was.
    @discardableResult
    package static func request() async throws(ProviderError) -> CountedCall {
        guard let permit = current.get() else { return CountedCall() }
        return try await permit.ask()
    }

    /// Makes the requests of some work obtain their permission from this permit.
    /// - Throws: What the work throws.
    package func covering<Value: Sendable>(
        _ work: @Sendable () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let outcome = await Self.current.withValue(self) { () -> Result<Value, ProviderError> in
            do throws(ProviderError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
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
