import Runs

extension CredentialBudget {
    /// What all processes that use the credential are to know of it.
    var standing: CredentialStanding {
        get {
            var standing = CredentialStanding()
            standing.blockedUntil = blockedUntil
            standing.windows = windows.map(\.standing)
            standing.latestCalls = latestCalls
            standing.asOf = lastMoment
            standing.changes = changes
            standing.calls = calls
            return standing
        }
        set {
            blockedUntil = newValue.blockedUntil
            windows = newValue.windows.map(BudgetWindow.init)
            latestCalls = newValue.latestCalls
            lastMoment = newValue.asOf
            changes = newValue.changes
            // Calls of which no answer has told a budget yet are counted here alone.
            calls = max(calls, newValue.calls)
        }
    }

    /// Whether nothing was heard yet.
    var isBlank: Bool { blockedUntil == nil && windows.isEmpty }

    /// Goes on with a clock that made a step, in milliseconds: all waits last as long as before.
    mutating func carry(by step: Int64) {
        blockedUntil = blockedUntil?.advanced(byMilliseconds: step)
        for place in windows.indices { windows[place].carry(by: step) }
        latestCalls = latestCalls.map { $0.advanced(byMilliseconds: step) }
        lastMoment = lastMoment?.advanced(byMilliseconds: step)
    }
}

extension CredentialStanding {
    /// Goes on with a clock that made a step, in milliseconds, unless another process had it do so.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - now: The moment before it.
    mutating func carry(by step: Int64, from now: Timestamp) {
        guard let asOf else { return }
        let age = abs(asOf.milliseconds(since: now))
        guard age < abs(asOf.milliseconds(since: now.advanced(byMilliseconds: step))) else {
            return
        }
        var budget = CredentialBudget()
        budget.standing = self
        budget.carry(by: step)
        budget.changes += 1
        self = budget.standing
    }
}
