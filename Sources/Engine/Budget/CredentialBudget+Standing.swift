import Runs

extension CredentialBudget {
    /// What all processes that use the credential are to know of it.
    var standing: CallLedgerEntry {
        get {
            var standing = CallLedgerEntry()
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
        guard step != 0 else { return }
        blockedUntil = blockedUntil?.advanced(byMilliseconds: step)
        for place in windows.indices { windows[place].carry(by: step) }
        latestCalls = latestCalls.map { $0.advanced(byMilliseconds: step) }
        lastMoment = lastMoment?.advanced(byMilliseconds: step)
        carryCosts(by: step)
    }
}

extension CallLedgerEntry {
    /// Converts its moments to the clock of a process. They may be of that clock before a step, or
    /// of another process that has followed a step which this clock holds off.
    mutating func follow(_ reading: ClockReading) {
        guard let step = reading.step(since: origin) else { return }
        self = carried(by: step)
        changes += 1
        origin = reading.origin
    }

    /// Converts its moments back to the clock of the entry that was found, if this process holds off
    /// the step between the two. Other processes have followed that step, and know only the new
    /// clock.
    mutating func goBack(to found: CallLedgerEntry?, held reading: ClockReading) {
        guard let found, let origin, reading.holdsOff(found.origin),
            let step = found.origin?.milliseconds(since: origin)
        else { return }
        let isChanged = calls != found.calls || !saysTheSame(as: found.carried(by: -step))
        let changes = changes
        self = isChanged ? carried(by: step) : found
        if isChanged { (self.changes, self.origin) = (changes, found.origin) }
    }

    /// The same with all moments put off by a step, in milliseconds.
    func carried(by step: Int64) -> CallLedgerEntry {
        var budget = CredentialBudget()
        budget.standing = self
        budget.carry(by: step)
        return budget.standing
    }
}
