import Runs

/// Holds what the sources of one process share: the budget of each credential, the retries of
/// each origin, and the turns in which polls begin.
actor CallBudgets {
    private let clock: any WallClock
    private var budgets: [CredentialID: CredentialBudget] = [:]
    private var quotas: [String: RetryQuota] = [:]
    private var pacer = StartPacer()

    init(_ sources: [MonitoredSource], clock: any WallClock) {
        self.clock = clock
        for (credential, sharers) in Dictionary(grouping: sources, by: \.credential) {
            let limit = sharers.lazy.compactMap(\.provider.documentedLimit).first
            var budget = CredentialBudget(documented: limit)
            for source in sharers { budget.join(source.name, interval: source.interval) }
            budgets[credential] = budget
        }
        for (origin, sharers) in Dictionary(grouping: sources, by: \.origin) {
            quotas[origin] = RetryQuota(sources: sharers.count)
        }
    }

    /// Asks for a call.
    func admit(
        _ source: MonitoredSource, for purpose: CallPurpose, reserve: ReserveUse,
        isAskedFor: Bool
    ) -> CredentialBudget.Admission {
        change(source) { budget, now in
            budget.admit(
                source.name, for: purpose, at: now, reserve: reserve, isAskedFor: isAskedFor)
        } ?? .go
    }

    /// Finds the moment from which on a source may be called, nil where that is now.
    func opening(for source: MonitoredSource, reserve: ReserveUse) -> Timestamp? {
        change(source) { budget, now in budget.opening(at: now, reserve: reserve) } ?? nil
    }

    /// Tells why a poll that a person asks for cannot be paid for.
    func refusal(for source: MonitoredSource, reserve: ReserveUse) -> PollRefusal? {
        change(source) { budget, now in budget.refusal(at: now, reserve: reserve) } ?? nil
    }

    /// Takes in what a response said.
    func hear(_ said: RateBudget, from source: MonitoredSource) {
        change(source) { budget, now in budget.hear(said, at: now) }
    }

    /// Takes in that a poll read what it could.
    ///
    /// - Returns: How the next ones are planned, and the moment before which none may begin.
    func ended(
        _ source: MonitoredSource, isWhole: Bool, isCut: Bool, pause: Duration
    ) -> (plan: PollPlan, notBefore: Timestamp)? {
        quotas[source.origin]?.refill()
        return change(source) { budget, now in
            budget.ended(source.name, isWhole: isWhole, isCut: isCut, at: now, pause: pause)
            return budget.plan(for: source.name, at: now)
        }
    }

    /// Takes in that a poll failed.
    ///
    /// - Parameters:
    ///   - source: Whose.
    ///   - error: Why.
    ///   - failures: How many failed in a row before it. The first retries are made at once,
    ///     later ones no oftener than polls where the budget is small.
    /// - Returns: The moment before which the credential should not be used, nil where that is
    ///   now, and whether the origin has a retry left.
    func failed(
        _ source: MonitoredSource, _ error: ProviderError, after failures: Int
    ) -> (notBefore: Timestamp?, patience: PollSchedule.Patience) {
        let notBefore =
            change(source) { budget, now -> Timestamp? in
                budget.hear(error, at: now)
                let opening = budget.opening(at: now, reserve: .keep)
                let planned = budget.plan(for: source.name, at: now)
                let isTight = planned.plan.interval > source.interval
                return failures > 1 && isTight ? planned.notBefore : opening
            } ?? nil
        guard error.isTransient, error.retryAfter == nil else { return (notBefore, .usual) }
        let hasRetry = quotas[source.origin]?.spend() ?? true
        return (notBefore, hasRetry ? .usual : .worn)
    }

    /// Finds the moment at which a poll that is due may begin.
    func turn() -> Timestamp { pacer.turn(at: clock.now) }

    @discardableResult
    private func change<Answer>(
        _ source: MonitoredSource,
        _ body: (inout CredentialBudget, Timestamp) -> Answer
    ) -> Answer? {
        guard var budget = budgets.removeValue(forKey: source.credential) else { return nil }
        defer { budgets[source.credential] = budget }
        return body(&budget, clock.now)
    }
}
