package import Runs

/// Words how often a source is polled, and what that spends.
package enum PlanText {
    /// Words a plan: `every 29 min: 50 polls and 40 reads a day, 10 of 100 kept`.
    ///
    /// Where a window has less than that, its rest is told of: `every 10 min: 80 polls until 00:00`.
    package static func sentence(_ plan: PollPlan, clock: ZonedClock = .utc) -> String {
        let pace = "every \(interval(plan.interval))"
        guard let spending = plan.spending else { return pace }
        var text = "\(pace): \(count(spending.polls, "poll"))"
        if spending.callsPerPoll > 1 {
            text += " of \(ShortText.count(spending.callsPerPoll)) calls"
        }
        if spending.reads > 0 { text += " and \(count(spending.reads, "read"))" }
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

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(ShortText.count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func name(of window: PollPlan.Window) -> String {
        switch window {
        case .minute: "a minute"
        case .hour: "an hour"
        case .day: "a day"
        }
    }

    /// An interval in its greatest unit, rounded; hours with their minutes.
    private static func interval(_ interval: Duration) -> String {
        let seconds = (interval.wholeMilliseconds + 500) / 1_000
        let minutes = (interval.wholeMilliseconds + 30_000) / 60_000
        if seconds < 120 { return "\(max(1, seconds)) s" }
        if minutes < 120 { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
