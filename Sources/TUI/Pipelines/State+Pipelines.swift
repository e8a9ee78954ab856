import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func take(_ digests: [PipelineDigest], answering query: Query) {
        guard query == runs.request.query else { return }
        pipelines.take(digests, answering: query)
        pipelines.settle(rows: layout.table.rows)
    }

    mutating func performInPipelines(_ command: Command) -> [Effect] {
        if let effects = performInList(command, \.pipelines) { return effects }
        guard let digest = pipelines.selected else { return [] }
        if command == .open { return open(digest) }
        return command == .pollSource ? [.poll(digest.source)] : []
    }

    /// Shows the runs of a pipeline; other filter terms stay.
    private mutating func open(_ digest: PipelineDigest) -> [Effect] {
        let label = digest.pipeline.label.lowercased()
        let isPlain = !pipelines.items.contains { other in
            other.source == digest.source && other.id != digest.id
                && other.pipeline.label.lowercased().contains(label)
        }
        let name = isPlain ? digest.pipeline.label : digest.pipeline.id.text
        return openRuns { state throws(QueryMistake) in
            let query = try state.parse(state.runs.request.query.settingSources([digest.source]))
            return try state.parse(query.setting(.pipeline, to: name))
        }
    }

    /// Details of the selected pipeline, because narrow screens hide columns.
    var pipelinePane: PaneView? {
        guard let digest = pipelines.selected else { return nil }
        var fields: [LabelledLines.Field] = [
            ("Runs", Self.statuses(digest.counts), .detailsValue),
            ("Usually", Self.usual(of: digest), .detailsValue),
        ]
        if let streak = digest.streak {
            let since = streak.since.map { " since \(shown($0))" } ?? ""
            fields.append(("Failing", ShortText.times(streak.count) + since, .statusFailed))
        }
        let success = digest.lastSuccess.map(shown) ?? "never (in the history kept here)"
        fields.append(("Last OK", success, .detailsValue))
        fields.append(("Schedule", schedule(of: digest), .detailsValue))
        let title = "\(digest.pipeline.label) \(glyphs.middleDot) \(digest.source.text)"
        return pane(SafeText.line(title).text, fields)
    }

    private static func statuses(_ counts: StatusCounts) -> String {
        let parts = RunStatus.allCases.filter { counts[$0] > 0 }.map {
            "\(ShortText.count(counts[$0])) \($0.rawValue)"
        }
        return "\(ShortText.count(counts.total)): " + parts.joined(separator: ", ")
    }

    private static func usual(of digest: PipelineDigest) -> String {
        let duration = digest.usualDuration.map { "takes \(RunDuration.text($0))" }
        let rate = digest.successPercent.map { "\($0) % go well" }
        let parts = [duration, rate].compactMap(\.self)
        return parts.isEmpty ? "nothing is known yet" : parts.joined(separator: ", ")
    }

    private func schedule(of digest: PipelineDigest) -> String {
        guard let cadence = digest.cadence, let next = digest.nextExpected else {
            return "irregular"
        }
        let every = "about every \(ShortText.age(milliseconds: cadence))"
        let isAhead = next.milliseconds(since: shownMoment) >= 0
        return "\(every), \(isAhead ? "next" : "was expected") at \(shown(next))"
    }
}
