/// The leave to make requests, asked for once by whoever is about to send one.
///
/// What the engine asks of a provider may take several requests, or none. So that each of them
/// counts, the leave goes along with the task, and what sends the request asks for it.
package struct CallPermit: Sendable {
    private static let current = TaskLocal<CallPermit?>(wrappedValue: nil)

    private let ask: @Sendable () async throws(ProviderError) -> CountedCall

    /// Makes a permit.
    ///
    /// - Parameter ask: Counts one request, after a wait where one is due, or refuses it.
    package init(_ ask: @escaping @Sendable () async throws(ProviderError) -> CountedCall) {
        self.ask = ask
    }

    /// Asks for one request, which is about to be sent; where nobody counts, it may be.
    ///
    /// - Returns: The call, which is to be told what its answer says of the budget.
    /// - Throws: `held` where it may not be sent for long, `cancelled` where the task was.
    @discardableResult
    package static func request() async throws(ProviderError) -> CountedCall {
        guard let permit = current.get() else { return CountedCall() }
        return try await permit.ask()
    }

    /// Has the requests of some work ask this permit.
    ///
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

/// Why a source was not asked, though nothing is wrong with it.
package enum Throttle: Hashable, Sendable {
    /// The provider asked not to be called before a moment (`Retry-After`).
    case retryAfter(until: Timestamp)
    /// No call is left before a moment.
    case budgetSpent(until: Timestamp)
    /// The calls that are left until a moment are kept for polls that a person asks for.
    case reserve(remaining: Int, limit: Int?, until: Timestamp)
    /// Another process on the same history reads the source, and did not do so in time; when it
    /// does so next, as far as that is known.
    case elsewhere(LeaseOwner?, next: Timestamp?)
    /// Another process on the same history reads the source, but only since a moment.
    case shallower(LeaseOwner?, since: Timestamp?)

    /// When a call may be made again; nil where that is for another process to say.
    package var until: Timestamp? {
        switch self {
        case .retryAfter(let until), .budgetSpent(let until), .reserve(_, _, let until): until
        case .elsewhere, .shallower: nil
        }
    }
}

/// One request that was counted, until its answer came.
///
/// Many requests of what a provider is asked for leave no trace in what it returns: what any of
/// their answers says of the budget is heard here, before the next request is asked for.
package struct CountedCall: Sendable {
    private let listener: (@Sendable (RateBudget) async -> Void)?

    /// Takes note of a request.
    ///
    /// - Parameter listener: Hears what its answer says of the budget; nil where nobody does.
    package init(_ listener: (@Sendable (RateBudget) async -> Void)? = nil) {
        self.listener = listener
    }

    /// Tells what its answer says of the budget, where it says anything.
    package func answered(_ budget: RateBudget?) async {
        guard let budget else { return }
        await listener?(budget)
    }
}
