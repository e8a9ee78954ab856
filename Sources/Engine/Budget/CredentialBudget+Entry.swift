import Runs

extension CredentialBudget {
    /// Takes over what another process, or an earlier one, knew.
    mutating func adopt(_ other: CallLedgerEntry) {
        // Calls of which no answer has told a budget yet are counted here alone.
        let calls = max(entry.calls, other.calls)
        entry = other
        entry.calls = calls
    }

    var isBlank: Bool { entry.blockedUntil == nil && entry.windows.isEmpty }

    /// Goes on with a clock that made a step, in milliseconds: all waits last as long as before.
    mutating func carry(by step: Int64) {
        guard step != 0 else { return }
        entry = entry.carried(by: step)
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
        let isChanged = calls != found.calls || !hasSameContent(as: found.carried(by: -step))
        let changes = changes
        self = isChanged ? carried(by: step) : found
        if isChanged { (self.changes, self.origin) = (changes, found.origin) }
    }

    /// The same with all moments put off by a step, in milliseconds.
    func carried(by step: Int64) -> CallLedgerEntry {
        var entry = self
        entry.blockedUntil = blockedUntil?.advanced(byMilliseconds: step)
        for place in windows.indices { entry.windows[place].carry(by: step) }
        entry.latestCalls = latestCalls.map { $0.advanced(byMilliseconds: step) }
        entry.asOf = asOf?.advanced(byMilliseconds: step)
        return entry
    }
}
