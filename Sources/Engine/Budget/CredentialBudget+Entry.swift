import Runs

extension CredentialBudget {
    mutating func adopt(_ other: CallLedgerEntry) {
        // Before the first reported budget, each process counts its calls alone.
        let calls = max(entry.calls, other.calls)
        entry = other
        entry.calls = calls
    }

    var isBlank: Bool { entry.blockedUntil == nil && entry.windows.isEmpty }

    /// Follows a clock step in milliseconds: all waits last as long as before.
    mutating func carry(by step: Int64) {
        guard step != 0 else { return }
        entry = entry.carried(by: step)
        carryCosts(by: step)
    }
}

extension CallLedgerEntry {
    /// Converts the moments to the clock of a process. They may predate a step of that clock, or
    /// come from another process that followed a step which this clock holds off.
    mutating func follow(_ reading: ClockReading) {
        guard let step = reading.step(since: origin) else { return }
        self = carried(by: step)
        changes += 1
        origin = reading.origin
    }

    /// Converts the moments back to the clock of the found entry, if this process holds off the
    /// step between the two: other processes have followed it and use only the new clock.
    mutating func goBack(to found: CallLedgerEntry?, held reading: ClockReading) {
        guard let found, let origin, reading.holdsOff(found.origin),
            let step = found.origin?.milliseconds(since: origin)
        else { return }
        let isChanged = calls != found.calls || !hasSameContent(as: found.carried(by: -step))
        let changes = changes
        self = isChanged ? carried(by: step) : found
        if isChanged { (self.changes, self.origin) = (changes, found.origin) }
    }

    func carried(by step: Int64) -> CallLedgerEntry {
        var entry = self
        entry.blockedUntil = blockedUntil?.advanced(byMilliseconds: step)
        for place in windows.indices { entry.windows[place].carry(by: step) }
        entry.latestCalls = latestCalls.map { $0.advanced(byMilliseconds: step) }
        entry.asOf = asOf?.advanced(byMilliseconds: step)
        return entry
    }
}
