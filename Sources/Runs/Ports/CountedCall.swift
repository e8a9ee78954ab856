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
