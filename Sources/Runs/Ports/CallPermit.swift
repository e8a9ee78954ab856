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
