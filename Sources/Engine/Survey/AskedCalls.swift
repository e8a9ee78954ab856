package import Runs

/// The calls that a person asked for and waits for, under the budgets that processes share.
///
/// They may spend what is kept in reserve, but not more, and none is made that a provider asked to
/// put off; a wait that ends in time is waited for.
package struct AskedCalls: Sendable {
    private let budgets: CallBudgets
    private let clock: any WallClock
    private let deadline: Timestamp

    /// Prepares to call sources.
    ///
    /// - Parameters:
    ///   - sources: What is called.
    ///   - history: Where processes share what is left of their budgets; nil for nowhere.
    ///   - deadline: The moment by which a call has to be made.
    ///   - clock: The time of day.
    package init(
        _ sources: [MonitoredSource], sharedBy history: (any RunHistory)?,
        until deadline: Timestamp, clock: any WallClock
    ) {
        self.clock = clock
        self.deadline = deadline
        budgets = CallBudgets(sources, sharedBy: history, clock: clock)
    }

    /// Does some work that calls a source, and takes in what is said of its budget.
    ///
    /// - Throws: What the work throws, and `held` where a call may not be made in time.
    package func calling<Value: Sendable>(
        _ source: MonitoredSource, _ work: @Sendable () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let permit = CallPermit { () async throws(ProviderError) in try await ask(source) }
        do throws(ProviderError) {
            return try await permit.covering(work)
        } catch {
            _ = await budgets.failed(source, error, after: 0)
            throw error
        }
    }

    private func ask(_ source: MonitoredSource) async throws(ProviderError) -> CountedCall {
        while true {
            switch await budgets.take(source, for: .listing, reserve: .spend) {
            case .counted(let call):
                return CountedCall { said in
                    await budgets.hear(said, from: source, answering: call)
                }
            case .held(let hold):
                guard let until = hold.until, until < deadline else { throw .held(hold) }
                do {
                    try await clock.sleep(until: until)
                } catch {
                    throw .cancelled
                }
            }
        }
    }

    /// Takes in what a response said of the calls that are left.
    package func hear(_ said: RateBudget, from source: MonitoredSource) async {
        await budgets.hear(said, from: source)
    }
}
