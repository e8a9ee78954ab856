import Runs
import RunTable
import Terminal

struct OverviewFields {
    let content: DetailsContent

    private var run: Run { content.run }
    private var glyphs: Glyphs { content.glyphs }

    var lines: [StyledLine] {
        var fields: [LabelledLines.Field] = []
        func add(_ label: String, _ value: String?, _ role: Role = .detailsValue) {
            guard let value, !value.isEmpty else { return }
            fields.append((SafeText.line(label).text, SafeText.line(value).text, role))
        }
        let raw = SafeText.words(run.rawStatus).map { $0 == run.status.rawValue ? "" : " (\($0))" }
        add(
            "Status", "\(glyphs.status(run.status)) \(run.status.rawValue)\(raw ?? "")",
            Role(run.status))
        if run.isContradictory {
            add("Contradiction", Contradiction.text(of: run, glyphs), .statusWarning)
        } else {
            fields += reason.map { [("Error", $0, Role(run.status))] } ?? []
        }
        add("Pipeline", run.pipeline?.label)
        if run.pipeline?.name != nil { add("Pipeline id", run.pipeline?.id.text, .textMuted) }
        add("Source", "\(run.source.text) \(glyphs.middleDot) \(run.provider.rawValue)")
        add("Run id", run.id.text)
        add("Started", run.startedAt.map(moment))
        add("Finished", run.finishedAt.map(moment))
        add("Duration", duration)
        add("First seen", run.timeSource == .firstSeen ? moment(run.firstSeen) : nil)
        add("Trigger", run.trigger)
        add("Attempt", run.attempt.map(String.init))
        let attempts = content.relatedRuns?.attempts ?? []
        if let delivery = DeliveryAttempt(attempts) {
            add("Delivery", delivery.text(glyphs), Role(delivery.status))
            for (place, other) in attempts.enumerated() where attempts.count > 1 {
                add(
                    "  attempt \(other.attempt ?? place + 1)", words(for: other),
                    Role(other.status))
            }
        }
        add("HTTP status", run.httpStatus.map(String.init))
        add("Request", run.request)
        add("Request id", run.requestID)
        add("Event", run.event)
        for related in run.related { add(related.key, related.value) }
        add("Page", content.page)
        return LabelledLines(fields, width: content.width, glyphs: glyphs).lines
    }

    /// The first lines of the error; the Error tab has all of them.
    private var reason: String? {
        guard let whole = run.reason, !whole.isEmpty else { return nil }
        let lines = SafeText.block(whole).text.split(separator: "\n")
        let more = lines.count - Self.reasonCount
        guard more > 0 else { return lines.joined(separator: "\n") }
        return lines.prefix(Self.reasonCount).joined(separator: "\n")
            + "\n\(glyphs.ellipsis) \(ShortText.count(more)) more on the tab Error"
    }

    private static let reasonCount = 3

    /// A time in the configured zone and in UTC, and its age.
    private func moment(_ moment: Timestamp) -> String {
        if run.timeSource == .date { return moment.rfc3339.prefix(10) + " (a day only)" }
        let clock = content.times.home
        let age = ShownTimes.age(of: moment, now: content.now)
        let shown = "\(clock.dateAndTime(moment)) \(clock.abbreviation(at: moment))"
        let isUTC = clock.offset(at: moment) == 0
        let parts = isUTC ? [shown, age] : [shown, moment.rfc3339, age]
        return parts.joined(separator: " \(glyphs.middleDot) ")
    }

    private var duration: String? {
        guard let elapsed = run.elapsed(at: content.now).map(RunDuration.text) else { return nil }
        guard let usual = content.relatedRuns?.usualDuration else { return elapsed }
        return "\(elapsed) \(glyphs.middleDot) usually \(RunDuration.text(usual))"
    }

    private func words(for attempt: Run) -> String {
        let time = content.times.brief(attempt.sortTime, now: content.now)
        let own = attempt.key == run.key ? " (this one)" : ""
        let reason = attempt.reason.map { "  " + $0 } ?? ""
        return "\(glyphs.status(attempt.status)) \(time)  \(attempt.status.rawValue)\(own)\(reason)"
    }
}

/// The outcome of all attempts at one job.
struct DeliveryAttempt {
    private let attempts: [Run]

    /// Takes the attempts in order; nil for a lone first attempt.
    init?(_ attempts: [Run]) {
        guard attempts.count > 1 || attempts.contains(where: { ($0.attempt ?? 1) > 1 }) else {
            return nil
        }
        self.attempts = attempts
    }

    var status: RunStatus { deciding?.status ?? .unknown }

    func text(_ glyphs: Glyphs) -> String {
        let number = deciding.flatMap(\.attempt).map(String.init) ?? String(attempts.count)
        let each = attempts.enumerated().map { index, run in
            "\(run.attempt ?? index + 1) \(glyphs.status(run.status))"
        }
        return "\(status.rawValue) on attempt \(number) (\(each.joined(separator: "  ")))"
    }

    private var deciding: Run? { attempts.first { $0.status == .succeeded } ?? attempts.last }
}

/// The full error, and how many other runs have it.
struct ErrorLines {
    let content: DetailsContent

    private var run: Run { content.run }

    var lines: [StyledLine] {
        guard let reason = run.error, (reason.shownCode ?? reason.shownMessage) != nil else {
            guard let reason = run.reason else { return [[Span(absence, .textMuted)]] }
            let wrapped = DisplayWidth.wrap(SafeText.line(reason).text, to: max(1, content.width))
            return elsewhere + wrapped.map { [Span($0, .detailsValue)] }
        }
        var lines = elsewhere
        if let code = reason.shownCode {
            lines.append([
                Span("code  ", .detailsLabel), Span(SafeText.line(code).text, Role(run.status)),
            ])
            lines.append([])
        }
        for paragraph in SafeText.block(reason.shownMessage ?? "").text.split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            let wrapped = DisplayWidth.wrap(String(paragraph), to: max(1, content.width))
            lines += wrapped.isEmpty ? [[]] : wrapped.map { [Span($0, .detailsValue)] }
        }
        return lines
    }

    /// Other runs with the same error; empty until they are counted.
    private var elsewhere: [StyledLine] {
        guard let same = content.relatedRuns?.sameError else { return [] }
        let text: String
        if same.count < 2 {
            text = "no other run kept here has this error"
        } else {
            let others = same.count - 1
            let runs = others == 1 ? "1 more run has" : "\(ShortText.count(others)) more runs have"
            let pipelines = ShortText.pipelines(same.pipelines).map { $0 + " of " } ?? ""
            let sources = same.sources.map(\.text).joined(separator: ", ")
            let first = content.times.brief(same.first, now: content.now)
            let last = content.times.brief(same.last, now: content.now)
            text = "\(runs) this error: \(pipelines)\(sources), first \(first), last \(last)"
        }
        let wrapped = DisplayWidth.wrap(SafeText.line(text).text, to: max(1, content.width))
        return wrapped.map { [Span($0, .textMuted)] } + [[]]
    }

    private var absence: String {
        switch run.status {
        case .running: "still running, no error so far"
        case .queued: "not started, no error so far"
        case .failed: "the provider gives no reason"
        case .succeeded, .warning, .skipped, .cancelled, .info, .unknown: "no error"
        }
    }
}
