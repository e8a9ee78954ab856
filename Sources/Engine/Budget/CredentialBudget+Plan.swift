package import Runs

extension CredentialBudget {
    /// The largest share of the spendable calls for reading changes: of ten calls, one is reserved,
    /// four may be reads, and five find out what to read.
    static let readingShare = 4.0 / 9.0

    /// Plans the polls of a source so that the budget lasts to the end of each window.
    ///
    /// The sources that share it get the shortest common interval that it allows; a source with a
    /// longer interval keeps its own. Returns the pause, what it spends, and the moment before
    /// which no poll may begin. Cost: n log n in these sources.
    package mutating func plan(
        for source: SourceName, at now: Timestamp
    ) -> (plan: PollPlan, notBefore: Timestamp) {
        let own = sharers[source] ?? PollCosts(wanted: 1)
        let opening = opening(at: now, reserve: .keep)
        var pause = own.wanted
        var shown: (window: BudgetWindow, reads: Double)?
        // Describes the longest window, unless a shorter one needs a longer pause.
        for window in entry.windows.sorted(by: { $0.length > $1.length }) where window.reset > now {
            let (needed, reads) = self.pause(for: own, in: window, at: now)
            if shown == nil || needed > pause { shown = (window, reads) }
            pause = max(pause, needed)
        }
        let spending = shown.map {
            self.spending($0.window, reads: $0.reads, pause: pause, own, at: now)
        }
        let next = now.advanced(byMilliseconds: pause)
        return (
            PollPlan(interval: .milliseconds(pause), spending: spending),
            max(next, opening ?? next)
        )
    }

    private func pause(
        for own: PollCosts, in window: BudgetWindow, at now: Timestamp
    ) -> (pause: Int64, reads: Double) {
        let time = window.reset.milliseconds(since: now)
        let most = Double(window.spendable) * Self.readingShare
        let isCut = sharers.values.contains { $0.isCut }
        let wanted = sharers.values.reduce(0) { $0 + $1.readingRate(at: now) } * Double(time)
        let reads = isCut ? most : min(most, wanted)
        let polls = Double(window.spendable) - reads
        guard polls >= Double(own.base) else { return (max(own.wanted, time), reads) }
        let common = commonPause(spending: polls / Double(max(1, time)))
        return (max(own.wanted, min(common, time)), reads)
    }

    /// Finds the shortest pause, in milliseconds, at which all polls spend no more than a rate.
    private func commonPause(spending rate: Double) -> Int64 {
        let costs = sharers.values.sorted { $0.wanted < $1.wanted }
        // Sources with a longer interval keep it.
        var patient = costs.reduce(0) { $0 + Double($1.base) / Double($1.wanted) }
        guard patient > rate else { return 0 }
        var hurried = 0.0
        for (place, cost) in costs.enumerated() {
            patient -= Double(cost.base) / Double(cost.wanted)
            hurried += Double(cost.base)
            guard rate > patient else { continue }
            let pause = hurried / (rate - patient)
            guard place + 1 < costs.count, pause > Double(costs[place + 1].wanted) else {
                return Int64(min(pause, 1e15))
            }
        }
        return Int64(min(hurried / max(rate, 1e-12), 1e15))
    }

    /// Describes what a pause spends in a whole window, if that has so many calls; else what it
    /// spends until the window ends, as more calls are left than usual.
    private func spending(
        _ window: BudgetWindow, reads: Double, pause: Int64, _ own: PollCosts,
        at now: Timestamp
    ) -> PollPlan.Spending {
        let length = window.length.rawValue
        let rest = max(1, window.reset.milliseconds(since: now))
        let part = Double(length) / Double(rest)
        var spending = PollPlan.Spending(
            polls: Int((length + pause / 2) / max(1, pause)), callsPerPoll: own.base,
            reads: Int((reads * part).rounded()), window: window.length, kept: window.kept,
            limit: window.limit)
        spending.sharers = max(1, sharers.count)
        let calls = sharers.values.reduce(reads * part) {
            $0 + Double($1.base) * Double(length) / Double(max($1.wanted, pause))
        }
        guard let limit = window.limit, calls > Double(limit - window.kept) * Self.roundness
        else { return spending }
        let affordable = max(0, window.spendable - Int(reads)) / own.base
        spending.polls = min(Int(rest / max(1, pause)), affordable)
        spending.reads = Int(reads)
        spending.until = window.reset
        return spending
    }

    /// How far the rounded calls of a window may exceed its limit, as a factor.
    private static let roundness = 1.05
}
