package import Runs

extension CredentialBudget {
    /// Finds what forbids a call now; nil if nothing does.
    package mutating func hold(at now: Timestamp, reserve: ReserveUse) -> Throttle? {
        guard let until = opening(at: now, reserve: reserve) else { return nil }
        switch refusal(at: now, reserve: reserve) {
        case .retryAfter: return .retryAfter(until: until)
        case .reserve(let remaining, _):
            let limit =
                entry.windows.filter { $0.reset > now && $0.remaining <= $0.kept }
                .max { $0.reset < $1.reset }.map(\.limit) ?? documented?.calls
            return .reserve(remaining: remaining, limit: limit, until: until)
        case .budgetSpent, nil: return .budgetSpent(until: until)
        }
    }

    /// Finds the moment from which a call is allowed; nil if it is allowed now.
    package mutating func opening(at now: Timestamp, reserve: ReserveUse) -> Timestamp? {
        followClock(to: now)
        var moments = entry.windows.filter { window in
            window.reset > now && window.remaining <= (reserve == .keep ? window.kept : 0)
        }.map(\.reset)
        if let blockedUntil, blockedUntil > now { moments.append(blockedUntil) }
        if let pause = documentedOpening(at: now, reserve: reserve) { moments.append(pause) }
        return moments.max()
    }

    /// Finds why the budget does not allow a poll that a person requests; nil if it does.
    package mutating func refusal(at now: Timestamp, reserve: ReserveUse) -> PollRefusal? {
        followClock(to: now)
        if let blockedUntil, blockedUntil > now { return .retryAfter(until: blockedUntil) }
        let live = entry.windows.filter { $0.reset > now }
        let spent = live.filter { $0.remaining <= 0 }.map(\.reset).max()
        let pause = documentedOpening(at: now, reserve: .spend)
        if let until = [spent, pause].compactMap(\.self).max() {
            return .budgetSpent(until: until)
        }
        guard reserve == .keep else { return nil }
        if let low = live.filter({ $0.remaining <= $0.kept }).max(by: { $0.reset < $1.reset }) {
            return .reserve(remaining: low.remaining, until: low.reset)
        }
        guard let documented, let until = documentedOpening(at: now, reserve: .keep) else {
            return nil
        }
        return .reserve(remaining: documented.calls - entry.latestCalls.count, until: until)
    }

    private mutating func documentedOpening(
        at now: Timestamp, reserve: ReserveUse
    ) -> Timestamp? {
        guard let documented, isDocumentedLimitInForce else { return nil }
        let period = documented.period.wholeMilliseconds
        entry.latestCalls.removeAll { now.milliseconds(since: $0) >= period }
        let most = documented.calls - (reserve == .keep ? documented.calls / 10 : 0)
        guard entry.latestCalls.count >= most else { return nil }
        let first = entry.latestCalls[entry.latestCalls.count - most]
        return first.advanced(byMilliseconds: period)
    }

    /// Whether the documented limit applies to this account; larger plans have none.
    var isDocumentedLimitInForce: Bool {
        guard let documented else { return false }
        return entry.windows.compactMap(\.limit).max().map { $0 <= documented.largestBudget }
            ?? true
    }
}
