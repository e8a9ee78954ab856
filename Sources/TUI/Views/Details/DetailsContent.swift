import Runs
import Terminal

/// The lines of the details of a run, tab by tab.
struct DetailsContent {
    let run: Run
    /// The attempts at the run's job, first to last, itself among them.
    var attempts: [Run] = []
    let details: DetailsState
    let now: Timestamp
    let clock: ZonedClock
    let glyphs: Glyphs
    /// The width to wrap to, in columns.
    let width: Int

    /// The lines of the tab that is shown.
    var lines: [StyledLine] {
        switch details.tab {
        case .overview: overview
        case .error: error
        case .metadata: metadata.map(\.line)
        }
    }

    /// The lines of the metadata, each with the node that it belongs to.
    var metadata: [MetadataTree.Row] {
        guard !run.isSummary else {
            let line = [Span("reading" + glyphs.ellipsis, .textMuted)]
            return [MetadataTree.Row(line: line, node: 0)]
        }
        return MetadataTree(run.metadata, folded: details.folded).rows(width: width, glyphs: glyphs)
    }

    // MARK: - Overview

    private var overview: [StyledLine] {
        LabelledLines(fields, width: width, glyphs: glyphs).lines
    }

    private var fields: [LabelledLines.Field] {
        var fields: [LabelledLines.Field] = []
        func add(_ label: String, _ value: String?, _ role: Role = .detailsValue) {
            guard let value, !value.isEmpty else { return }
            fields.append((SafeText.line(label).text, SafeText.line(value).text, role))
        }
        let raw = run.rawStatus.map { $0 == run.status.rawValue ? "" : " (\($0))" } ?? ""
        add(
            "Status", "\(glyphs.status(run.status)) \(run.status.rawValue)\(raw)",
            Role(run.status))
        if run.isContradictory {
            add("Contradiction", Contradiction.text(of: run, glyphs), .statusWarning)
        } else {
            add("Error", run.reason, Role(run.status))
        }
        add("Pipeline", run.pipeline?.label)
        if run.pipeline?.name != nil { add("Pipeline id", run.pipeline?.id.text, .textMuted) }
        add("Source", "\(run.source.text) \(glyphs.middleDot) \(run.provider.rawValue)")
        add("Run id", run.id.text)
        add("Started", run.startedAt.map(both))
        add("Finished", run.finishedAt.map(both))
        add("Duration", run.elapsed(at: now).map { RunDuration.text($0) })
        add("First seen", run.timeSource == .firstSeen ? both(run.firstSeen) : nil)
        add("Trigger", run.trigger)
        add("Attempt", run.attempt.map(String.init))
        if let delivery = Delivery(attempts) {
            add("Delivery", delivery.text(glyphs), Role(delivery.status))
        }
        add("HTTP status", run.httpStatus.map(String.init))
        add("Request", run.request)
        add("Request id", run.requestID)
        add("Event", run.event)
        for related in run.related { add(related.key, related.value) }
        return fields
    }

    /// A moment in the chosen zone and in UTC.
    private func both(_ moment: Timestamp) -> String {
        if run.timeSource == .date { return moment.rfc3339.prefix(10) + " (a day only)" }
        let local = "\(clock.dateAndTime(moment)) \(clock.abbreviation(at: moment))"
        return clock == .utc ? local : "\(local) \(glyphs.middleDot) \(moment.rfc3339)"
    }

    // MARK: - Error

    private var error: [StyledLine] {
        guard let reason = run.error else {
            return [[Span(run.reason.map { SafeText.line($0).text } ?? absence, .textMuted)]]
        }
        var lines: [StyledLine] = []
        if let code = reason.code {
            lines.append([
                Span("code  ", .detailsLabel), Span(SafeText.line(code).text, Role(run.status)),
            ])
            lines.append([])
        }
        for paragraph in SafeText.block(reason.message ?? "").text.split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            let wrapped = DisplayWidth.wrap(String(paragraph), to: max(1, width))
            lines += wrapped.isEmpty ? [[]] : wrapped.map { [Span($0, .detailsValue)] }
        }
        return lines
    }

    private var absence: String {
        switch run.status {
        case .running: "still running, no error so far"
        case .queued: "not begun, no error so far"
        case .failed: "the provider gives no reason"
        case .succeeded, .warning, .skipped, .cancelled, .info, .unknown: "no error"
        }
    }
}
