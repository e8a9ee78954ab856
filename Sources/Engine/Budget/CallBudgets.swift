import Runs

/// Holds what sources share: the budget of each credential, the retries of each origin, and the
/// turns in which polls begin.
///
/// The budgets are kept in the history, where other processes may use it, so that they share them
/// to the call. Where it cannot be used each process counts for itself.
actor CallBudgets {
    private let clock: any WallClock
    private let ledger: (any RunHistory)?
    private var budgets: [CredentialID: CredentialBudget] = [:]
    private var quotas: [String: RetryQuota] = [:]
    private var members: [SourceName: MonitoredSource] = [:]
    /// The latest numbers that were set aside for calls.
    private var numbers: [CredentialID: Int64] = [:]
    private var pacer = StartPacer()

    /// - Parameters:
    ///   - sources: Who shares.
    ///   - history: Where other processes keep what they know of the same credentials; nil where
    ///     there is no such place.
    ///   - clock: The time of day.
    init(
        _ sources: [MonitoredSource], sharedBy history: (any RunHistory)? = nil,
        clock: any WallClock
    ) {
        self.clock = clock
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

    /// Takes sources in, each in the place of one that has its name, and lets go of others. What is
    /// known of a credential or an origin stays for as long as one of them uses it.
    ///
    /// - Parameters:
    ///   - joining: The sources that are new, or share with others than before.
    ///   - leaving: The names of those that share nothing any more.
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

    /// Asks for a step of a walk, which may take any number of calls.
    func step(
        of source: MonitoredSource, for purpose: CallPurpose, reserve: ReserveUse,
        isAskedFor: Bool
    ) -> CredentialBudget.Admission {
        change(source) { budget, now in
            budget.step(for: purpose, at: now, reserve: reserve, isAskedFor: isAskedFor)
        } ?? .go
    }

    /// Asks for one call.
    func take(
        _ source: MonitoredSource, for purpose: CallPurpose, reserve: ReserveUse
    ) async -> CallLeave {
        let number = setNumberAside(for: source.credential)
        let leave = await share(source) { budget, now -> CallLeave in
            if let hold = budget.hold(at: now, reserve: reserve) { return .held(hold) }
            return .counted(budget.spend(at: now, numbered: number))
        }
        // A source that shares nothing is not counted.
        guard let leave else { return .counted(0) }
        switch leave {
        case .counted:
            change(source) { budget, _ in budget.called(source.name, for: purpose) }
        case .held:
            if numbers[source.credential] == number { numbers[source.credential] = number - 1 }
        }
        return leave
    }

    /// Sets a number aside for a call before anything is waited for, so that of those that begin
    /// together each has its own.
    private func setNumberAside(for credential: CredentialID) -> Int64 {
        let number = max(numbers[credential] ?? 0, budgets[credential]?.calls ?? 0) + 1
        numbers[credential] = number
        return number
    }

    /// Tells why a source may not be called now, nil where it may.
    func hold(for source: MonitoredSource, reserve: ReserveUse) async -> CallHold? {
        await share(source) { budget, now in budget.hold(at: now, reserve: reserve) } ?? nil
    }

    /// Finds the moment from which on a source may be called, nil where that is now.
    func opening(for source: MonitoredSource, reserve: ReserveUse) async -> Timestamp? {
        await share(source) { budget, now in budget.opening(at: now, reserve: reserve) } ?? nil
    }

    /// Tells why a poll that a person asks for cannot be paid for.
    func refusal(for source: MonitoredSource, reserve: ReserveUse) async -> PollRefusal? {
        await share(source) { budget, now in budget.refusal(at: now, reserve: reserve) } ?? nil
    }

    // MARK: What is heard

    /// Takes in what was known of the budget when a source was last read, unless more is known.
    func resume(_ source: MonitoredSource, from standing: SourceStanding) async {
        await share(source) { budget, now in
            // What is left until a moment to come is left still, or less; of an older one nothing
            // is known any more.
            guard budget.isBlank, let said = standing.budget,
                said.resetsAt.map({ $0 > now }) == true
            else { return }
            budget.hear(said, at: now)
        }
    }

    /// Takes in what the answer to a call said.
    ///
    /// - Parameters:
    ///   - said: What it said.
    ///   - source: Whose call it was.
    ///   - call: Its number; nil for the latest one.
    func hear(
        _ said: RateBudget, from source: MonitoredSource, answering call: Int64? = nil
    ) async {
        await share(source) { budget, now in budget.hear(said, at: now, answering: call) }
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
    ) async -> (notBefore: Timestamp?, patience: PollSchedule.Patience) {
        await share(source) { budget, now in budget.hear(error, at: now) }
        let notBefore =
            change(source) { budget, now -> Timestamp? in
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

    /// Goes on with a clock that is about to make a step, in milliseconds.
    func carry(by step: Int64) async {
        let now = clock.now
        for credential in budgets.keys { budgets[credential]?.carry(by: step) }
        guard let ledger else { return }
        for credential in budgets.keys {
            do throws(HistoryError) {
                let kept = try await ledger.change(credential) { kept in
                    kept?.carry(by: step, from: now)
                    return kept
                }
                if let kept { budgets[credential]?.standing = kept }
            } catch {
                // Whoever keeps runs in the history reports that it cannot be used.
                continue
            }
        }
    }

    // MARK: Sharing

    @discardableResult
    private func change<Answer>(
        _ source: MonitoredSource,
        _ body: (inout CredentialBudget, Timestamp) -> Answer
    ) -> Answer? {
        guard var budget = budgets.removeValue(forKey: source.credential) else { return nil }
        defer { budgets[source.credential] = budget }
        return body(&budget, clock.now)
    }

    /// Changes what all processes know of a credential. Nothing else of its budget may be changed.
    @discardableResult
    private func share<Answer: Sendable>(
        _ source: MonitoredSource,
        _ body: @escaping @Sendable (inout CredentialBudget, Timestamp) -> Answer
    ) async -> Answer? {
        guard let ledger, let known = budgets[source.credential] else {
            return change(source, body)
        }
        let now = clock.now
        do throws(HistoryError) {
            let (answer, standing, calls) = try await ledger.change(source.credential) {
                kept -> (Answer, CredentialStanding?, Int64) in
                var budget = known
                if let kept { budget.standing = kept }
                let before = kept ?? CredentialStanding()
                let answer = body(&budget, now)
                // Once anything is known the calls are counted there, so that no two have one
                // number.
                let isUncounted = kept != nil && budget.calls > before.calls
                if isUncounted || !budget.standing.saysTheSame(as: before) {
                    budget.changes = max(budget.changes, before.changes) + 1
                    kept = budget.standing
                }
                return (answer, kept, budget.calls)
            }
            // Answers may come in another order than they were written in.
            if let standing, standing.changes >= budgets[source.credential]?.changes ?? 0 {
                budgets[source.credential]?.standing = standing
            }
            change(source) { budget, _ in budget.calls = max(budget.calls, calls) }
            return answer
        } catch {
            // Whoever keeps runs in the history reports that it cannot be used.
            return change(source, body)
        }
    }
}

/// What became of the wish to make a call.
enum CallLeave: Hashable, Sendable {
    /// It may be made, and counts as made, under a number.
    case counted(Int64)
    /// It may not be made now.
    case held(CallHold)
}
