package import Runs

/// Words why a source was not polled although nothing is wrong with it.
package enum ThrottleText {
    /// Words a throttle with times in UTC.
    package static func sentence(_ hold: Throttle) -> String { sentence(hold) { $0.rfc3339 } }

    /// Words a throttle with times by a clock, short for those of today.
    package static func sentence(_ hold: Throttle, _ clock: ZonedClock, at now: Timestamp) -> String
    { sentence(hold) { clock.brief($0, today: now) } }

    private static func sentence(_ hold: Throttle, _ words: (Timestamp) -> String) -> String {
        switch hold {
        case .retryAfter(let until): return "the provider asked to wait until \(words(until))"
        case .budgetSpent(let until): return "no call is left until \(words(until))"
        case .reserve(let remaining, let limit, let until):
            let left =
                ShortText.count(remaining) + (limit.map { " of \(ShortText.count($0))" } ?? "")
            return "only the reserve is left: \(left) until \(words(until)); "
                + "wait, or press r in the interface"
        case .elsewhere(let owner, let next):
            let when = next.map { ", next at \(words($0))" } ?? ""
            return "\(reader(owner)) polls this source\(when); "
                + "wait for that, or allow more with --timeout or --max-age"
        case .shallower(let owner, let since):
            let depth = since.map { ", but only back to \(words($0))" } ?? ""
            return "\(reader(owner)) polls this source\(depth); "
                + "ask for less with --since, or stop that process first"
        }
    }

    private static func reader(_ owner: LeaseOwner?) -> String {
        "another synctop" + (owner?.process.map { " (process \($0))" } ?? "")
    }
}

/// Words how often a source is polled, and the calls that it spends.
package enum PlanText {
    /// Words a plan: `every 29 min: 50 polls and 40 reads a day, 10 of 100 kept`. A window with
    /// less left shows its rest: `every 10 min: 80 polls until 00:00`.
    package static func sentence(_ plan: PollPlan, clock: ZonedClock = .utc) -> String {
        let pace = "every \(interval(plan.interval))"
        guard let spending = plan.spending else { return pace }
        var text = "\(pace): \(ShortText.count(spending.polls, "poll"))"
        if spending.callsPerPoll > 1 {
            text += " of \(ShortText.count(spending.callsPerPoll)) calls"
        }
        if spending.reads > 0 { text += " and \(ShortText.count(spending.reads, "read"))" }
        if let until = spending.until {
            text += " until \(clock.time(until).prefix(5))"
        } else {
            text += " \(name(of: spending.window))"
        }
        if let limit = spending.limit {
            text += ", \(ShortText.count(spending.kept)) of \(ShortText.count(limit)) kept"
        }
        if spending.sharers > 1 { text += ", shared by \(spending.sharers) sources" }
        return text
    }

    private static func name(of window: PollPlan.Window) -> String {
        switch window {
        case .minute: "a minute"
        case .hour: "an hour"
        case .day: "a day"
        }
    }

    /// Writes an interval in its greatest unit, rounded; hours with their minutes.
    private static func interval(_ interval: Duration) -> String {
        let seconds = (interval.wholeMilliseconds + 500) / 1_000
        let minutes = (interval.wholeMilliseconds + 30_000) / 60_000
        if seconds < 120 { return "\(max(1, seconds)) s" }
        if minutes < 120 { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
