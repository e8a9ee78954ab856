package import Runs

/// Holds what sources share: the budget of each credential, the retries of each origin, and the
/// turns in which polls begin.
///
/// A history that other processes may use holds the budgets, so that all share every call. If it
/// cannot be used, each process counts alone.
package actor CallBudgets {
    private let clock: any WallClock
    private let ledger: (any RunHistory)?
    private var budgets: [CredentialID: CredentialBudget] = [:]
    private var quotas: [String: RetryQuota] = [:]
    private var members: [SourceName: MonitoredSource] = [:]
    /// The latest reserved call numbers.
    private var numbers: [CredentialID: Int64] = [:]
    private var pacer = StartPacer()
    /// The sum of the clock steps applied to the budgets, in milliseconds.
    private var shift: Int64

    /// Creates budgets without any reports.
    package init(
        _ sources: [MonitoredSource], sharedBy history: (any RunHistory)? = nil,
        clock: any WallClock
    ) {
        self.clock = clock
        shift = clock.reading.shift
        ledger = history.flatMap { $0.isShared ? $0 : nil }
        for (credential, sharers) in Dictionary(grouping: sources, by: \.credential) {
            let limit = sharers.lazy.compactMap(\.provider.documentedLimit).first
            var budget = CredentialBudget(documented: limit)
            for source in sharers { budget.join(source.name, interval: source.interval) }
            budgets[credential] = budget
        }
        for (origin, sharers) in Dictionary(grouping: sources, by: \.origin) {
            quotas[origin] = RetryQuota(sources: sharers.count)
        }
        for source in sources { members[source.name] = source }
    }

    // MARK: Members

    /// Adds sources, each in place of one with its name, and removes others. The state of a
    /// credential or an origin stays as long as a source uses it.
    func change(joining: [MonitoredSource], leaving: Set<SourceName>) {
        for name in leaving.union(joining.map(\.name)) {
            guard let member = members.removeValue(forKey: name) else { continue }
            budgets[member.credential]?.leave(name)
        }
        for source in joining {
            members[source.name] = source
            let limit = source.provider.documentedLimit
            budgets[source.credential, default: CredentialBudget(documented: limit)]
                .join(source.name, interval: source.interval)
        }
        let credentials = Set(members.values.map(\.credential))
        budgets = budgets.filter { credentials.contains($0.key) }
        let origins = Dictionary(grouping: members.values, by: \.origin).mapValues(\.count)
        quotas = quotas.filter { origins[$0.key] != nil }
        for (origin, count) in origins {
            quotas[origin, default: RetryQuota(sources: count)].share(among: count)
        }
    }

    // MARK: Calls

    /// Admits a step of a walk, which may take any number of calls.
    func step(
        of source: MonitoredSource, for purpose: CallPurpose, reserve: ReserveUse,
        isAskedFor: Bool
    ) -> CredentialBudget.Admission {
        change(source) { budget, now in
            budget.step(for: purpose, at: now, reserve: reserve, isAskedFor: isAskedFor)
        } ?? .go
    }

    func take(
        _ source: MonitoredSource, for purpose: CallPurpose, reserve: ReserveUse
    ) async -> CallLeave {
        let number = setNumberAside(for: source.credential)
        let leave = await share(source) { budget, now -> CallLeave in
            if let hold = budget.hold(at: now, reserve: reserve) { return .held(hold) }
            return .counted(budget.spend(at: now, numbered: number))
        }
        // A source without a budget is not counted.
        guard let leave else { return .counted(0) }
        switch leave {
        case .counted:
            change(source) { budget, _ in budget.called(source.name, for: purpose) }
        case .held:
            if numbers[source.credential] == number { numbers[source.credential] = number - 1 }
        }
        return leave
    }

    /// Reserves a number before any waiting, so that calls that begin together get different ones.
    private func setNumberAside(for credential: CredentialID) -> Int64 {
        let number = max(numbers[credential] ?? 0, budgets[credential]?.entry.calls ?? 0) + 1
        numbers[credential] = number
        return number
    }

    func hold(for source: MonitoredSource, reserve: ReserveUse) async -> Throttle? {
        await share(source) { budget, now in budget.hold(at: now, reserve: reserve) } ?? nil
    }

    /// Returns how long a source may not be called, in milliseconds; nil if it may be called now.
    func wait(for source: MonitoredSource, reserve: ReserveUse) async -> Int64? {
        await share(source) { budget, now in
            budget.opening(at: now, reserve: reserve)?.milliseconds(since: now)
        } ?? nil
    }

    func refusal(for source: MonitoredSource, reserve: ReserveUse) async -> PollRefusal? {
        await share(source) { budget, now in budget.refusal(at: now, reserve: reserve) } ?? nil
    }

    // MARK: Responses

    /// Applies the budget of a source's checkpoint, unless a budget is known.
    func resume(_ source: MonitoredSource, from checkpoint: SourceCheckpoint) async {
        await share(source) { budget, now in
            // While the window runs, no more than these calls are left; a past window is worthless.
            guard budget.isBlank, let said = checkpoint.budget,
                said.resetsAt.map({ $0 > now }) == true
            else { return }
            budget.record(said, at: now)
        }
    }

    func record(
        _ said: RateBudget, from source: MonitoredSource, answering call: Int64? = nil
    ) async {
        await share(source) { budget, now in budget.record(said, at: now, answering: call) }
    }

    /// Records a poll. Returns the next plan, and the milliseconds before which no poll may begin.
    func ended(
        _ source: MonitoredSource, isWhole: Bool, isCut: Bool, pause: Duration
    ) -> (plan: PollPlan, wait: Int64)? {
        quotas[source.origin]?.refill()
        return change(source) { budget, now in
            budget.ended(source.name, isWhole: isWhole, isCut: isCut, at: now, pause: pause)
            let (plan, notBefore) = budget.plan(for: source.name, at: now)
            return (plan, notBefore.milliseconds(since: now))
        }
    }

    /// Records a failed poll after `failures` consecutive ones: the first retries come at once,
    /// later ones no more often than polls if the budget is small. Returns the wait before the next
    /// use of the credential, in milliseconds, if any, and whether the origin has a retry left.
    func failed(
        _ source: MonitoredSource, _ error: ProviderError, after failures: Int
    ) async -> (wait: Int64?, backoff: PollSchedule.Backoff) {
        await share(source) { budget, now in budget.record(error, at: now) }
        let wait =
            change(source) { budget, now -> Int64? in
                let opening = budget.opening(at: now, reserve: .keep)
                let planned = budget.plan(for: source.name, at: now)
                let isTight = planned.plan.interval > source.interval
                let end = failures > 1 && isTight ? planned.notBefore : opening
                return end?.milliseconds(since: now)
            } ?? nil
        guard error.isTransient, error.retryAfter == nil else { return (wait, .usual) }
        let hasRetry = quotas[source.origin]?.spend() ?? true
        return (wait, hasRetry ? .usual : .longest)
    }

    func turn() -> Int64 {
        let now = present()
        return pacer.turn(at: now).milliseconds(since: now)
    }

    // MARK: The clock

    /// Reads the clock, and first moves every budget along with its steps.
    private func present() -> Timestamp {
        let reading = clock.reading
        if reading.shift != shift {
            for credential in budgets.keys {
                budgets[credential]?.carry(by: reading.shift - shift)
            }
            shift = reading.shift
        }
        return reading.now
    }

    /// Moves the entries in the history along with the clock, for other processes too.
    func followClock() async {
        let sharers = Dictionary(
            members.values.map { ($0.credential, $0) }, uniquingKeysWith: { first, _ in first })
        for source in sharers.values { await share(source) { _, _ in } }
    }

    // MARK: Sharing

    @discardableResult
    private func change<Answer>(
        _ source: MonitoredSource,
        _ body: (inout CredentialBudget, Timestamp) -> Answer
    ) -> Answer? {
        let now = present()
        guard var budget = budgets.removeValue(forKey: source.credential) else { return nil }
        defer { budgets[source.credential] = budget }
        return body(&budget, now)
    }

    /// Changes the entry that all processes share. The body must change nothing else of the budget.
    @discardableResult
    private func share<Answer: Sendable>(
        _ source: MonitoredSource,
        _ body: @escaping @Sendable (inout CredentialBudget, Timestamp) -> Answer
    ) async -> Answer? {
        let (credential, knownShift) = (source.credential, shift)
        guard let ledger, let known = budgets[credential] else { return change(source, body) }
        do throws(HistoryError) {
            let shared = try await ledger.change(credential) { [clock] kept -> Shared<Answer> in
                let (reading, found) = (clock.reading, kept)
                kept?.follow(reading)
                defer { kept?.goBack(to: found, held: reading) }
                var budget = known
                budget.carry(by: reading.shift - knownShift)
                if let kept { budget.adopt(kept) }
                let before = kept ?? CallLedgerEntry()
                let answer = body(&budget, reading.now)
                // Once an entry exists, it counts the calls, so that no two share a number.
                let isUncounted = kept != nil && budget.entry.calls > before.calls
                if isUncounted || !budget.entry.hasSameContent(as: before) {
                    budget.entry.changes = max(budget.entry.changes, before.changes) + 1
                    kept = budget.entry
                    kept?.origin = reading.origin
                }
                return Shared(
                    answer: answer, entry: kept, calls: budget.entry.calls, shift: reading.shift)
            }
            return take(shared, of: credential)
        } catch {
            // `HistoryKeeper` reports that the history cannot be used.
            return change(source, body)
        }
    }

    private struct Shared<Answer: Sendable>: Sendable {
        let answer: Answer
        let entry: CallLedgerEntry?
        let calls: Int64
        /// The sum of the clock steps until then, in milliseconds.
        let shift: Int64
    }

    private func take<Answer>(
        _ shared: Shared<Answer>, of credential: CredentialID
    ) -> Answer {
        _ = present()
        guard var budget = budgets.removeValue(forKey: credential) else { return shared.answer }
        // Answers may arrive in another order than they were written in.
        if let entry = shared.entry, entry.changes >= budget.entry.changes {
            budget.adopt(entry.carried(by: shift - shared.shift))
        }
        budget.entry.calls = max(budget.entry.calls, shared.calls)
        budgets[credential] = budget
        return shared.answer
    }
}

/// Permission for a call, with the call's number, or what forbids it.
enum CallLeave: Hashable, Sendable {
    case counted(Int64)
    case held(Throttle)
}
