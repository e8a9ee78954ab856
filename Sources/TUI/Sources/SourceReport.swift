import Runs
import Terminal

struct SourceReport {
    let source: SourceHealth
    let now: Timestamp
    let clock: ZonedClock
    let glyphs: Glyphs
    let width: Int
    let trail: RequestTrail
    /// The number of its runs that match the filter; nil without a filter.
    let listed: Int?

    var title: String {
        "\(SafeText.line(source.name.text).text) \(glyphs.middleDot) \(source.provider.rawValue)"
    }

    var lines: [StyledLine] { LabelledLines(fields, width: width, glyphs: glyphs).lines }

    private var fields: [LabelledLines.Field] {
        var fields: [LabelledLines.Field] = []
        func add(_ label: String, _ value: String?, _ role: Role = .detailsValue) {
            guard let value else { return }
            fields.append((label, SafeText.line(value).text, role))
        }
        if let problem = source.problem {
            let role: Role = problem.error.isTransient ? .statusWarning : .statusFailed
            add("Problem", ProblemText.sentence(problem.error), role)
            let tries = problem.failures == 1 ? "1 try" : "\(problem.failures) tries"
            add("Failing", "since \(moment(problem.since)) (\(tries))")
        }
        for refusal in source.refusals {
            let words = ProblemText.sentence(refusal)
            add("Refused", "\(refusal.pipeline.text): \(words)", .statusWarning)
        }
        add("State", activity)
        add("Last read", lastRead)
        add("Budget", budget)
        add("Polled", source.plan.map { PlanText.sentence($0, clock: clock) })
        if !source.isBackfilled { add("History", source.backfill.map(progress)) }
        let held = ShortText.count(source.rows.stored)
        add("Runs held", listed.map { "\(held), \(ShortText.count($0)) match the filter" } ?? held)
        for gap in source.gaps {
            add("Gap", "\(moment(gap.from)) to \(moment(gap.until)): \(Self.gap)", .statusWarning)
        }
        if source.rows.rejected > 0 { add("Unreadable", rejected, .statusWarning) }
        if source.rows.unreadableTimes > 0 { add("Unreadable", unreadableTimes, .statusWarning) }
        if !source.eventTypes.isEmpty {
            add("Event types", "\(source.eventTypes.count) known, Tab completes event: with them")
        }
        let requests = trail.requests(to: source.name)
        if let latency = trail.latency(of: source.name) {
            add("Latency", "\(latency) ms (median)")
        }
        for (place, request) in requests.enumerated() {
            let role: Role = request.isFine ? .textMuted : .statusWarning
            add(place == 0 ? "Requests" : "", words(for: request), role)
        }
        return fields
    }

    private func words(for request: SourceRequest) -> String {
        "\(clock.brief(request.moment, today: now))  \(request.result)  \(request.duration) ms  "
            + "\(request.method) \(request.path)"
    }

    private static let gap = "the provider no longer serves this period; runs may be missing"

    private var activity: String {
        switch source.activity {
        case .starting: "starting"
        case .polling: budgetWait ?? (source.isBackfilled ? "reading" : "reading its history")
        case .waiting: budgetWait ?? pause
        case .stopped: "offline, no provider is called"
        case .followed: "read by another synctop on the same history"
        }
    }

    private var budgetWait: String? {
        guard source.problem == nil, let opening = source.budgetOpens, opening > now else {
            return nil
        }
        return "waits for calls, continues at \(moment(opening))"
    }

    private var pause: String {
        guard let next = source.nextPoll, next > now else { return "about to be read" }
        let wait = ShortText.age(milliseconds: next.milliseconds(since: now))
        return "\(source.problem == nil ? "next read" : "next try") in \(wait)"
    }

    private var lastRead: String {
        if let last = source.lastSuccess { return "\(moment(last)), \(age(last)) ago" }
        if source.rows.stored > 0 { return "partly; not yet completely" }
        return source.activity == .stopped ? "not before synctop went offline" : "not yet"
    }

    private var budget: String? {
        guard let budget = source.budget, let remaining = budget.remaining else { return nil }
        var text = ShortText.count(remaining)
        if let limit = budget.limit { text += " of \(ShortText.count(limit))" }
        text += " calls left"
        if let reset = budget.resetsAt, reset > now { text += " until \(moment(reset))" }
        return text
    }

    private func progress(_ progress: BackfillProgress) -> String {
        let runs = ShortText.count(progress.runs, "run")
        let reached = progress.oldest.map { ", back to \(moment($0))" } ?? ""
        return "\(progress.pagesRead), \(runs)\(reached); goal: \(moment(progress.wanted))"
    }

    private var rejected: String {
        var text = ShortText.count(source.rows.rejected, "row")
        if let last = source.rows.lastRejected {
            text +=
                "; the last one "
                + (last.field.map { "lacks \($0)" }
                    ?? "is not a valid JSON object, is too large or is nested too deeply")
                + (SafeText.words(last.id).map { " (id \($0))" } ?? "")
        }
        return text
    }

    private var unreadableTimes: String {
        var text = ShortText.count(source.rows.unreadableTimes, "time field")
        if let last = source.rows.lastUnreadableTime {
            text += "; the last one is \(last.field) of run \(last.id.text)"
        }
        return text
    }

    private func moment(_ moment: Timestamp) -> String { clock.brief(moment, today: now) }

    private func age(_ moment: Timestamp) -> String {
        ShortText.age(milliseconds: now.milliseconds(since: moment))
    }
}

extension BackfillProgress {
    var pagesRead: String { ShortText.count(pages, "page") }
}
