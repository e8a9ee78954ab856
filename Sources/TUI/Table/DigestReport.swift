import Runs
import RunTable
import Terminal

/// What is known of the selected pipeline or error, below the table, where columns give way.
struct DigestReport {
    let state: State

    func draw(_ layout: ScreenLayout, on canvas: inout Canvas) {
        guard !layout.details.isEmpty, let (title, fields) = report else { return }
        canvas.fill(layout.separator, .tableSeparator, text: state.glyphs.horizontalLine)
        canvas.fill(layout.detailsTitle, .details)
        canvas.fill(layout.details, .details)
        let head = layout.detailsTitle
        let text = DisplayWidth.truncate(
            title, to: max(0, head.columns - 2), ellipsis: state.glyphs.ellipsis)
        canvas.put(
            " " + text, .detailsTitle, column: head.column, row: head.row, width: head.columns)
        let area = layout.details.removingLeft(1).removingRight(1)
        let lines = LabelledLines(fields, width: area.columns, glyphs: state.glyphs).lines
        for (index, line) in lines.prefix(area.rows).enumerated() {
            canvas.put(line, in: area, row: area.row + index)
        }
    }

    private var report: (title: String, fields: [LabelledLines.Field])? {
        switch state.view {
        case .runs, .sources: nil
        case .pipelines: state.pipelines.selected.map(report(on:))
        case .errors: state.errors.selected.map(report(on:))
        }
    }

    // MARK: - A pipeline

    private func report(
        on digest: PipelineDigest
    ) -> (title: String, fields: [LabelledLines.Field]) {
        let dot = state.glyphs.middleDot
        let title = "\(digest.pipeline.label) \(dot) \(digest.source.text)"
        var fields: [LabelledLines.Field] = [
            ("Runs", statuses(digest.counts), .detailsValue),
            ("Usually", usual(of: digest), .detailsValue),
        ]
        if let streak = digest.streak {
            let since = streak.since.map { " since \(moment($0))" } ?? ""
            let times =
                streak.count == 1 ? "once" : "\(ShortText.count(streak.count)) times in a row"
            fields.append(("Failing", "\(times)\(since)", .statusFailed))
        }
        let success = digest.lastSuccess.map(moment) ?? "never, as far as runs are held"
        fields.append(("Last OK", success, .detailsValue))
        fields.append(("Schedule", schedule(of: digest), .detailsValue))
        return (SafeText.line(title).text, fields)
    }

    private func statuses(_ counts: StatusCounts) -> String {
        let parts = RunStatus.allCases.filter { counts[$0] > 0 }.map {
            "\(ShortText.count(counts[$0])) \($0.rawValue)"
        }
        return "\(ShortText.count(counts.total)): " + parts.joined(separator: ", ")
    }

    private func usual(of digest: PipelineDigest) -> String {
        let duration = digest.usualDuration.map { "takes \(RunDuration.text($0))" }
        let rate = digest.successPercent.map { "\($0) % go well" }
        let parts = [duration, rate].compactMap(\.self)
        return parts.isEmpty ? "nothing is known yet" : parts.joined(separator: ", ")
    }

    private func schedule(of digest: PipelineDigest) -> String {
        guard let cadence = digest.cadence, let next = digest.nextExpected else {
            return "none that its runs keep to"
        }
        let every = "about every \(ShortText.age(milliseconds: cadence))"
        let wait = next.milliseconds(since: state.shownMoment)
        guard wait < 0 else { return "\(every), next at \(moment(next))" }
        return "\(every), was expected at \(moment(next))"
    }

    // MARK: - An error

    private func report(on group: ErrorGroup) -> (title: String, fields: [LabelledLines.Field]) {
        let failures = group.count == 1 ? "1 failure" : "\(ShortText.count(group.count)) failures"
        let pipelines = ShortText.pipelines(group.pipelines).map { " in " + $0 } ?? ""
        let sources = group.sources.map(\.text).joined(separator: ", ")
        var seen = group.isNew ? "new" : "known"
        if let first = group.firstSeen { seen += ", first at \(moment(first))" }
        if let last = group.lastSeen { seen += ", last at \(moment(last))" }
        let example = group.example.isEmpty ? "(no message)" : group.example
        return (
            failures + pipelines,
            [
                ("Seen", seen, group.isNew ? .errorNew : .detailsValue),
                ("Sources", SafeText.line(sources).text, .detailsValue),
                ("Latest", SafeText.line(example).text, .statusFailed),
            ]
        )
    }

    private func moment(_ moment: Timestamp) -> String {
        state.times.brief(moment, now: state.shownMoment)
    }
}
