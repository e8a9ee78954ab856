package import Runs

/// The calls left for one credential, and how its sources spend them; a value without a clock. A
/// report to one source holds for all. A tenth of each window is reserved for requested polls.
package struct CredentialBudget: Hashable, Sendable {
    /// The most windows to tell apart; a vendor has two, of a day and of a minute.
    private static let mostWindows = 4
    /// The smallest setback of the clock that counts, in milliseconds. Processes that share a
    /// budget read the clock one after another and report in another order.
    private static let noticedStep: Int64 = 2_000

    /// What all processes that use the credential share.
    var entry = CallLedgerEntry()
    private(set) var sharers: [SourceName: PollCosts] = [:]
    let documented: CallLimit?
    private var allowance = ReadingAllowance()

    /// Creates a budget without reports. `documented` is a limit that no response reports.
    package init(documented: CallLimit? = nil) { self.documented = documented }

    /// When the server accepts calls again (`Retry-After`), if it asked to wait.
    package var blockedUntil: Timestamp? { entry.blockedUntil }

    /// Adds a source that shares the credential.
    package mutating func join(_ source: SourceName, interval: Duration) {
        sharers[source] = PollCosts(wanted: max(1, interval.wholeMilliseconds))
    }

    /// Removes a source; what it reported still holds for the others.
    package mutating func leave(_ source: SourceName) { sharers[source] = nil }

    // MARK: Responses

    /// Applies a response's report of the calls left.
    package mutating func record(
        _ budget: RateBudget, at now: Timestamp, answering call: Int64? = nil
    ) {
        followClock(to: now)
        let answered = BudgetWindow.Answered(call: call ?? entry.calls, latest: entry.calls)
        if let place = entry.windows.firstIndex(where: { $0.limit == budget.limit }) {
            entry.windows[place].record(budget, at: now, inFlight: sharers.count - 1, to: answered)
            return
        }
        guard let window = BudgetWindow(budget, at: now, to: answered) else { return }
        // The account's plan may have changed, and with it the calls in a window.
        guard let twin = entry.windows.firstIndex(where: { $0.isSucceeded(by: window) }) else {
            return entry.windows = (entry.windows + [window]).suffix(Self.mostWindows)
        }
        if answered.call >= entry.windows[twin].reported { entry.windows[twin] = window }
    }

    /// Applies an error, which may ask to wait and report the budget.
    package mutating func record(_ error: ProviderError, at now: Timestamp) {
        guard case .refused(let problem) = error else { return }
        followClock(to: now)
        if let wait = problem.retryAfter, wait > 0 {
            let end = now.advanced(byMilliseconds: min(wait, PollPlan.Window.day.rawValue))
            entry.blockedUntil = max(entry.blockedUntil ?? end, end)
        }
        // The budget in any other refusal arrives separately, as that of every response does.
        guard problem.asksToWait, var said = problem.budget else { return }
        if said.resetsAt == nil, let blockedUntil, blockedUntil > now {
            // The requested wait shows when the window ends, better than any guess.
            said = RateBudget(
                limit: said.limit, remaining: said.remaining, resetsAt: blockedUntil)
        }
        record(said, at: now)
    }

    // MARK: Calls

    /// Whether a call may be made now.
    package enum Admission: Hashable, Sendable {
        case go
        case wait(until: Timestamp)
        /// Not in this poll: the allowance for reading is spent.
        case stop
    }

    /// Admits a step of a walk without counting a call: it may take several, or none.
    package mutating func step(
        for purpose: CallPurpose, at now: Timestamp, reserve: ReserveUse, isAskedFor: Bool
    ) -> Admission {
        if let until = opening(at: now, reserve: reserve) { return .wait(until: until) }
        if purpose == .reading, !isAskedFor, !takeReading(at: now) { return .stop }
        return .go
    }

    /// Counts a call of any source. Returns its number, which identifies its response; the number is
    /// at least `number`, if one was reserved.
    @discardableResult
    package mutating func spend(at now: Timestamp, numbered number: Int64 = 0) -> Int64 {
        entry.calls = max(entry.calls + 1, number)
        for place in entry.windows.indices { entry.windows[place].spend() }
        guard let documented, isDocumentedLimitInForce else {
            entry.latestCalls = []
            return entry.calls
        }
        let period = documented.period.wholeMilliseconds
        entry.latestCalls.removeAll { now.milliseconds(since: $0) >= period }
        entry.latestCalls.append(now)
        return entry.calls
    }

    mutating func called(_ source: SourceName, for purpose: CallPurpose) {
        sharers[source]?.called(for: purpose)
    }

    mutating func carryCosts(by step: Int64) {
        allowance.carry(by: step)
        for source in sharers.keys { sharers[source]?.carry(by: step) }
    }

    private mutating func takeReading(at now: Timestamp) -> Bool {
        let live = entry.windows.filter { $0.reset > now }
        guard let slowest = live.min(by: { $0.flow(at: now) < $1.flow(at: now) }) else {
            return true
        }
        return allowance.take(
            at: now, share: Double(slowest.spendable) * Self.readingShare,
            time: slowest.reset.milliseconds(since: now), start: Double(slowest.spendable) / 2)
    }

    // MARK: Polls

    /// Records the end of a poll.
    package mutating func ended(
        _ source: SourceName, isWhole: Bool, isCut: Bool = false, at now: Timestamp,
        pause: Duration? = nil
    ) {
        if let pause { sharers[source]?.wanted = max(1, pause.wholeMilliseconds) }
        sharers[source]?.ended(isWhole: isWhole, isCut: isCut, at: now)
    }

    /// Moves the moments measured here along with a clock that was set back. The ends of windows,
    /// which the server reported by its own clock, stay.
    mutating func followClock(to now: Timestamp) {
        guard let last = entry.asOf, now < last else { return entry.asOf = now }
        let step = now.milliseconds(since: last)
        guard step <= -Self.noticedStep else { return }
        entry.asOf = now
        entry.blockedUntil = entry.blockedUntil?.advanced(byMilliseconds: step)
        entry.latestCalls = entry.latestCalls.map { $0.advanced(byMilliseconds: step) }
    }
}

extension BudgetWindow {
    func flow(at now: Timestamp) -> Double {
        Double(spendable) / Double(max(1, reset.milliseconds(since: now)))
    }
}
