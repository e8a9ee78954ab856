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
}
