package import Runs

/// The calls that a person asked for and waits for, under the budgets that processes share.
///
/// They may spend what is kept in reserve, but not more, and none is made that a provider asked to
/// put off.
package struct AskedCalls: Sendable {
    private let budgets: CallBudgets

    /// Prepares to call sources.
    ///
    /// - Parameters:
    ///   - sources: What is called.
    ///   - history: Where processes share what is left of their budgets; nil for nowhere.
    ///   - clock: The time of day.
    package init(
        _ sources: [MonitoredSource], sharedBy history: (any RunHistory)?, clock: any WallClock
    ) {
        budgets = CallBudgets(sources, sharedBy: history, clock: clock)
    }

    /// Does some work that calls a source, and takes in what is said of its budget.
    ///
    /// - Throws: What the work throws, and `held` where a call may not be made now.
    package func calling<Value: Sendable>(
        _ source: MonitoredSource, _ work: @Sendable () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let permit = CallPermit { [budgets] () async throws(ProviderError) in
            switch await budgets.take(source, for: .listing, reserve: .spend) {
            case .held(let hold): throw .held(hold)
            case .counted(let call):
                return CountedCall { said in
                    await budgets.hear(said, from: source, answering: call)
                }
            }
        }
        do throws(ProviderError) {
            return try await permit.covering(work)
        } catch {
            _ = await budgets.failed(source, error, after: 0)
            throw error
        }
    }

    /// Takes in what a response said of the calls that are left.
    package func hear(_ said: RateBudget, from source: MonitoredSource) async {
        await budgets.hear(said, from: source)
    }
}
